package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Activity;
import praisonai.platform.activity.ActivityQuery;
import praisonai.platform.activity.ToldActivity;
import praisonai.platform.comment.Comment;
import praisonai.platform.comment.NewComment;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.workspace.Member;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewMember;

@OnBothDatabases
class MembersTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    MembersTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    private List<Member> members() {
        return world.members.list(ada, ws, PAGE).items();
    }

    @Test
    void aPersonIsAddedByEmailOrById() {
        Actor.Person bob = world.guest("bob");
        Actor.Person eve = world.guest("eve");
        Member byEmail = world.members.add(ada, ws, new NewMember(" BOB@example.org", null, null));
        Member byId = world.members.add(ada, ws, new NewMember(null, eve.userId(), Role.ADMIN));

        assertThat(byEmail.userId()).isEqualTo(bob.userId());
        assertThat(byEmail.role()).isEqualTo(Role.MEMBER);
        assertThat(byEmail.name()).isEqualTo("bob");
        assertThat(byEmail.email()).isEqualTo("bob@example.org");
        assertThat(members()).hasSize(3).endsWith(byEmail, byId);
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.members.list(ada, ws, page)))
                    .isEqualTo(members());
        }
    }

    @Test
    void whoHasNoAccountOrIsAMemberAlreadyCannotBeAdded() {
        assertThatThrownBy(() ->
                        world.members.add(ada, ws, new NewMember("no@example.org", null, null)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith("email");
        assertThatThrownBy(() -> world.members.add(ada, ws, new NewMember(null, "nobody", null)))
                .isInstanceOf(Problem.Invalid.class)
                .hasMessageStartingWith("user_id");
        assertThatThrownBy(() ->
                        world.members.add(ada, ws, new NewMember(null, ada.userId(), Role.MEMBER)))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(members()).singleElement().extracting(Member::role).isEqualTo(Role.OWNER);
    }

    @Test
    void ofManyAdditionsOfOnePersonAtOnceOneSucceeds() throws Exception {
        Actor.Person bob = world.guest("bob");
        assertThat(
                        Together.run(
                                Collections.nCopies(
                                        8,
                                        () ->
                                                world.members.add(
                                                        ada,
                                                        ws,
                                                        new NewMember(null, bob.userId(), null)))))
                .containsOnlyOnce("done")
                .containsOnly("done", "Conflict");
        assertThat(members()).hasSize(2);
    }

    @Test
    void anOwnerChangesTheRolesOfOthers() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        for (Role role : List.of(Role.OWNER, Role.ADMIN, Role.MEMBER)) {
            Member changed = world.members.changeRole(ada, ws, bob.userId(), new MemberPatch(role));
            assertThat(changed.role()).isEqualTo(role);
            assertThat(members()).contains(changed);
        }
        assertThatThrownBy(() ->
                        world.members.changeRole(
                                ada, ws, world.guest("eve").userId(), new MemberPatch(Role.ADMIN)))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessage("There is no such member.");
    }

    @Test
    void whoGoesLeavesTheirIssuesAndProjectsToNobodyAndTheirWordsAsTheyAre() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Project led = world.projects.create(bob, ws, new NewProject("Led", null, null, null));
        assertThat(led.leadId()).isEqualTo(bob.userId());
        Issue issue =
                world.issues.create(
                        bob,
                        ws,
                        new NewIssue(
                                "Assigned",
                                null,
                                null,
                                null,
                                null,
                                null,
                                bob.userId(),
                                null,
                                null,
                                null,
                                null));
        Comment comment = world.comments.create(bob, ws, issue.id(), NewComment.of("Words"));

        world.members.remove(ada, ws, bob.userId());

        assertThat(members()).hasSize(1);
        assertThat(world.projects.get(ada, ws, led.id()).leadId()).isNull();
        Issue left = world.issues.get(ada, ws, issue.id());
        assertThat(left.assigneeId()).isNull();
        assertThat(left.createdById()).isEqualTo(bob.userId());
        assertThat(left.version()).isEqualTo(2);
        assertThat(world.comments.get(ada, ws, comment.id())).isEqualTo(comment);
        List<Activity> log =
                world.activities.list(ada, ws, ActivityQuery.all(), PAGE).items().stream()
                        .map(ToldActivity::activity)
                        .toList();
        assertThat(log)
                .filteredOn(row -> ada.userId().equals(row.actorId()))
                .extracting(row -> row.action().wire() + " " + row.entityType().wire())
                .startsWith("deleted member", "updated project", "updated issue");
        assertThat(log.get(1).details())
                .isEqualTo(
                        Map.of("old", one("lead_id", bob.userId()), "new", one("lead_id", null)));
        assertThat(log.get(2).details())
                .isEqualTo(
                        Map.of(
                                "old", one("assignee_id", bob.userId()),
                                "new", one("assignee_id", null)));
        assertThat(log.get(2).issueId()).isEqualTo(issue.id());

        // Who comes back is a member like any other, and leads nothing.
        world.members.add(ada, ws, new NewMember(null, bob.userId(), null));
        assertThat(world.projects.get(bob, ws, led.id()).leadId()).isNull();
    }

    private static Map<String, @Nullable Object> one(String key, @Nullable Object value) {
        return Collections.singletonMap(key, value);
    }

    @Test
    void noIssueIsLeftWithWhoWasRemovedWhileItWasAssigned() throws Exception {
        for (int round = 0; round < 10; round++) {
            Actor.Person bob = world.member(ada, ws, "bob" + round, Role.MEMBER);
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.members.remove(ada, ws, bob.userId()),
                                    () ->
                                            world.issues.create(
                                                    ada,
                                                    ws,
                                                    new NewIssue(
                                                            "Issue",
                                                            null,
                                                            null,
                                                            null,
                                                            null,
                                                            null,
                                                            bob.userId(),
                                                            null,
                                                            null,
                                                            null,
                                                            null))));
            assertThat(came.getFirst()).isEqualTo("done");
            assertThat(came.getLast()).isIn("done", "Invalid", "Conflict");
        }
        assertThat(world.issues.list(ada, ws, IssueQuery.all(), PAGE).items())
                .allMatch(issue -> issue.assigneeId() == null);
    }
}
