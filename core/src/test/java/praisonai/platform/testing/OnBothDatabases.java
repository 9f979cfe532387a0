package praisonai.platform.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Engine;

/**
 * Runs every test of a class twice: on a SQLite file and on PostgreSQL. Each test has a database of
 * its own, with the tables and no rows; the test's constructor and methods take it as a parameter
 * of type {@link Engine}, {@link TestDatabase} or {@link Dialect}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(OnBothDatabases.Runs.class)
public @interface OnBothDatabases {
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
    record Run(Dialect dialect) implements ClassTemplateInvocationContext, ParameterResolver {
        private static final ExtensionContext.Namespace NAMESPACE =
                ExtensionContext.Namespace.create(OnBothDatabases.class);

        @Override
        public String getDisplayName(int invocation) {
            return dialect.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        /** A test's constructor belongs to the test, not to the class. */
        @Override
        public ExtensionContextScope getTestInstantiationExtensionContextScope(
                ExtensionContext root) {
            return ExtensionContextScope.TEST_METHOD;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == Engine.class || type == TestDatabase.class || type == Dialect.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            if (type == Dialect.class) {
                return dialect;
            }
            TestDatabase database =
                    context.getStore(NAMESPACE)
                            .computeIfAbsent(
                                    dialect, _ -> new TestDatabase(dialect), TestDatabase.class);
            return type == Engine.class ? database.engine() : database;
        }
    }
}
