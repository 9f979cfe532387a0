package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Dialect;
import praisonai.platform.inbox.InboxQuery;
import praisonai.platform.inbox.Notification;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssuePatch;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Change;
import praisonai.platform.json.Json;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.webhook.Attempt;
import praisonai.platform.webhook.Deliveries;
import praisonai.platform.webhook.Delivery;
import praisonai.platform.webhook.DeliveryStatus;
import praisonai.platform.webhook.NewWebhook;
import praisonai.platform.webhook.Outcome;
import praisonai.platform.webhook.Webhook;
import praisonai.platform.webhook.WebhookPatch;
import praisonai.platform.webhook.WebhookSecret;

/** Webhooks and how they are worked off, without HTTP: each attempt's outcome is the test's. */
@OnBothDatabases
class WebhooksTest {
    private static final String URL = "https://1.1.1.1/hook";
    private static final PageRequest PAGE = PageRequest.first(200);
    private static final Outcome OK = new Outcome(204, "", null, Duration.ofMillis(7));
    private static final Outcome BROKEN = new Outcome(500, "oh", null, Duration.ofMillis(7));

    private final TestDatabase database;
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    WebhooksTest(TestDatabase database) {
        this.database = database;
        world = new World(database.engine());
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "ftp://1.1.1.1/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "http://",
                "http:///hook",
                "https://user@1.1.1.1/",
                "https://user:password@1.1.1.1/",
                "https://1.1.1.1/#fragment",
                "https://1.1.1.1:0/",
                "https://1.1.1.1:65536/",
                "https://1.1.1.1/a b",
                "https://b\u00fccher.example/",
                "https://ex_ample!/",
                "http://127.0.0.1/",
                "http://localhost/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]:8080/",
                "http://169.254.169.254/latest/meta-data/",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://[fe80::1%25eth0]/",
                "https://no-such-host.invalid/"
            })
    void a_url_that_can_not_or_must_not_be_sent_to_is_refused(String url) {
        String id = hook("*").id();
        assertThatThrownBy(() -> world.webhooks.create(ada, ws, input(url, List.of("*"), null)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith("url must ");
        assertThatThrownBy(() -> world.webhooks.update(ada, ws, id, toUrl(url), false))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith("url must ");
        assertThat(world.webhooks.list(ada, ws, PAGE).items())
                .extracting(Webhook::url)
                .containsExactly(URL);
    }

    @Test
    void kinds_of_events_are_those_of_the_log() {
        for (List<String> bad :
                List.of(
                        List.<String>of(),
                        List.of("issue"),
                        List.of("issue.moved"),
                        List.of("*.created"),
                        List.of("user.created"),
                        List.of("session.*"),
                        List.of("webhook.test"),
                        List.of("issue.created", "no.such"),
                        List.of("issue.created,comment.created"),
                        Collections.nCopies(101, "*"))) {
            assertThatThrownBy(() -> input(URL, bad, null))
                    .as(bad.toString())
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("event_kinds must ");
        }
        assertThat(hook("issue.updated", "comment.*", "issue.updated").eventKinds())
                .containsExactly("issue.updated", "comment.*");
    }

    @Test
    void a_patch_must_change_something_and_clears_only_what_may_be_empty() {
        assertThatThrownBy(() -> patch(null, null, null, null, null))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageContaining("at least one member");
        for (WebhookPatch good :
                List.of(
                        patch(null, List.of("agent.*"), null, null, null),
                        patch(null, null, null, Change.to("For chat"), null),
                        patch(null, null, null, Change.to(null), null))) {
            world.webhooks.update(ada, ws, hook("*").id(), good, false);
        }
        assertThatThrownBy(() ->
                        new WebhookPatch(
                                Change.to(null),
                                Change.to(null),
                                Change.to(null),
                                Change.to(null),
                                Change.to(null)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage(
                        "url must not be null; event_kinds must not be null; enabled must not be"
                                + " null");
        assertThatThrownBy(() ->
                        world.webhooks.update(
                                ada,
                                ws,
                                hook("*").id(),
                                patch(null, null, Change.to("nowhere"), null, null),
                                false))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage("project_id must be a project of this workspace");
    }

    @Test
    void a_workspace_has_so_many_also_when_they_are_made_at_once() throws Exception {
        for (int i = 0; i < 48; i++) {
            hook("*");
        }
        List<String> came = Together.run(Collections.nCopies(6, () -> hook("*")));
        assertThat(came).filteredOn("done"::equals).hasSize(2);
        assertThat(came).filteredOn("Conflict"::equals).hasSize(4);
    }

    @Test
    void the_secret_is_shown_once_and_can_be_brought() {
        String own = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        WebhookSecret brought =
                world.webhooks.create(ada, ws, new NewWebhook(URL, List.of("*"), null, null, own));
        WebhookSecret made = world.webhooks.create(ada, ws, input(URL, List.of("*"), null));
        assertThat(brought.secret()).isEqualTo(own);
        assertThat(made.secret()).startsWith("whsec_").hasSizeGreaterThan(40);
        assertThat(Json.write(world.webhooks.list(ada, ws, PAGE).items()))
                .doesNotContain("whsec_", "secret");
        assertThat(made + " " + new NewWebhook(URL, List.of("*"), null, null, own))
                .doesNotContain("whsec_");
    }

    @Test
    void events_are_sent_in_order_once_each_and_are_what_the_log_says() {
        Issue before = world.issue(ada, ws, "Not told");
        Webhook hook = hook("issue.*", "comment.created");
        Issue issue = world.issue(ada, ws, "Told");
        world.comments.create(ada, ws, issue.id(), NewComment.of("Told, too"));
        world.projects.create(ada, ws, new NewProject("Of no interest", null, null, null));
        world.issues.update(ada, ws, before.id(), title("Renamed"), null);

        List<Attempt> sent = drain(OK);
        assertThat(sent)
                .extracting(Attempt::kind)
                .containsExactly("issue.created", "comment.created", "issue.updated");
        List<Activity> log =
                world.activities.list(ada, ws, ActivityQuery.all(), PAGE).items().stream()
                        .map(ToldActivity::activity)
                        .toList()
                        .reversed();
        for (Attempt attempt : sent) {
            Activity row = log.get((int) (Objects.requireNonNull(attempt.position()) - 1));
            assertThat(attempt.messageId()).isEqualTo("msg_" + row.id());
            Map<String, @Nullable Object> body = Json.readDict(attempt.body());
            assertThat(body).containsOnlyKeys("type", "timestamp", "data");
            assertThat(body.get("type")).isEqualTo(attempt.kind());
            assertThat(body.get("data")).isEqualTo(Json.readDict(Json.write(row)));
            assertThat(attempt.number()).isOne();
        }
        assertThat(world.deliveries.lease(9)).isEmpty();
        assertThat(world.webhooks.get(ada, ws, hook.id()).position()).isEqualTo(log.size());
        assertThat(world.webhooks.deliveries(ada, ws, hook.id(), PAGE).items())
                .extracting(Delivery::kind, Delivery::status, Delivery::responseStatus)
                .containsExactly(
                        tuple("issue.updated", DeliveryStatus.SUCCEEDED, 204),
                        tuple("comment.created", DeliveryStatus.SUCCEEDED, 204),
                        tuple("issue.created", DeliveryStatus.SUCCEEDED, 204));
    }

    @Test
    void a_webhook_of_a_project_is_told_of_it_and_of_what_is_in_it_at_the_time() {
        String site = project("Site");
        String other = project("Other");
        world.webhooks.create(ada, ws, input(URL, List.of("*"), site));
        Issue in = issueIn(site);
        Issue elsewhere = issueIn(other);
        world.issue(ada, ws, "In none");
        Comment comment = world.comments.create(ada, ws, in.id(), NewComment.of("Told"));
        world.comments.create(ada, ws, elsewhere.id(), NewComment.of("Not told"));
        world.issues.update(ada, ws, in.id(), inProject(other), null); // told: it goes
        world.issues.update(ada, ws, in.id(), title("Not told"), null);
        world.comments.delete(ada, ws, comment.id());
        world.issues.update(ada, ws, elsewhere.id(), inProject(site), null); // told: it comes
        world.issues.update(ada, ws, elsewhere.id(), title("Told"), null);
        // With a comment of another time, whose row stands before the issue's own.
        world.issues.delete(ada, ws, elsewhere.id(), null);
        world.issues.delete(ada, ws, in.id(), null);
        Issue stays = issueIn(site);
        world.projects.delete(ada, ws, site);
        world.issues.update(ada, ws, stays.id(), title("Not told"), null);

        assertThat(drain(OK))
                .extracting(Attempt::kind)
                .containsExactly(
                        "issue.created",
                        "comment.created",
                        "issue.updated",
                        "issue.updated",
                        "issue.updated",
                        "comment.deleted",
                        "issue.deleted",
                        "issue.created",
                        "issue.updated",
                        "project.deleted");
        Webhook hook = world.webhooks.list(ada, ws, PAGE).items().getFirst();
        assertThat(hook.enabled()).isFalse();
        assertThat(hook.disabledReason()).isEqualTo("Its project was deleted.");
    }

    @Test
    void what_fails_is_tried_again_later_and_nothing_passes_it() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "First");
        world.issue(ada, ws, "Second");
        Set<String> messages = new HashSet<>();
        for (int attempt = 1; attempt <= 3; attempt++) {
            Instant before = Instant.now();
            Attempt made = world.deliveries.lease(9).getFirst();
            messages.add(made.messageId());
            assertThat(made.number()).isEqualTo(attempt);
            assertThat(world.deliveries.settle(made, BROKEN, true)).isNull();
            assertThat(world.deliveries.lease(9)).as("not yet").isEmpty();
            Webhook now = world.webhooks.get(ada, ws, hook.id());
            Duration whole = Duration.ofSeconds(5L << (attempt - 1));
            assertThat(Objects.requireNonNull(now.nextAttemptAt()))
                    .isAfter(before.plus(whole.dividedBy(2)).minusMillis(50))
                    .isBefore(Instant.now().plus(whole).plusMillis(50));
            assertThat(now.attempts()).isEqualTo(attempt);
            due(hook);
        }
        assertThat(messages).hasSize(1);
        assertThat(drain(OK)).extracting(Attempt::number).containsExactly(4, 1);
        Webhook now = world.webhooks.get(ada, ws, hook.id());
        assertThat(now.attempts()).isZero();
        assertThat(now.failingSince()).isNull();
        assertThat(now.nextAttemptAt()).isNull();
    }

    @Test
    void a_pause_is_an_hour_at_the_most() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        for (int attempt : new int[] {11, 40, 1_000_000}) {
            sql("UPDATE webhooks SET attempts = " + attempt);
            due(hook);
            assertThat(world.deliveries.settle(world.deliveries.lease(9).getFirst(), BROKEN, true))
                    .isNull();
            assertThat(world.webhooks.get(ada, ws, hook.id()).nextAttemptAt())
                    .isBetween(Instant.now().plusSeconds(1_790), Instant.now().plusSeconds(3_601));
        }
    }

    @Test
    void after_a_day_of_failures_it_is_disabled_and_the_admins_are_told() {
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        Actor.Person mia = world.member(ada, ws, "mia", Role.MEMBER);
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        Attempt first = world.deliveries.lease(9).getFirst();
        assertThat(world.deliveries.settle(first, BROKEN, true)).isNull();

        age(hook, Duration.ofHours(24).minusMinutes(1));
        Attempt last = world.deliveries.lease(9).getFirst();
        assertThat(world.deliveries.settle(last, BROKEN, true)).isNull();
        Webhook nearly = world.webhooks.get(ada, ws, hook.id());
        assertThat(nearly.enabled()).isTrue();
        assertThat(nearly.nextAttemptAt())
                .as("once more at the end of the day, and not beyond")
                .isBefore(Instant.now().plusSeconds(61));

        age(hook, Duration.ofHours(24).plusSeconds(1));
        assertThat(world.deliveries.settle(world.deliveries.lease(9).getFirst(), BROKEN, true))
                .isNull();
        Webhook disabled = world.webhooks.get(ada, ws, hook.id());
        assertThat(disabled.enabled()).isFalse();
        assertThat(disabled.disabledAt()).isNotNull();
        assertThat(disabled.disabledReason())
                .isEqualTo("An event was not accepted for 24 hours, in 3 attempts.");
        Activity row =
                world.activities
                        .list(ada, ws, ActivityQuery.all(), PAGE)
                        .items()
                        .getFirst()
                        .activity();
        assertThat(row.entityId()).isEqualTo(hook.id());
        assertThat(row.actorId()).isNull();
        assertThat(row.actorAgentId()).isNull();
        for (Actor.Person admin : List.of(ada, abe)) {
            assertThat(inbox(admin)).extracting(Notification::activityId).contains(row.id());
        }
        assertThat(inbox(mia)).extracting(Notification::activityId).doesNotContain(row.id());
        assertThat(world.deliveries.lease(9)).isEmpty();

        // Enabled again, it goes on with the event at which it stopped.
        world.webhooks.update(ada, ws, hook.id(), enabled(true), false);
        assertThat(drain(OK)).extracting(Attempt::messageId).containsExactly(first.messageId());
    }

    @Test
    void gone_disables_it_at_once() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        Outcome gone = new Outcome(410, "", null, Duration.ZERO);
        assertThat(world.deliveries.settle(world.deliveries.lease(9).getFirst(), gone, true))
                .isNull();
        Webhook disabled = world.webhooks.get(ada, ws, hook.id());
        assertThat(disabled.disabledReason()).isEqualTo("The receiver answered 410 Gone.");
        assertThat(inbox(ada))
                .extracting(Notification::excerpt)
                .containsExactly("https://1.1.1.1: The receiver answered 410 Gone.");
    }

    @Test
    void only_a_status_of_the_200s_is_a_success() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        for (Outcome outcome :
                List.of(
                        new Outcome(199, "", null, Duration.ZERO),
                        new Outcome(301, "", null, Duration.ZERO),
                        new Outcome(307, "", null, Duration.ZERO),
                        new Outcome(404, "", null, Duration.ZERO),
                        new Outcome(200, null, "no whole response", Duration.ZERO),
                        new Outcome(null, null, "the connection was refused", Duration.ZERO))) {
            Attempt attempt = world.deliveries.lease(9).getFirst();
            assertThat(world.deliveries.settle(attempt, outcome, true)).isNull();
            Delivery delivery = latest(hook);
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(delivery.responseStatus()).isEqualTo(outcome.status());
            assertThat(delivery.error()).isEqualTo(outcome.error());
            due(hook);
        }
        assertThat(drain(new Outcome(299, "", null, Duration.ZERO))).hasSize(1);
    }

    @Test
    void what_was_missed_can_be_skipped() {
        Webhook hook = hook("issue.*");
        world.webhooks.update(ada, ws, hook.id(), enabled(false), false);
        world.issue(ada, ws, "Missed");
        assertThat(world.deliveries.lease(9)).isEmpty();
        world.webhooks.update(ada, ws, hook.id(), enabled(true), true);
        assertThat(world.deliveries.lease(9)).isEmpty();
        Issue next = world.issue(ada, ws, "Next");
        assertThat(drain(OK)).hasSize(1).first().matches(a -> a.body().contains(next.id()));
    }

    @Test
    void skipping_while_an_attempt_is_under_way_does_not_go_back() {
        Webhook hook = hook("issue.*");
        for (Outcome outcome : List.of(OK, BROKEN)) {
            world.issue(ada, ws, "Under way");
            Attempt attempt = world.deliveries.lease(9).getFirst();
            world.issue(ada, ws, "Skipped");
            world.webhooks.update(ada, ws, hook.id(), enabled(true), true);
            assertThat(world.deliveries.settle(attempt, outcome, true)).isNull();
            assertThat(world.deliveries.lease(9)).isEmpty();
        }
    }

    @Test
    void a_new_url_is_tried_at_once() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        assertThat(world.deliveries.settle(world.deliveries.lease(9).getFirst(), BROKEN, true))
                .isNull();
        world.webhooks.update(ada, ws, hook.id(), toUrl("https://1.0.0.1/new"), false);
        assertThat(drain(OK)).extracting(Attempt::url).containsExactly("https://1.0.0.1/new");
    }

    @Test
    void nobody_else_sends_while_a_lease_lasts_and_its_holder_alone_has_the_say() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "First");
        world.issue(ada, ws, "Second");
        Attempt held = world.deliveries.lease(9).getFirst();
        assertThat(world.deliveries.lease(9)).isEmpty();

        // As if the holder had died: the same message, under another lease.
        sql("UPDATE webhooks SET leased_until = '2026-01-01T00:00:00.000000Z'");
        Attempt again = world.deliveries.lease(9).getFirst();
        assertThat(again.messageId()).isEqualTo(held.messageId());
        assertThat(again.lease()).isNotEqualTo(held.lease());

        // The first one was only slow: what it says counts no more, neither way.
        assertThat(world.deliveries.settle(held, OK, true)).isNull();
        assertThat(world.deliveries.settle(held, BROKEN, true)).isNull();
        assertThat(world.webhooks.deliveries(ada, ws, hook.id(), PAGE).items()).isEmpty();
        Attempt second = world.deliveries.settle(again, OK, true);
        assertThat(Objects.requireNonNull(second).messageId()).isNotEqualTo(held.messageId());
        assertThat(world.deliveries.lease(9)).as("still leased").isEmpty();
        assertThat(world.deliveries.settle(second, OK, false)).isNull();
    }

    @Test
    void leases_give_every_webhook_its_turn() {
        for (int i = 0; i < 5; i++) {
            hook("issue.*");
        }
        world.issue(ada, ws, "One");
        world.issue(ada, ws, "Two");
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Attempt attempt = world.deliveries.lease(1).getFirst();
            turns.add(attempt.webhookId());
            assertThat(world.deliveries.settle(attempt, OK, false)).isNull();
        }
        assertThat(turns).doesNotHaveDuplicates();
    }

    @Test
    void a_deleted_webhook_and_a_deleted_workspace_send_nothing() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        Attempt attempt = world.deliveries.lease(9).getFirst();
        world.webhooks.delete(ada, ws, hook.id());
        assertThat(world.deliveries.settle(attempt, OK, true)).isNull();
        assertThatThrownBy(() -> world.webhooks.deliveries(ada, ws, hook.id(), PAGE))
                .isInstanceOf(Problem.NotFound.class);

        hook("issue.*");
        world.issue(ada, ws, "Waits");
        world.workspaces.delete(ada, ws, "Engineering");
        assertThat(world.deliveries.lease(9)).isEmpty();
        world.workspaces.restore(ada, ws);
        assertThat(drain(OK)).hasSize(1);
    }

    @Test
    void what_an_admin_did_meanwhile_is_not_undone_by_an_attempt_that_was_under_way() {
        Outcome gone = new Outcome(410, "", null, Duration.ZERO);
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "One");
        world.issue(ada, ws, "Two");

        Attempt toOld = world.deliveries.lease(9).getFirst();
        world.webhooks.update(ada, ws, hook.id(), toUrl("https://1.0.0.1/new"), false);
        Attempt toNew = Objects.requireNonNull(world.deliveries.settle(toOld, gone, true));
        assertThat(toNew.url()).isEqualTo("https://1.0.0.1/new");
        assertThat(toNew.messageId()).isEqualTo(toOld.messageId());

        Webhook disabled = world.webhooks.update(ada, ws, hook.id(), enabled(false), false);
        assertThat(world.deliveries.settle(toNew, gone, true)).isNull();
        Webhook now = world.webhooks.get(ada, ws, hook.id());
        assertThat(now.disabledAt()).isEqualTo(disabled.disabledAt());
        assertThat(now.disabledReason()).isNull();
        assertThat(inbox(ada)).isEmpty();

        world.webhooks.update(ada, ws, hook.id(), enabled(true), false);
        Attempt last = world.deliveries.lease(9).getFirst();
        world.workspaces.delete(ada, ws, "Engineering");
        assertThat(world.deliveries.settle(last, OK, true)).as("not the second").isNull();
        assertThat(world.deliveries.lease(9)).isEmpty();
    }

    @Test
    void webhooks_with_nothing_for_them_do_not_hold_up_those_with_something() {
        for (int i = 0; i < 5; i++) {
            hook("agent.*");
        }
        hook("issue.*");
        world.issue(ada, ws, "Issue");
        assertThat(world.deliveries.lease(2)).hasSize(1);
    }

    @Test
    void a_row_that_can_not_be_read_holds_up_no_other_webhook() throws SQLException {
        WorkspaceId other = world.workspace(ada);
        Webhook stuck = hook("issue.*");
        world.webhooks.create(ada, other, input(URL, List.of("issue.*"), null));
        spoil(world.issue(ada, ws, "Can't be read"));
        world.issue(ada, other, "Told");

        assertThat(drain(OK)).extracting(Attempt::workspace).containsExactly(other);
        Webhook now = world.webhooks.get(ada, ws, stuck.id());
        assertThat(now.position()).isEqualTo(stuck.position());
        assertThat(now.nextAttemptAt())
                .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));
        assertThat(world.deliveries.lease(1)).as("not at once again").isEmpty();

        world.webhooks.update(ada, ws, stuck.id(), enabled(true), true);
        world.issue(ada, ws, "Told");
        sql("UPDATE webhooks SET leased_until = NULL");
        assertThat(drain(OK)).extracting(Attempt::workspace).containsExactly(ws);
    }

    @Test
    void what_was_accepted_stays_so_when_the_next_row_can_not_be_read() throws SQLException {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Accepted");
        spoil(world.issue(ada, ws, "Can't be read"));
        Attempt accepted = world.deliveries.lease(9).getFirst();
        assertThat(world.deliveries.settle(accepted, OK, true)).isNull();
        assertThat(latest(hook).messageId()).isEqualTo(accepted.messageId());
        assertThat(world.webhooks.get(ada, ws, hook.id()).position())
                .isEqualTo(accepted.position());
        assertThat(world.deliveries.lease(9)).isEmpty();
    }

    /** Alters the row of an issue's creation past the server, into what no server writes. */
    private void spoil(Issue issue) throws SQLException {
        try (Connection raw = database.connectAsSuperuser();
                Statement sql = raw.createStatement()) {
            sql.execute(
                    database.dialect() == Dialect.SQLITE
                            ? "DROP TRIGGER IF EXISTS activity_logs_no_update"
                            : "SET session_replication_role = replica");
            sql.execute(
                    "UPDATE activity_logs SET details = '[1]' WHERE entity_id = '"
                            + issue.id()
                            + "'");
        }
    }

    @Test
    void with_other_kinds_or_another_project_its_failures_are_forgotten() {
        Webhook hook = hook("issue.*");
        String site = project("Site");
        for (WebhookPatch patch :
                List.of(
                        patch(null, List.of("issue.created"), null, null, null),
                        patch(null, null, Change.to(site), null, null),
                        patch(null, null, Change.to(null), null, null))) {
            issueIn(site);
            Attempt failing = world.deliveries.lease(9).getFirst();
            assertThat(world.deliveries.settle(failing, BROKEN, true)).isNull();
            age(hook, Duration.ofHours(25));
            Webhook failed =
                    world.webhooks.update(
                            ada,
                            ws,
                            hook.id(),
                            patch(
                                    null,
                                    hook.eventKinds(),
                                    null,
                                    Change.to(failing.messageId()),
                                    null),
                            false);
            assertThat(failed.attempts()).as("the kinds are the same").isOne();
            assertThat(failed.failingSince()).isNotNull();
            Webhook afresh = world.webhooks.update(ada, ws, hook.id(), patch, false);
            assertThat(afresh.attempts()).isZero();
            assertThat(afresh.failingSince()).isNull();
            assertThat(world.deliveries.settle(world.deliveries.lease(9).getFirst(), BROKEN, true))
                    .isNull();
            hook = world.webhooks.get(ada, ws, hook.id());
            assertThat(hook.enabled()).isTrue();
            world.webhooks.update(ada, ws, hook.id(), enabled(true), true);
        }
    }

    @Test
    void a_test_and_a_redelivery_are_tried_once_also_where_it_is_disabled() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Issue");
        Attempt event = drain(OK).getFirst();
        Delivery delivered = latest(hook);
        world.issue(ada, ws, "Fails");
        Attempt failing = world.deliveries.lease(9).getFirst();
        assertThat(world.deliveries.settle(failing, BROKEN, true)).isNull();
        world.webhooks.update(ada, ws, hook.id(), enabled(false), false);

        Delivery asked = world.webhooks.redeliver(ada, ws, hook.id(), delivered.id());
        assertThat(asked.status()).isEqualTo(DeliveryStatus.PENDING);
        Delivery test = world.webhooks.test(ada, ws, hook.id());
        List<Attempt> sent = drain(BROKEN);
        assertThat(sent).extracting(Attempt::deliveryId).containsExactly(asked.id(), test.id());
        assertThat(sent.getFirst().messageId()).isEqualTo(event.messageId());
        assertThat(sent.getFirst().body()).isEqualTo(event.body());
        assertThat(sent.getFirst().number()).isEqualTo(2);
        assertThat(sent.getLast().kind()).isEqualTo("webhook.test");
        assertThat(world.webhooks.delivery(ada, ws, hook.id(), test.id()).delivery().status())
                .isEqualTo(DeliveryStatus.FAILED);
        assertThat(world.webhooks.get(ada, ws, hook.id()).attempts())
                .as("what was asked for is no event's failure")
                .isEqualTo(1);
    }

    @Test
    void messages_are_signed_with_the_old_secret_as_well_for_a_day() {
        Webhook hook = hook("*");
        Delivery test = world.webhooks.test(ada, ws, hook.id());
        assertThat(signatures(drain(OK).getFirst())).hasSize(1);
        world.webhooks.rotateSecret(ada, ws, hook.id());
        world.webhooks.redeliver(ada, ws, hook.id(), test.id());
        assertThat(signatures(drain(OK).getFirst())).hasSize(2).doesNotHaveDuplicates();
        sql("UPDATE webhooks SET old_secret_until = '2026-01-01T00:00:00.000000Z'");
        world.webhooks.redeliver(ada, ws, hook.id(), test.id());
        assertThat(signatures(drain(OK).getFirst())).hasSize(1);
    }

    private static List<String> signatures(Attempt attempt) {
        return List.of(attempt.headers().getOrDefault("webhook-signature", "").split(" ", -1));
    }

    @Test
    void deliveries_are_forgotten_in_time() {
        Webhook hook = hook("issue.*");
        world.issue(ada, ws, "Old");
        drain(OK);
        sql("UPDATE webhook_deliveries SET created_at = '2026-01-01T00:00:00.000000Z'");
        world.issue(ada, ws, "New");
        drain(OK);
        assertThat(world.webhooks.purgeDeliveries(Instant.now().minus(Duration.ofDays(1))))
                .isEqualTo(1);
        assertThat(world.webhooks.deliveries(ada, ws, hook.id(), PAGE).items()).hasSize(1);
    }

    /** Four workers for three webhooks, while eight people write and some attempts fail. */
    @Test
    void many_workers_deliver_the_log_of_many_writers_in_order_and_never_two_at_once()
            throws Exception {
        List<String> hooks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            hooks.add(hook("issue.*").id());
        }
        Map<String, List<String>> accepted = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
        hooks.forEach(id -> {
            accepted.put(id, Collections.synchronizedList(new ArrayList<>()));
            atOnce.put(id, new AtomicInteger());
        });
        AtomicBoolean written = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger attempts = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            workers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    Deliveries own = new Deliveries(world.engine);
                                    boolean last = false;
                                    while (!last) {
                                        last = written.get();
                                        for (List<Attempt> leased = own.lease(1);
                                                !leased.isEmpty();
                                                leased = own.lease(1)) {
                                            last = false;
                                            @Nullable Attempt next = leased.getFirst();
                                            while (next != null) {
                                                AtomicInteger now =
                                                        Objects.requireNonNull(
                                                                atOnce.get(next.webhookId()));
                                                if (now.incrementAndGet() > 1) {
                                                    overlaps.incrementAndGet();
                                                }
                                                int n = attempts.incrementAndGet();
                                                boolean fails = n % 7 == 0;
                                                if (!fails) {
                                                    Objects.requireNonNull(
                                                                    accepted.get(next.webhookId()))
                                                            .add(next.messageId());
                                                }
                                                now.decrementAndGet();
                                                next =
                                                        own.settle(
                                                                next,
                                                                fails ? BROKEN : OK,
                                                                n % 5 != 0);
                                            }
                                            // Nobody waits for seconds here.
                                            sql("UPDATE webhooks SET next_attempt_at = NULL");
                                        }
                                    }
                                } catch (Throwable e) {
                                    failures.add(e);
                                }
                            }));
        }
        Runnable writing =
                () -> {
                    for (int i = 0; i < 25; i++) {
                        world.issue(ada, ws, "Issue");
                    }
                };
        List<String> came = Together.run(Collections.nCopies(8, writing));
        written.set(true);
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(came).containsOnly("done");
        assertThat(failures).isEmpty();
        assertThat(overlaps).hasValue(0);
        List<String> wanted = new ArrayList<>();
        PageRequest page = PAGE;
        while (page != null) {
            var read =
                    world.activities.list(
                            ada,
                            ws,
                            new ActivityQuery(EntityType.ISSUE, null, null, null, null),
                            page);
            read.items().forEach(row -> wanted.add("msg_" + row.activity().id()));
            page = read.next() == null ? null : page.after(Objects.requireNonNull(read.next()));
        }
        assertThat(wanted).hasSize(200);
        for (String hook : hooks) {
            assertThat(accepted.get(hook)).isEqualTo(wanted.reversed());
        }
    }

    /** Works off all there is; every attempt has the same outcome. */
    private List<Attempt> drain(Outcome outcome) {
        List<Attempt> made = new ArrayList<>();
        for (Attempt leased : world.deliveries.lease(99)) {
            Attempt next = leased;
            while (next != null) {
                made.add(next);
                next = world.deliveries.settle(next, outcome, true);
            }
        }
        return made;
    }

    /** The next attempt may be made now. */
    private void due(Webhook hook) {
        sql("UPDATE webhooks SET next_attempt_at = NULL WHERE id = '" + hook.id() + "'");
    }

    /** As if the first failure had been so long ago. */
    private void age(Webhook hook, Duration since) {
        sql(
                "UPDATE webhooks SET next_attempt_at = NULL, failing_since = '"
                        + Json.instant(Instant.now().minus(since))
                        + "' WHERE id = '"
                        + hook.id()
                        + "'");
    }

    private void sql(String statement) {
        world.engine.write(Scope.system("test"), session -> session.update(statement).execute());
    }

    private Delivery latest(Webhook hook) {
        return world.webhooks.deliveries(ada, ws, hook.id(), PAGE).items().getFirst();
    }

    private List<Notification> inbox(Actor.Person person) {
        return world.inbox.list(person, InboxQuery.all(), PAGE).items();
    }

    private Webhook hook(String... kinds) {
        return world.webhooks.create(ada, ws, input(URL, List.of(kinds), null)).webhook();
    }

    private static NewWebhook input(String url, List<String> kinds, @Nullable String project) {
        return new NewWebhook(url, kinds, project, null, null);
    }

    private static WebhookPatch enabled(boolean enabled) {
        return patch(null, null, null, null, Change.to(enabled));
    }

    private static WebhookPatch toUrl(String url) {
        return patch(Change.to(url), null, null, null, null);
    }

    private static WebhookPatch patch(
            @Nullable Change<String> url,
            @Nullable List<String> kinds,
            @Nullable Change<@Nullable String> project,
            @Nullable Change<@Nullable String> description,
            @Nullable Change<Boolean> enabled) {
        return new WebhookPatch(
                Change.orKeep(url),
                kinds == null ? Change.keep() : Change.to(kinds),
                Change.orKeep(project),
                Change.orKeep(description),
                Change.orKeep(enabled));
    }

    private static IssuePatch title(String title) {
        return issuePatch(Change.to(title), Change.keep());
    }

    private static IssuePatch inProject(String project) {
        return issuePatch(Change.keep(), Change.to(project));
    }

    private static IssuePatch issuePatch(Change<String> title, Change<@Nullable String> project) {
        return new IssuePatch(
                title,
                Change.keep(),
                Change.keep(),
                Change.keep(),
                project,
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep());
    }

    private String project(String name) {
        return world.projects.create(ada, ws, new NewProject(name, null, null, null)).id();
    }

    private Issue issueIn(String project) {
        return world.issues.create(
                ada,
                ws,
                new NewIssue(
                        "Issue", null, null, null, project, null, null, null, null, null, null));
    }
}
