package praisonai.platform.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import praisonai.platform.db.Engine;

/** The server is a door: it has no SQL, no rule about rights, and one way to add a route. */
class ArchitectureTest {
    private static final JavaClasses SERVER =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("praisonai.platform.server");

    @Test
    void the_door_touches_nothing_of_the_database_but_the_engine() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAPackage("praisonai.platform.db..")
                                .and(DescribedPredicate.not(type(Engine.class))))
                .check(SERVER);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..")
                .check(SERVER);
    }

    @Test
    void the_door_opens_no_scope_and_so_decides_no_right() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("praisonai.platform.access.Scope")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("praisonai.platform.access.Membership")
                .check(SERVER);
    }

    @Test
    void only_the_router_hands_routes_to_the_framework() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Router")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.javalin.router.Endpoint")
                .check(SERVER);
    }

    @Test
    void no_package_depends_on_itself_in_a_circle() {
        slices().matching("praisonai.platform.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(SERVER);
    }
}
