package praisonai.platform.server.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import praisonai.platform.db.Dialect;

/**
 * Runs every test of a class against a running server, first on SQLite, then on PostgreSQL. All
 * tests of the class share the server and the people on its {@link Stage}, since an account costs a
 * password hash; the constructor takes the stage as its parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(OnRunningServer.Runs.class)
public @interface OnRunningServer {
    /** One run of the class for each database. */
    final class Runs implements ClassTemplateInvocationContextProvider {
        @Override
        public boolean supportsClassTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<? extends ClassTemplateInvocationContext>
                provideClassTemplateInvocationContexts(ExtensionContext context) {
            return Arrays.stream(Dialect.values()).map(Run::new);
        }
    }

    /** The run on one of them. */
    final class Run
            implements ClassTemplateInvocationContext,
                    ParameterResolver,
                    AfterClassTemplateInvocationCallback {
        private final Dialect dialect;
        private @Nullable Stage stage;

        Run(Dialect dialect) {
            this.dialect = dialect;
        }

        @Override
        public String getDisplayName(int invocation) {
            return dialect.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Stage.class;
        }

        @Override
        public synchronized Object resolveParameter(
                ParameterContext parameter, ExtensionContext context) {
            if (stage == null) {
                stage = new Stage(TestServer.start(dialect));
            }
            return stage;
        }

        @Override
        public synchronized void afterClassTemplateInvocation(ExtensionContext context) {
            if (stage != null) {
                stage.server().close();
                stage = null;
            }
        }
    }
}
