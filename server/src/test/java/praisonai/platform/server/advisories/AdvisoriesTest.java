package praisonai.platform.server.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.server.testing.Answer;
import praisonai.platform.server.testing.Client;
import praisonai.platform.server.testing.OnRunningServer;
import praisonai.platform.server.testing.Person;
import praisonai.platform.server.testing.Place;
import praisonai.platform.server.testing.Rows;
import praisonai.platform.server.testing.Stage;
import praisonai.platform.server.testing.TestServer;
import praisonai.platform.workspace.Workspaces;

/**
 * The published flaws of the original and of trackers like it, each attacked on the running server
 * in the way that its advisory tells. Those about how a server is configured are in {@link
 * ConfigurationAdvisoriesTest}.
 */
@OnRunningServer
class AdvisoriesTest {
    private final TestServer server;
    private final Place ours;
    private final Place theirs;
    private final Person stranger;

    /** The other workspace's owner: nobody could have more rights there, and none of them here. */
    private final Client attacker;

    AdvisoriesTest(Stage stage) {
        server = stage.server();
        ours = stage.ours();
        theirs = stage.theirs();
        stranger = stage.stranger();
        attacker = theirs.owner().http();
    }

    // ---- Objects of other workspaces ----

    @Test
    void cve_2026_47399_ghsa_6h6v_6m7w_7vxx_no_object_is_found_by_its_id_in_another_workspace() {
        String issue = ours.newIssue(ours.owner());
        String comment = ours.newComment(ours.owner());
        List<String> objects =
                List.of(
                        "/agents/" + ours.agent(),
                        "/projects/" + ours.project(),
                        "/issues/" + issue,
                        "/comments/" + comment,
                        "/labels/" + ours.label());
        Map<String, String> patches = Map.of("/comments/", "content", "/issues/", "title");
        nothingChanges(() -> {
            for (String object : objects) {
                String member =
                        patches.getOrDefault(
                                object.substring(0, object.lastIndexOf('/') + 1), "name");
                attacker.get(theirs.path(object)).expect(404);
                attacker.patch(theirs.path(object), Map.of(member, "taken over")).expect(404);
                attacker.delete(theirs.path(object)).expect(404);
            }
            attacker.get(theirs.path("/issues/" + issue + "/comments")).expect(404);
            attacker.get(theirs.path("/issues/" + issue + "/labels")).expect(404);
            attacker.get(theirs.path("/issues/" + issue + "/dependencies")).expect(404);
            attacker.get(theirs.path("/issues/" + issue + "/activity")).expect(404);
            attacker.post(
                            theirs.path("/issues/" + issue + "/comments"),
                            Map.of("content", "I was here"))
                    .expect(404);
        });
    }

    @Test
    void cve_2026_47399_no_filter_reaches_into_another_workspace() {
        for (String filter :
                List.of(
                        "/issues?project=" + ours.project(),
                        "/issues?assignee=" + ours.member().id(),
                        "/issues?delegate=" + ours.agent(),
                        "/issues?creator=" + ours.owner().id(),
                        "/issues?label=" + ours.label(),
                        "/issues?parent=" + ours.issue(),
                        "/activity?entity_id=" + ours.issue(),
                        "/activity?actor=" + ours.owner().id())) {
            assertThat(attacker.get(theirs.path(filter)).expect(200).json()).as(filter).isEmpty();
        }
    }

    @Test
    void cve_2026_47399_a_cursor_does_not_carry_into_another_workspace() {
        ours.newLabel();
        ours.newLabel();
        String link = ours.owner().http().get(ours.path("/labels?limit=1")).header("Link");
        String cursor = link.replaceFirst(".*cursor=([^>&]+).*", "$1");
        assertThat(attacker.get(theirs.path("/labels?limit=200&cursor=" + cursor)).texts("id"))
                .doesNotContain(ours.label());
    }

    @Test
    void cve_2026_47418_the_four_project_endpoints_keep_to_their_workspace() {
        String project = ours.newProject(ours.owner());
        nothingChanges(() -> {
            String path = theirs.path("/projects/" + project);
            attacker.get(path).expect(404);
            attacker.get(path + "/stats").expect(404);
            attacker.patch(path, Map.of("name", "taken over")).expect(404);
            attacker.delete(path).expect(404);
        });
    }

    @Test
    void ghsa_2fjj_references_in_a_body_must_be_of_the_workspace() {
        String issue = theirs.newIssue(theirs.owner());
        Map<String, String> references =
                Map.of(
                        "project_id", ours.project(),
                        "parent_id", ours.issue(),
                        "assignee_id", ours.member().id(),
                        "delegate_id", ours.agent());
        nothingChanges(() ->
                references.forEach((member, id) -> {
                    refusedFor(
                            member,
                            attacker.post(
                                    theirs.path("/issues"), Map.of("title", "Spy", member, id)));
                    refusedFor(
                            member,
                            attacker.patch(theirs.path("/issues/" + issue), Map.of(member, id)));
                }));
        nothingChanges(() -> {
            String path = theirs.path("/issues/" + issue);
            refusedFor(
                    "label_id", attacker.post(path + "/labels", Map.of("label_id", ours.label())));
            refusedFor(
                    "label_ids",
                    attacker.put(
                            path + "/labels",
                            Map.of("label_ids", List.of(theirs.label(), ours.label()))));
            refusedFor(
                    "depends_on_id",
                    attacker.post(
                            path + "/dependencies",
                            Map.of("depends_on_id", ours.issue(), "dependency_type", "related")));
            refusedFor(
                    "lead_id",
                    attacker.post(
                            theirs.path("/projects"),
                            Map.of("name", "Spy", "lead_id", ours.member().id())));
            refusedFor(
                    "lead_id",
                    attacker.patch(
                            theirs.path("/projects/" + theirs.project()),
                            Map.of("lead_id", ours.member().id())));
        });
    }

    @Test
    void ghsa_mxmx_a_dependency_is_deleted_only_through_one_of_its_own_issues() {
        String waiting = ours.newIssue(ours.owner());
        String edge = ours.newDependency(waiting);
        String unrelated = ours.newIssue(ours.owner());
        nothingChanges(() -> {
            // The attacker's own issue in the path, the other workspace's edge behind it.
            attacker.delete(theirs.path("/issues/" + theirs.issue() + "/dependencies/" + edge))
                    .expect(404);
            attacker.delete(theirs.path("/issues/" + waiting + "/dependencies/" + edge))
                    .expect(404);
            attacker.delete(ours.path("/issues/" + waiting + "/dependencies/" + edge)).expect(404);
            ours.owner()
                    .http()
                    .delete(ours.path("/issues/" + unrelated + "/dependencies/" + edge))
                    .expect(404);
        });
        ours.owner()
                .http()
                .delete(ours.path("/issues/" + ours.issue() + "/dependencies/" + edge))
                .expect(204);
    }

    @Test
    void kanbn_410_nextacular_69_members_and_invitations_are_found_in_their_workspace_only() {
        String email = server.unique("guest") + "@example.org";
        Answer invitation = ours.newInvitation(email, "member");
        String id = invitation.json().at("/invitation/id").textValue();
        String token = invitation.json().at("/invitation/token").textValue();
        nothingChanges(() -> {
            String member = "/members/" + ours.member().id();
            attacker.delete(theirs.path("/invitations/" + id)).expect(404);
            attacker.delete(ours.path("/invitations/" + id)).expect(404);
            attacker.patch(theirs.path(member), Map.of("role", "admin")).expect(404);
            attacker.delete(theirs.path(member)).expect(404);
            assertThat(attacker.get(theirs.path("/invitations")).texts("id")).doesNotContain(id);
            assertThat(attacker.get(theirs.path("/members")).texts("user_id"))
                    .doesNotContain(ours.member().id());
            attacker.post("/api/v1/invitations/accept", Map.of("token", token)).expect(403);
            stranger.http().post("/api/v1/invitations/accept", Map.of("token", id)).expect(404);
        });
        // It still stands for the one whom it is for, once.
        Person guest = server.register(email.substring(0, email.indexOf('@')));
        guest.http().post("/api/v1/invitations/accept", Map.of("token", token)).expect(200);
        guest.http().post("/api/v1/invitations/accept", Map.of("token", token)).expect(404);
    }

    // ---- Roles ----

    @Test
    void
            cve_2026_47412_ghsa_g8rr_7rj2_f627_only_an_owner_deletes_the_workspace_and_the_log_stays() {
        Place place = ours.another();
        place.newIssue(place.owner());
        String confirmed = place.path("?confirm=" + place.name());
        nothingChanges(() -> {
            place.member().http().delete(confirmed).expect(403);
            place.admin().http().delete(confirmed).expect(403);
            attacker.delete(confirmed).expect(404);
            place.owner().http().delete(place.path("")).expect(400);
            place.owner().http().delete(place.path("?confirm=other")).expect(400);
        });
        int logged = server.rows().count("activity_logs");
        place.owner().http().delete(confirmed).expect(204);
        assertThat(server.rows().count("activity_logs")).isEqualTo(logged + 1);
        for (Person person : place.members()) {
            person.http().get(place.path("")).expect(404);
            person.http().get(place.path("/activity")).expect(404);
            assertThat(person.http().get("/api/v1/workspaces?limit=200").texts("id"))
                    .doesNotContain(place.id());
        }
        nothingChanges(() -> {
            place.member().http().post(place.path("/restore")).expect(403);
            attacker.post(place.path("/restore")).expect(404);
        });
        place.owner().http().post(place.path("/restore")).expect(200);
        assertThat(place.member().http().get(place.path("/activity")).texts("action"))
                .startsWith("created", "deleted");
    }

    @Test
    void cve_2026_47409_ghsa_w388_2392_px73_nobody_removes_those_above() {
        String extra = ours.letIn("admin");
        nothingChanges(() -> {
            for (String victim :
                    List.of(ours.owner().id(), ours.admin().id(), extra, ours.member().id())) {
                if (!victim.equals(ours.member().id())) {
                    ours.member().http().delete(ours.path("/members/" + victim)).expect(403);
                }
                ours.member()
                        .http()
                        .patch(ours.path("/members/" + victim), Map.of("role", "member"))
                        .expect(403);
            }
            ours.admin().http().delete(ours.path("/members/" + ours.owner().id())).expect(403);
            ours.admin().http().delete(ours.path("/members/" + extra)).expect(403);
            ours.admin()
                    .http()
                    .patch(ours.path("/members/" + ours.owner().id()), Map.of("role", "member"))
                    .expect(403);
        });
    }

    @Test
    void cve_2026_47409_the_last_owner_stays() {
        Place place = ours.another();
        Client owner = place.owner().http();
        String self = place.path("/members/" + place.owner().id());
        nothingChanges(() -> {
            owner.post(place.path("/leave")).expect(409);
            owner.delete(self).expect(409);
            owner.patch(self, Map.of("role", "member")).expect(403);
        });
    }

    @Test
    void cve_2026_47409_two_owners_who_go_at_once_leave_one() throws Exception {
        for (int round = 0; round < 5; round++) {
            Place place = ours.another();
            place.add(place.extra(), "owner");
            Person one = place.owner();
            Person two = place.extra();
            List<Integer> statuses =
                    statuses(
                            round % 2 == 0
                                    ? List.of(
                                            () -> one.http().post(place.path("/leave")),
                                            () -> two.http().post(place.path("/leave")))
                                    : List.of(
                                            () ->
                                                    one.http()
                                                            .delete(
                                                                    place.path(
                                                                            "/members/"
                                                                                    + two.id())),
                                            () ->
                                                    two.http()
                                                            .delete(
                                                                    place.path(
                                                                            "/members/"
                                                                                    + one.id()))));
            assertThat(statuses).containsOnlyOnce(204).allMatch(status -> status < 500);
            assertThat(place.member().http().get(place.path("/members")).texts("role"))
                    .containsOnlyOnce("owner");
        }
    }

    @Test
    void ghsa_8g2p_pqm3_fcfh_a_member_gives_no_role_and_an_admin_only_that_of_member() {
        String accomplice = ours.letOut();
        String email = server.unique("guest") + "@example.org";
        nothingChanges(() -> {
            for (String role : List.of("owner", "admin", "member")) {
                Map<String, String> add = Map.of("user_id", accomplice, "role", role);
                Map<String, String> byEmail = Map.of("email", ours.extra().email(), "role", role);
                Map<String, String> invite = Map.of("email", email, "role", role);
                ours.member().http().post(ours.path("/members"), add).expect(403);
                ours.member().http().post(ours.path("/members"), byEmail).expect(403);
                ours.member().http().post(ours.path("/invitations"), invite).expect(403);
                if (!role.equals("member")) {
                    ours.admin().http().post(ours.path("/members"), add).expect(403);
                    ours.admin().http().post(ours.path("/invitations"), invite).expect(403);
                }
                for (Person person : ours.members()) {
                    person.http()
                            .patch(ours.path("/members/" + person.id()), Map.of("role", role))
                            .expect(403);
                }
                ours.admin()
                        .http()
                        .patch(ours.path("/members/" + ours.member().id()), Map.of("role", role))
                        .expect(403);
            }
        });
    }

    @Test
    void ghsa_c78w_changing_a_project_is_guarded_as_deleting_it_is() {
        String project = ours.newProject(ours.owner());
        nothingChanges(() -> {
            Client member = ours.member().http();
            String path = ours.path("/projects/" + project);
            member.delete(path).expect(403);
            member.patch(path, Map.of("name", "Mine now")).expect(403);
            member.patch(path, Map.of("lead_id", ours.member().id())).expect(403);
        });
    }

    @Test
    void ghsa_xxgv_a_member_does_not_rename_recolour_or_delete_the_labels_of_all() {
        nothingChanges(() -> {
            Client member = ours.member().http();
            String path = ours.path("/labels/" + ours.label());
            member.patch(path, Map.of("name", "wontfix")).expect(403);
            member.patch(path, Map.of("color", "#ff0000")).expect(403);
            member.delete(path).expect(403);
        });
    }

    // ---- Seen in the original's code ----

    @Test
    void seen_a_comments_parent_id_is_of_the_same_issue_and_workspace() {
        String comment = ours.newComment(ours.owner());
        String elsewhere = ours.newIssue(ours.owner());
        String foreign = theirs.newComment(theirs.owner());
        Map<String, Object> reply = Map.of("content", "I was here", "parent_id", comment);
        nothingChanges(() -> {
            refusedFor(
                    "parent_id",
                    ours.owner()
                            .http()
                            .post(ours.path("/issues/" + elsewhere + "/comments"), reply));
            refusedFor(
                    "parent_id",
                    attacker.post(theirs.path("/issues/" + theirs.issue() + "/comments"), reply));
            refusedFor(
                    "parent_id",
                    ours.owner()
                            .http()
                            .post(
                                    ours.path("/issues/" + ours.issue() + "/comments"),
                                    Map.of("content", "Come", "parent_id", foreign)));
            attacker.post(ours.path("/issues/" + ours.issue() + "/comments"), reply).expect(404);
            assertThat(
                            attacker.get(
                                            theirs.path(
                                                    "/issues/"
                                                            + theirs.issue()
                                                            + "/comments?parent="
                                                            + comment))
                                    .expect(200)
                                    .json())
                    .isEmpty();
        });
    }

    @Test
    void seen_a_taken_email_is_a_clean_409() throws Exception {
        String email = server.unique("Twice") + "@Example.org";
        Map<String, String> account = Map.of("email", email, "password", Person.PASSWORD);
        Callable<Answer> register = () -> server.anonymous().post("/api/v1/auth/register", account);
        assertThat(statuses(List.of(register, register, register)))
                .containsExactlyInAnyOrder(201, 409, 409);
        Answer again =
                server.anonymous()
                        .post(
                                "/api/v1/auth/register",
                                Map.of(
                                        "email",
                                        email.toUpperCase(java.util.Locale.ROOT),
                                        "password",
                                        Person.PASSWORD))
                        .expect(409);
        assertThat(again.json().at("/errors/0/field").asText()).isEqualTo("email");
        assertThat(again.body())
                .doesNotContainIgnoringCase("unique", "constraint", "sql", "users_");
    }

    @Test
    void seen_every_character_of_a_long_password_counts() {
        for (String start : List.of("a".repeat(100), "ä".repeat(100), "🙂".repeat(100))) {
            String email = server.unique("long") + "@example.org";
            server.anonymous()
                    .post("/api/v1/auth/register", Map.of("email", email, "password", start + "1"))
                    .expect(201);
            for (String wrong : List.of(start, start + "2", start + "11")) {
                server.anonymous()
                        .post("/api/v1/auth/login", Map.of("email", email, "password", wrong))
                        .expect(401);
            }
            server.anonymous()
                    .post("/api/v1/auth/login", Map.of("email", email, "password", start + "1"))
                    .expect(200);
        }
    }

    @Test
    void seen_an_unknown_status_is_refused_on_create() {
        Client owner = ours.owner().http();
        nothingChanges(() -> {
            for (String status : List.of("open", "DONE", "in_progress", "", "done ")) {
                refusedFor(
                        "status",
                        owner.post(ours.path("/issues"), Map.of("title", "x", "status", status)));
                refusedFor(
                        "priority",
                        owner.post(ours.path("/issues"), Map.of("title", "x", "priority", status)));
                // Kept by an agent's runs, so there is no such member at all.
                Answer agent =
                        owner.post(ours.path("/agents"), Map.of("name", "x", "status", status))
                                .expect(400);
                assertThat(agent.json().at("/errors/0/field").asText()).isEqualTo("status");
                refusedFor(
                        "status",
                        owner.patch(
                                ours.path("/issues/" + ours.issue()), Map.of("status", status)));
            }
        });
    }

    @Test
    void seen_patch_clears_with_null_and_leaves_what_it_does_not_name() {
        Client owner = ours.owner().http();
        Map<String, Object> full = new HashMap<>();
        full.put("title", "Full");
        full.put("description", "All there");
        full.put("project_id", ours.project());
        full.put("parent_id", ours.issue());
        full.put("assignee_id", ours.member().id());
        full.put("delegate_id", ours.agent());
        full.put("due_date", "2026-12-24");
        String path = ours.path("/issues/" + owner.post(ours.path("/issues"), full).id());
        List<String> members = new ArrayList<>(full.keySet());
        members.remove("title");
        for (String member : List.copyOf(members)) {
            Map<String, @Nullable Object> clear = new HashMap<>();
            clear.put(member, null);
            owner.patch(path, clear).expect(200);
            JsonNode stored = owner.get(path).expect(200).json();
            assertThat(stored.get(member).isNull()).as(member).isTrue();
            members.remove(member);
            for (String other : members) {
                assertThat(stored.get(other).isNull()).as(other + " after " + member).isFalse();
            }
        }
        Map<String, @Nullable Object> title = new HashMap<>();
        title.put("title", null);
        nothingChanges(() -> refusedFor("title", owner.patch(path, title)));
    }

    @Test
    void seen_an_error_in_a_service_is_no_500() {
        Client owner = ours.owner().http();
        String issue = ours.path("/issues/" + ours.issue());
        String waiting = ours.newIssue(ours.owner());
        ours.newDependency(waiting);
        String label = ours.owner().http().get(ours.path("/labels/" + ours.label())).text("name");
        nothingChanges(() -> {
            List<Answer> answers =
                    List.of(
                            owner.post(ours.path("/issues"), "{"),
                            owner.post(ours.path("/issues"), "[]"),
                            owner.post(ours.path("/issues"), "null"),
                            owner.post(ours.path("/issues"), "\"title\""),
                            owner.post(ours.path("/issues"), "{\"title\": 1}"),
                            owner.post(ours.path("/issues"), "{\"title\": null}"),
                            owner.post(ours.path("/issues"), "{\"title\": \"a\\u0000b\"}"),
                            owner.post(ours.path("/issues"), "{\"title\": \"\\ud800\"}"),
                            owner.post(ours.path("/issues"), Map.of("title", "x".repeat(501))),
                            owner.post(
                                    ours.path("/issues"), "{\"title\":\"x\",\"position\":1e999}"),
                            owner.post(
                                    ours.path("/issues"),
                                    Map.of("title", "x", "due_date", "2026-02-30")),
                            owner.post(
                                    ours.path("/issues"), Map.of("title", "x", "parent_id", "-")),
                            owner.patch(issue, Map.of("parent_id", ours.issue())),
                            owner.patch(issue, Map.of()),
                            owner.get(ours.path("/issues?limit=0")),
                            owner.get(ours.path("/issues?limit=201")),
                            owner.get(ours.path("/issues?limit=99999999999999999999")),
                            owner.get(ours.path("/issues?offset=-1")),
                            owner.get(ours.path("/issues?cursor=nonsense")),
                            owner.get(ours.path("/issues?cursor=AAAA%F0")),
                            owner.get(ours.path("/issues?updated_since=yesterday")),
                            owner.get(ours.path("/issues?sort=password_hash")),
                            owner.get(ours.path("/issues?status=open")),
                            owner.get(ours.path("/issues/ENG-999999999")),
                            owner.get(ours.path("/issues/ENG-0")),
                            owner.get(ours.path("/issues/%00")),
                            owner.get(ours.path("/projects/'%20OR%20'1'='1")),
                            owner.post(ours.path("/labels"), Map.of("name", label)),
                            owner.post(ours.path("/labels"), Map.of("name", "x", "color", "red")),
                            owner.post(
                                    ours.path("/members"), Map.of("user_id", ours.member().id())),
                            owner.post(ours.path("/members"), Map.of("email", "no@where.example")),
                            owner.post(ours.path("/members"), Map.of("role", "member")),
                            owner.post(
                                    ours.path("/issues/" + waiting + "/dependencies"),
                                    Map.of(
                                            "depends_on_id",
                                            ours.issue(),
                                            "dependency_type",
                                            "blocked_by")),
                            owner.post(
                                    ours.path("/issues/" + ours.issue() + "/dependencies"),
                                    Map.of(
                                            "depends_on_id",
                                            waiting,
                                            "dependency_type",
                                            "blocked_by")),
                            owner.post(
                                    ours.path("/agents"),
                                    "{\"name\": \"x\", \"config\": "
                                            + "{\"a\":".repeat(40)
                                            + "1"
                                            + "}".repeat(40)
                                            + "}"),
                            owner.post("/api/v1/invitations/accept", Map.of("token", "x")),
                            owner.delete("/api/v1/auth/sessions/none"),
                            owner.get("/api/v1/workspaces/none"));
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.status()).isBetween(400, 499));
        });
    }

    @Test
    void seen_a_purged_workspace_leaves_no_orphans() {
        Place place = ours.another();
        Client owner = place.owner().http();
        String project = place.newProject(place.owner());
        String agent = place.newAgent(place.owner());
        String label = place.newLabel();
        String parent = place.newIssue(place.owner());
        String issue =
                owner.post(
                                place.path("/issues"),
                                Map.of(
                                        "title", "Child",
                                        "parent_id", parent,
                                        "project_id", project,
                                        "delegate_id", agent,
                                        "assignee_id", place.member().id()))
                        .expect(201)
                        .id();
        String path = place.path("/issues/" + issue);
        owner.post(path + "/comments", Map.of("content", "Seen.")).expect(201);
        owner.post(path + "/labels", Map.of("label_id", label)).expect(201);
        owner.post(
                        path + "/dependencies",
                        Map.of("depends_on_id", parent, "dependency_type", "related"))
                .expect(201);
        place.newInvitation(server.unique("guest") + "@example.org", "member");
        Rows full = server.rows();
        Place bystander = ours;

        place.delete();
        // Thirty days later the server itself does this, with the time of then.
        new Workspaces(server.server().engine()).purge(Instant.now().plus(1, ChronoUnit.SECONDS));

        Rows after = server.rows();
        assertThat(after.mentioning(place.id())).isEmpty();
        assertThat(full.mentioning(place.id())).hasSizeGreaterThan(12);
        assertThat(
                        server.count(
                                "SELECT count(*) FROM activity_logs WHERE workspace_id = '"
                                        + place.id()
                                        + "'"))
                .isZero();
        assertThat(after.mentioning(bystander.id())).isEqualTo(full.mentioning(bystander.id()));
    }

    @Test
    void seen_32_creators_at_once_get_32_numbers_in_a_row() throws Exception {
        Place place = ours.another();
        List<Callable<Answer>> creators = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Person by = place.members().get(i % 3);
            // Every fourth fails, and must leave no gap.
            Map<String, String> body =
                    i % 4 == 3
                            ? Map.of("title", "Lost", "project_id", "none")
                            : Map.of("title", "Issue " + i);
            creators.add(() -> by.http().post(place.path("/issues"), body));
        }
        List<Integer> statuses = statuses(creators);
        assertThat(statuses).containsOnly(201, 422);
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(24);
        JsonNode issues = place.owner().http().get(place.path("/issues?limit=200")).json();
        assertThat(
                        StreamSupport.stream(issues.spliterator(), false)
                                .map(issue -> issue.get("issue_number").intValue()))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 24).boxed().toList());
    }

    // ---- How ----

    /** Runs an attack and holds every row of every table against what was there before. */
    private void nothingChanges(Runnable attack) {
        Rows before = server.rows();
        attack.run();
        assertThat(before.differenceTo(server.rows())).as("what the attack changed").isEmpty();
    }

    private static void refusedFor(String member, Answer answer) {
        answer.expect(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(member);
    }

    /** The statuses of requests that are all sent at the same time. */
    private static List<Integer> statuses(List<Callable<Answer>> requests) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(requests)) {
                statuses.add(answer.get().status());
            }
            return statuses;
        }
    }
}
