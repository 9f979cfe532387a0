package praisonai.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Session;

/** The few rules that hold the house up. */
class ArchitectureTest {
    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("praisonai.platform");

    /** Who may act for the system, across workspaces and before membership. */
    private static final Set<String> MAY_ACT_FOR_THE_SYSTEM =
            Set.of(
                    "Accounts.register", // there is no account yet
                    "Accounts.verifyAndSignIn", // nobody is signed in yet
                    "Accounts.purgeSessions",
                    "Workspaces.create", // nobody is a member yet
                    "Workspaces.purge",
                    "Invitations.accept", // not a member yet
                    "Idempotency.purge",
                    "Webhooks.purgeDeliveries",
                    "Feed.heads", // whose log grew, over all workspaces that are followed
                    "Deliveries.lease", // whose turn it is, over all workspaces
                    "Runs.expire", // whose lease has ended, over all workspaces
                    "Audit.logs", // an operator's, over all workspaces
                    "BeadsImport.run", // makes the workspace and its people
                    "ApiKeys.owner", // whose key it is, before anything is known of who calls
                    "ApiKeys.noteUse", // beside what the owner of the key does
                    "Engine.ping",
                    "Engine.rowSecurityHolds");

    /** Who may work on one workspace without a member who asks. */
    private static final Set<String> MAY_READ_A_WORKSPACE_UNASKED =
            Set.of(
                    "ApiKeys.noteUse", // beside what the agent itself does
                    "Audit.verify", // by an operator, who need not be a member
                    "Feed.read", // once for all who follow
                    "Deliveries.settle",
                    "Runs.expire");

    /** Stores of things that belong to no workspace. */
    private static final Set<String> STORES_WITHOUT_WORKSPACE = Set.of("AccountStore", "KeyStore");

    /** Methods of the other stores that take no workspace, and why. */
    private static final Map<String, String> WITHOUT_WORKSPACE =
            Map.ofEntries(
                    Map.entry("ApiKeyStore.owner", "tells which workspace a key is for"),
                    Map.entry("ApiKeyStore.insert", "the key says which workspace, if any"),
                    Map.entry("ApiKeyStore.countOwn", "a person's, which are in no workspace"),
                    Map.entry("ApiKeyStore.lockAccount", "likewise"),
                    Map.entry("ApiKeyStore.listOwn", "likewise"),
                    Map.entry("ApiKeyStore.revokeOwn", "likewise"),
                    Map.entry("ApiKeyStore.person", "likewise"),
                    Map.entry("ApiKeyStore.noteKey", "the system, of any key that was used"),
                    Map.entry("AuditStore.logs", "an operator's, over all workspaces"),
                    Map.entry("WorkspaceStore.listOf", "a person's own workspaces"),
                    Map.entry("WorkspaceStore.purge", "the system, across workspaces"),
                    Map.entry("InvitationStore.take", "the token says which workspace"),
                    Map.entry(
                            "InvitationStore.invitee", "an account, which belongs to no workspace"),
                    Map.entry("NotificationStore.list", "a person's inbox goes across workspaces"),
                    Map.entry("NotificationStore.countUnread", "likewise"),
                    Map.entry("NotificationStore.mark", "likewise"),
                    Map.entry("NotificationStore.markAll", "likewise"),
                    Map.entry("WebhookStore.purgeDeliveries", "the system, across workspaces"),
                    Map.entry("RunStore.overdue", "the system, across workspaces"),
                    Map.entry("DeliveryStore.anyDue", "the system, across workspaces"),
                    Map.entry("DeliveryStore.due", "likewise"));

    @Test
    void core_knows_no_http_and_no_server() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.javalin..",
                        "org.eclipse.jetty..",
                        "jakarta.servlet..",
                        "javax.servlet..",
                        "com.sun.net.httpserver..",
                        "java.net.http..",
                        "io.swagger..",
                        "io.micrometer..",
                        "io.modelcontextprotocol..",
                        "com.auth0..",
                        "picocli..")
                .check(CORE);
    }

    @Test
    void packages_do_not_depend_on_each_other_in_a_circle() {
        slices().matching("praisonai.platform.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void only_the_db_package_knows_drivers_pools_and_connections() {
        noClasses()
                .that()
                .resideOutsideOfPackage("praisonai.platform.db..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "com.zaxxer.hikari..",
                        "org.flywaydb..",
                        "org.postgresql..",
                        "org.sqlite..")
                .check(CORE);
    }

    @Test
    void stores_are_seen_in_their_own_package_only() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Store")
                .should()
                .bePackagePrivate()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(CORE);
        assertThat(stores()).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void every_method_of_a_store_takes_the_workspace() {
        Set<String> without = new TreeSet<>();
        for (JavaClass store : stores()) {
            for (JavaMethod method : store.getMethods()) {
                Set<String> parameters =
                        method.getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .collect(Collectors.toSet());
                boolean own =
                        !method.getModifiers().contains(JavaModifier.PRIVATE)
                                && !method.getModifiers().contains(JavaModifier.SYNTHETIC);
                if (own
                        && parameters.contains(Session.class.getName())
                        && !parameters.contains(WorkspaceId.class.getName())
                        && !STORES_WITHOUT_WORKSPACE.contains(store.getSimpleName())) {
                    without.add(store.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertThat(without).containsExactlyInAnyOrderElementsOf(WITHOUT_WORKSPACE.keySet());
    }

    @Test
    void sql_is_written_in_stores_and_in_few_other_places() {
        Set<String> elsewhere = new TreeSet<>();
        for (String statement : Set.of("query", "update", "batch")) {
            for (JavaMethodCall call :
                    CORE.get(Session.class).getMethod(statement, String.class).getCallsOfSelf()) {
                String caller = call.getOriginOwner().getSimpleName();
                if (!caller.endsWith("Store")) {
                    elsewhere.add(caller);
                }
            }
        }
        assertThat(elsewhere)
                .containsExactlyInAnyOrder(
                        "Activities",
                        "ActivityLog",
                        "Engine", // the gate
                        "ImportAccounts",
                        "LogWriter",
                        "Keyset", // runs a store's SQL page by page
                        "Session");
    }

    @Test
    void few_places_act_for_the_system() {
        assertThat(callers("system", String.class))
                .containsExactlyInAnyOrderElementsOf(MAY_ACT_FOR_THE_SYSTEM);
        assertThat(callers("ofWorkspace", WorkspaceId.class, String.class))
                .containsExactlyInAnyOrderElementsOf(MAY_READ_A_WORKSPACE_UNASKED);
    }

    private static Set<String> callers(String factory, Class<?>... parameters) {
        Set<String> places = new TreeSet<>();
        for (JavaMethodCall call :
                CORE.get(Scope.class).getMethod(factory, parameters).getCallsOfSelf()) {
            places.add(call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName());
        }
        return places;
    }

    private static Set<JavaClass> stores() {
        return CORE.stream()
                .filter(type -> type.getSimpleName().endsWith("Store"))
                .collect(Collectors.toSet());
    }
}
