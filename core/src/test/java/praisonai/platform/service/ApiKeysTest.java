package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.RunRef;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.agent.Agent;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.ApiKey;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.apikey.CreatedApiKey;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.apikey.NewApiKey;
import praisonai.platform.db.Engine;
import praisonai.platform.event.Feed;
import praisonai.platform.inbox.InboxSelection;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.user.AccountPatch;
import praisonai.platform.workspace.AcceptInvitation;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewWorkspace;

/** API keys: who they act as, what ends them, and what none of them can do. */
@OnBothDatabases
class ApiKeysTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final TestDatabase database;
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;
    private final Agent coder;

    ApiKeysTest(TestDatabase database) {
        this.database = database;
        world = new World(database.engine());
        ada = world.guest("ada");
        ws = world.workspace(ada);
        coder = world.agents.create(ada, ws, NewAgent.named("coder"));
    }

    private CreatedApiKey make(@Nullable Instant expiresAt, KeyScope... scopes) {
        return world.keys.create(
                ada, ws, coder.id(), new NewAgentKey("key", List.of(scopes), null, expiresAt));
    }

    private CreatedApiKey makeOwn(Actor person, KeyScope... scopes) {
        return world.keys.createOwn(person, new NewApiKey("key", List.of(scopes), null));
    }

    private void reads(Actor actor) {
        world.issues.list(actor, ws, IssueQuery.all(), PAGE);
    }

    private void refused(Actor actor) {
        assertThatThrownBy(() -> reads(actor))
                .isInstanceOf(Problem.Unauthenticated.class)
                .hasMessageContaining("API key is not valid");
    }

    @Test
    void anAgentsKeyActsAsThatAgent() {
        CreatedApiKey made = make(null, KeyScope.WRITE, KeyScope.READ, KeyScope.READ);
        assertThat(made.apiKey())
                .returns(coder.id(), ApiKey::agentId)
                .returns(ws.value(), ApiKey::workspaceId)
                .returns(null, ApiKey::userId)
                .returns(List.of(KeyScope.READ, KeyScope.WRITE), ApiKey::scopes)
                .returns(null, ApiKey::projectIds)
                .returns(ada.userId(), ApiKey::createdById);
        Actor actor = world.keys.actor(made.key());
        assertThat(actor).isEqualTo(new Actor.Agent(coder.id(), ws, made.apiKey().id(), null));
        Issue issue = world.issue(actor, ws, "By the agent");
        assertThat(issue.createdByAgentId()).isEqualTo(coder.id());
        assertThat(issue.createdById()).isNull();
        assertThat(
                        world.activities
                                .list(ada, ws, ActivityQuery.all(), PAGE)
                                .items()
                                .getFirst()
                                .activity()
                                .actorAgentId())
                .isEqualTo(coder.id());
        assertThat(world.keys.me(actor))
                .returns("agent", me -> me.kind())
                .returns(coder.id(), me -> me.id())
                .returns("coder", me -> me.name())
                .returns(null, me -> me.email())
                .returns(ws.value(), me -> me.workspaceId())
                .returns(List.of(KeyScope.READ, KeyScope.WRITE), me -> me.scopes())
                .returns(null, me -> me.projectIds());
        assertThat(world.keys.list(ada, ws, coder.id(), PAGE).items())
                .containsExactly(made.apiKey());
    }

    @Test
    void aPersonsKeyActsAsThatPersonInAllTheirWorkspaces() {
        WorkspaceId other = world.workspace(ada);
        CreatedApiKey made = makeOwn(ada, KeyScope.WRITE);
        Actor actor = world.keys.actor(made.key());
        assertThat(actor).isEqualTo(new Actor.Person(ada.userId(), null, made.apiKey().id()));
        assertThat(world.issue(actor, ws, "One").createdById()).isEqualTo(ada.userId());
        assertThat(world.issue(actor, other, "Two").createdById()).isEqualTo(ada.userId());
        assertThat(world.workspaces.list(actor, false, PAGE).items()).hasSize(2);
        assertThat(world.keys.me(actor))
                .returns("person", me -> me.kind())
                .returns(ada.userId(), me -> me.id())
                .returns("ada@example.org", me -> me.email())
                .returns(null, me -> me.workspaceId())
                .returns(List.of(KeyScope.WRITE), me -> me.scopes());
        assertThat(world.keys.me(ada).scopes()).isNull();
        assertThat(world.keys.listOwn(ada, PAGE).items()).containsExactly(made.apiKey());
        assertThat(world.keys.listOwn(world.guest("bob"), PAGE).items()).isEmpty();

        Actor.Person eve = world.guest("eve");
        WorkspaceId theirs = world.workspace(eve);
        assertThatThrownBy(() -> world.issues.list(actor, theirs, IssueQuery.all(), PAGE))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void keysAreNeverTheSameAndHaveAFormThatScannersKnow() {
        Set<String> seen = new HashSet<>();
        for (int n = 0; n < 20; n++) {
            CreatedApiKey made = make(null, KeyScope.READ);
            assertThat(made.key()).matches("praisonai_[0-9A-Za-z]{49}");
            assertThat(made.key()).startsWith(made.apiKey().prefix());
            assertThat(made.apiKey().prefix()).hasSize(16);
            assertThat(made.toString()).doesNotContain(made.key());
            assertThat(seen.add(made.key())).isTrue();
        }
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutALookIntoTheDatabase() {
        String key = make(null, KeyScope.READ).key();
        char last = key.charAt(key.length() - 1);
        long before = world.engine.statements();
        for (String bad :
                List.of(
                        "praisonai_",
                        key.substring(0, key.length() - 1),
                        key + "0",
                        key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0'),
                        key.substring(0, 12)
                                + (key.charAt(12) == 'a' ? 'b' : 'a')
                                + key.substring(13),
                        key.toUpperCase(java.util.Locale.ROOT),
                        key.replace("praisonai_", "praisonal_"),
                        key.substring(0, 20) + "\0" + key.substring(21),
                        key.substring(0, 20) + "é" + key.substring(21))) {
            assertThatThrownBy(() -> world.keys.actor(bad))
                    .as(bad)
                    .isInstanceOf(Problem.Unauthenticated.class);
        }
        assertThat(world.engine.statements()).isEqualTo(before);
    }

    @Test
    void aKeyThatNeverWasIsRefused() {
        String key = make(null, KeyScope.READ).key();
        try (TestDatabase second = new TestDatabase(database.dialect())) {
            ApiKeys elsewhere = new ApiKeys(second.engine());
            assertThatThrownBy(() -> elsewhere.actor(key))
                    .isInstanceOf(Problem.Unauthenticated.class);
        }
    }

    @Test
    void whoseKeyItIsIsLookedUpOnceOnly() {
        String key = make(null, KeyScope.READ).key();
        ApiKeys fresh = new ApiKeys(world.engine);
        fresh.actor(key);
        long before = world.engine.statements();
        fresh.actor(key);
        assertThat(world.engine.statements()).isEqualTo(before);
    }

    @Test
    void aRevokedKeyIsWorthNothingFromThenOnOnEveryNode() {
        CreatedApiKey made = make(null, KeyScope.READ);
        Actor actor = world.keys.actor(made.key());
        try (Engine second = Engine.open(database.url())) {
            World node = new World(second);
            node.keys.actor(made.key());
            node.issues.list(actor, ws, IssueQuery.all(), PAGE);

            world.keys.revoke(ada, ws, coder.id(), made.apiKey().id());

            refused(actor);
            assertThatThrownBy(() -> node.issues.list(actor, ws, IssueQuery.all(), PAGE))
                    .isInstanceOf(Problem.Unauthenticated.class);
            assertThatThrownBy(() -> node.keys.me(node.keys.actor(made.key())))
                    .isInstanceOf(Problem.Unauthenticated.class);
        }
        assertThatThrownBy(() -> world.keys.revoke(ada, ws, coder.id(), made.apiKey().id()))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.keys.list(ada, ws, coder.id(), PAGE).items()).isEmpty();
        // Anywhere: also where the agent would not be let in.
        WorkspaceId other = world.workspace(ada);
        assertThatThrownBy(() -> world.issues.list(actor, other, IssueQuery.all(), PAGE))
                .isInstanceOf(Problem.Unauthenticated.class);

        CreatedApiKey own = makeOwn(ada, KeyScope.READ);
        Actor person = world.keys.actor(own.key());
        reads(person);
        world.keys.revokeOwn(ada, own.apiKey().id());
        refused(person);
        assertThatThrownBy(() -> world.workspaces.list(person, false, PAGE))
                .isInstanceOf(Problem.Unauthenticated.class);
    }

    @Test
    void aKeyEndsWhenItsTimeComes() {
        CreatedApiKey made = make(Instant.now().plus(Duration.ofHours(1)), KeyScope.READ);
        CreatedApiKey own =
                world.keys.createOwn(
                        ada,
                        new NewApiKey(
                                "key",
                                List.of(KeyScope.READ),
                                Instant.now().plus(Duration.ofHours(1))));
        Actor agent = world.keys.actor(made.key());
        Actor person = world.keys.actor(own.key());
        reads(agent);
        reads(person);
        sql("UPDATE api_keys SET expires_at = :at", Map.of("at", Instant.now()));
        refused(agent);
        refused(person);
        world.keys.noteUse(agent);
        assertThat(world.agents.get(ada, ws, coder.id()).lastSeenAt()).isNull();

        Instant past = Instant.now().minusSeconds(1);
        assertThatThrownBy(() -> make(past, KeyScope.READ))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessage("expires_at must be in the future");
        assertThatThrownBy(() ->
                        world.keys.createOwn(
                                ada, new NewApiKey("key", List.of(KeyScope.READ), past)))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void theKeysOfADeletedAgentAreWorthNothing() {
        Actor actor = world.keys.actor(make(null, KeyScope.READ).key());
        reads(actor);
        world.agents.delete(ada, ws, coder.id());
        refused(actor);
        assertThatThrownBy(() -> make(null, KeyScope.READ)).isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.keys.list(ada, ws, coder.id(), PAGE))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void noKeyIsMadeForAnAgentThatIsDeletedMeanwhile() throws Exception {
        for (int round = 0; round < 10; round++) {
            Agent doomed = world.agents.create(ada, ws, NewAgent.named("doomed"));
            List<String> keys = Collections.synchronizedList(new ArrayList<>());
            NewAgentKey input = new NewAgentKey("key", List.of(KeyScope.READ), null, null);
            Together.run(
                    List.of(
                            () -> world.agents.delete(ada, ws, doomed.id()),
                            () -> keys.add(world.keys.create(ada, ws, doomed.id(), input).key())));
            for (String key : keys) {
                refused(world.keys.actor(key));
            }
        }
    }

    @Test
    void anAgentsKeyOpensNoOtherWorkspace() {
        Actor actor = world.keys.actor(make(null, KeyScope.READ, KeyScope.ADMIN).key());
        WorkspaceId other = world.workspace(ada);
        assertThatThrownBy(() -> world.issues.list(actor, other, IssueQuery.all(), PAGE))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessage("There is no such workspace.");
        Agent foreign = world.agents.create(ada, other, NewAgent.named("foreign"));
        String id =
                world.keys
                        .create(
                                ada,
                                other,
                                foreign.id(),
                                new NewAgentKey("key", List.of(KeyScope.READ), null, null))
                        .apiKey()
                        .id();
        // Not by its agent's id, nor by its own, nor as another agent's.
        assertThatThrownBy(() -> world.keys.list(ada, ws, foreign.id(), PAGE))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.keys.revoke(ada, ws, foreign.id(), id))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.keys.revoke(ada, ws, coder.id(), id))
                .isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> world.keys.revokeOwn(ada, id))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.keys.list(ada, other, foreign.id(), PAGE).items()).hasSize(1);
    }

    @Test
    void aKeyOfAnotherActorProvesNobody() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        String ofBob = makeOwn(bob, KeyScope.ADMIN).apiKey().id();
        String ofAgent = make(null, KeyScope.ADMIN).apiKey().id();
        refused(new Actor.Person(ada.userId(), null, ofBob));
        refused(new Actor.Person(ada.userId(), null, ofAgent));
        refused(new Actor.Agent(coder.id(), ws, ofBob, null));
        Agent other = world.agents.create(ada, ws, NewAgent.named("other"));
        refused(new Actor.Agent(other.id(), ws, ofAgent, null));
        refused(new Actor.Person(ada.userId(), null, "none"));
    }

    @Test
    void aKeyMakesNoKeyAndManagesNoAccount() {
        Actor agent = world.keys.actor(make(null, KeyScope.values()).key());
        Actor person = world.keys.actor(makeOwn(ada, KeyScope.values()).key());
        String id = make(null, KeyScope.READ).apiKey().id();
        String own = makeOwn(ada, KeyScope.READ).apiKey().id();
        NewAgentKey agentKey = new NewAgentKey("key", List.of(KeyScope.READ), null, null);
        NewApiKey key = new NewApiKey("key", List.of(KeyScope.READ), null);
        for (Actor actor : List.of(agent, person)) {
            for (Runnable call :
                    List.<Runnable>of(
                            () -> world.keys.create(actor, ws, coder.id(), agentKey),
                            () -> world.keys.list(actor, ws, coder.id(), PAGE),
                            () -> world.keys.revoke(actor, ws, coder.id(), id),
                            () -> world.keys.createOwn(actor, key),
                            () -> world.keys.listOwn(actor, PAGE),
                            () -> world.keys.revokeOwn(actor, own),
                            () -> world.accounts.logout(actor),
                            () -> world.accounts.sessions(actor),
                            () -> world.accounts.endSession(actor, "any"),
                            () ->
                                    world.accounts.update(
                                            actor,
                                            new AccountPatch(Change.to("x"), Change.keep(), null)),
                            () ->
                                    world.accounts.update(
                                            actor,
                                            new AccountPatch(
                                                    Change.keep(),
                                                    Change.to("a new password"),
                                                    World.PASSWORD)))) {
                assertThatThrownBy(call::run)
                        .as(actor.toString())
                        .isInstanceOf(Problem.Forbidden.class);
            }
        }
        assertThat(world.keys.listOwn(ada, PAGE).items()).hasSize(2);
    }

    @Test
    void anAccountsRightsTakeTheirScopes() {
        Actor.Person eve = world.guest("eve");
        for (KeyScope scope : KeyScope.values()) {
            Actor key = world.keys.actor(makeOwn(eve, scope).key());
            Map<AccountPermission, Runnable> calls =
                    Map.of(
                            AccountPermission.SEE_ACCOUNT, () -> world.accounts.history(key, PAGE),
                            AccountPermission.MARK_INBOX,
                                    () ->
                                            world.inbox.readAll(
                                                    key, new InboxSelection(null, true, null)),
                            AccountPermission.JOIN,
                                    () ->
                                            world.workspaces.create(
                                                    key, new NewWorkspace("W", null, null, null)),
                            AccountPermission.MANAGE_ACCOUNT, () -> world.accounts.sessions(key));
            assertThat(calls.keySet()).isEqualTo(EnumSet.allOf(AccountPermission.class));
            calls.forEach((permission, call) -> {
                KeyScope needed = permission.scope();
                if (needed != null && scope.includes(needed)) {
                    assertThatCode(call::run)
                            .as(permission + " with " + scope)
                            .doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(call::run)
                            .as(permission + " with " + scope)
                            .isInstanceOf(Problem.Forbidden.class)
                            .hasMessageContaining(
                                    needed == null
                                            ? "Sign in"
                                            : "lacks the scope " + needed.wire());
                }
            });
        }
        String token =
                world.invitations
                        .create(ada, ws, new NewInvitation("eve2@example.org", null))
                        .token();
        Actor.Person eve2 = world.guest("eve2");
        Actor reader = world.keys.actor(makeOwn(eve2, KeyScope.WRITE).key());
        assertThatThrownBy(() -> world.invitations.accept(reader, new AcceptInvitation(token)))
                .isInstanceOf(Problem.Forbidden.class);
        world.invitations.accept(
                world.keys.actor(makeOwn(eve2, KeyScope.ADMIN).key()), new AcceptInvitation(token));
    }

    @Test
    void everyScopeIncludesReadAndAdminIncludesWrite() {
        Map<KeyScope, Set<KeyScope>> included =
                Map.of(
                        KeyScope.READ, Set.of(KeyScope.READ),
                        KeyScope.WRITE, Set.of(KeyScope.READ, KeyScope.WRITE),
                        KeyScope.WORK, Set.of(KeyScope.READ, KeyScope.WORK),
                        KeyScope.ADMIN, Set.of(KeyScope.READ, KeyScope.WRITE, KeyScope.ADMIN));
        included.forEach((scope, all) -> {
            for (KeyScope other : KeyScope.values()) {
                assertThat(scope.includes(other))
                        .as(scope + " includes " + other)
                        .isEqualTo(all.contains(other));
            }
        });
    }

    @Test
    void anAgentNamesARunOnlyWithAKeyForWork() {
        RunRef run = new RunRef("a-run", 1);
        for (KeyScope scope : KeyScope.values()) {
            Actor.Agent agent = (Actor.Agent) world.keys.actor(make(null, scope).key());
            Actor working = agent.in(run);
            if (scope == KeyScope.WORK) {
                reads(working);
            } else {
                assertThatThrownBy(() -> reads(working))
                        .isInstanceOf(Problem.Forbidden.class)
                        .hasMessageContaining("lacks the scope work");
            }
        }
        // Whom the embedding program vouches for needs no key.
        reads(Actor.agent(coder.id()));
    }

    @Test
    void onlyWhoMayEditTheAgentManagesItsKeys() {
        Actor.Person mia = world.member(ada, ws, "mia", Role.MEMBER);
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        NewAgentKey input = new NewAgentKey("key", List.of(KeyScope.READ), null, null);
        assertThatThrownBy(() -> world.keys.create(mia, ws, coder.id(), input))
                .isInstanceOf(Problem.Forbidden.class);
        world.keys.create(abe, ws, coder.id(), input);
        Agent own = world.agents.create(mia, ws, NewAgent.named("own"));
        CreatedApiKey made = world.keys.create(mia, ws, own.id(), input);
        Actor agent = world.keys.actor(made.key());
        // It is the agent's, and stays when mia leaves; admins revoke it.
        world.members.leave(mia, ws);
        reads(agent);
        world.keys.revoke(abe, ws, own.id(), made.apiKey().id());
        refused(agent);
    }

    @Test
    void anAgentAndAPersonHaveSoManyKeysAndNoMore() {
        for (int n = 0; n < ApiKeys.MAX; n++) {
            make(null, KeyScope.READ);
            makeOwn(ada, KeyScope.READ);
        }
        for (Runnable call :
                List.<Runnable>of(
                        () -> make(null, KeyScope.READ), () -> makeOwn(ada, KeyScope.READ))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(Problem.Conflict.class)
                    .hasMessageContaining("may have 50 API keys");
        }
        for (int limit : new int[] {7, 50}) {
            assertThat(Paging.all(limit, page -> world.keys.list(ada, ws, coder.id(), page)))
                    .hasSize(ApiKeys.MAX)
                    .isSortedAccordingTo(java.util.Comparator.comparing(ApiKey::id));
            assertThat(Paging.all(limit, page -> world.keys.listOwn(ada, page)))
                    .hasSize(ApiKeys.MAX);
        }
    }

    @Test
    void theProjectsOfAKeyAreOfTheWorkspace() {
        String own = world.projects.create(ada, ws, new NewProject("P", null, null, null)).id();
        String foreign =
                world.projects
                        .create(ada, world.workspace(ada), new NewProject("Q", null, null, null))
                        .id();
        for (List<String> bad : List.of(List.of(foreign), List.of(own, foreign), List.of("x"))) {
            assertThatThrownBy(() ->
                            world.keys.create(
                                    ada,
                                    ws,
                                    coder.id(),
                                    new NewAgentKey("key", List.of(KeyScope.READ), bad, null)))
                    .isInstanceOf(Problem.Invalid.class)
                    .hasMessageStartingWith("project_ids must be projects of this workspace");
        }
        assertThat(
                        world.keys
                                .create(
                                        ada,
                                        ws,
                                        coder.id(),
                                        new NewAgentKey(
                                                "key", List.of(KeyScope.READ), List.of(own), null))
                                .apiKey()
                                .projectIds())
                .containsExactly(own);
    }

    @Test
    void theUseOfAKeyIsNotedOnceAMinute() {
        CreatedApiKey made = make(null, KeyScope.READ);
        Actor actor = world.keys.actor(made.key());
        assertThat(world.agents.get(ada, ws, coder.id()).online()).isFalse();

        world.keys.noteUse(actor);

        Agent seen = world.agents.get(ada, ws, coder.id());
        assertThat(seen.online()).isTrue();
        assertThat(seen.updatedAt()).isEqualTo(coder.updatedAt());
        Instant used = lastUsed();
        assertThat(used).isNotNull();
        world.keys.noteUse(actor);
        assertThat(lastUsed()).isEqualTo(used);
        assertThat(world.agents.get(ada, ws, coder.id()).lastSeenAt()).isEqualTo(seen.lastSeenAt());

        Instant twoMinutesAgo = Instant.now().minus(Duration.ofMinutes(2));
        sql("UPDATE api_keys SET last_used_at = :at", Map.of("at", twoMinutesAgo));
        sql("UPDATE agents SET last_seen_at = :at", Map.of("at", twoMinutesAgo));
        assertThat(world.agents.get(ada, ws, coder.id()).online()).isFalse();
        world.keys.noteUse(actor);
        assertThat(lastUsed()).isAfter(twoMinutesAgo);
        assertThat(world.agents.get(ada, ws, coder.id()).online()).isTrue();
        // It is nothing that happened.
        assertThat(world.activities.list(ada, ws, ActivityQuery.all(), PAGE).items())
                .extracting(row -> row.sentence())
                .startsWith("ada made the API key key of the agent coder");

        world.keys.noteUse(ada);
        world.keys.noteUse(Actor.agent(coder.id()));
    }

    private @Nullable Instant lastUsed() {
        return world.keys.list(ada, ws, coder.id(), PAGE).items().getFirst().lastUsedAt();
    }

    @Test
    void whoFollowsWithAKeyFollowsNoLongerThanItLives() {
        CreatedApiKey ofAgent = make(null, KeyScope.READ);
        CreatedApiKey ofPerson = makeOwn(ada, KeyScope.READ);
        Feed.Reader agent = new Feed.Reader(ws, world.keys.actor(ofAgent.key()));
        Feed.Reader person = new Feed.Reader(ws, world.keys.actor(ofPerson.key()));
        Feed.Reader signedIn = new Feed.Reader(ws, ada);
        List<Feed.Reader> all = List.of(agent, person, signedIn);
        assertThat(world.feed.stillMay(all)).containsExactlyInAnyOrderElementsOf(all);
        world.keys.revoke(ada, ws, coder.id(), ofAgent.apiKey().id());
        assertThat(world.feed.stillMay(all)).containsExactlyInAnyOrder(person, signedIn);
        world.keys.revokeOwn(ada, ofPerson.apiKey().id());
        assertThat(world.feed.stillMay(all)).containsExactly(signedIn);
    }

    @Test
    void noSecretStandsInTheDatabase() {
        String agentKey = make(null, KeyScope.READ).key();
        String ownKey = makeOwn(ada, KeyScope.READ).key();
        String everything = Rows.of(database).toString();
        for (String key : List.of(agentKey, ownKey)) {
            assertThat(everything)
                    .contains(key.substring(0, 16))
                    .doesNotContain(key)
                    .doesNotContain(key.substring(16));
        }
    }

    @Test
    void aPersonSeesAndRevokesNoKeyOfOthers() {
        Actor.Person bob = world.guest("bob");
        String id = makeOwn(ada, KeyScope.READ).apiKey().id();
        assertThatThrownBy(() -> world.keys.revokeOwn(bob, id))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(world.keys.listOwn(bob, PAGE).items()).isEmpty();
        // And the workspace sees no key of its people, not even past the service.
        int seen =
                world.engine.read(
                        Scope.in(ws, world.member(ada, ws, "mia", Role.ADMIN), Permission.READ),
                        session ->
                                session.query(
                                                "SELECT count(*) FROM api_keys"
                                                        + " WHERE workspace_id = :ws")
                                        .bind("ws", ws)
                                        .mapTo(Integer.class)
                                        .one());
        assertThat(seen).isZero();
    }

    private void sql(String statement, Map<String, ?> values) {
        world.engine.write(
                Scope.system("test"),
                session -> session.update(statement).bindMap(values).execute());
    }
}
