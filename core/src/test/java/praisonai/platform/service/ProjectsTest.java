package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.db.Engine;
import praisonai.platform.issue.Issue;
import praisonai.platform.issue.IssueQuery;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.json.Change;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.project.NewProject;
import praisonai.platform.project.Project;
import praisonai.platform.project.ProjectPatch;
import praisonai.platform.testing.OnBothDatabases;

@OnBothDatabases
class ProjectsTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    ProjectsTest(Engine engine) {
        world = new World(engine);
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    private Project project(String name) {
        return world.projects.create(ada, ws, new NewProject(name, null, null, null));
    }

    private static ProjectPatch lead(@Nullable String lead) {
        return new ProjectPatch(Change.keep(), Change.keep(), Change.keep(), Change.to(lead));
    }

    private static NewIssue in(String project) {
        return new NewIssue("Issue", null, null, null, project, null, null, null, null, null, null);
    }

    @Test
    void aProjectIsReadBackAsItWasCreatedAndChanged() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Project created =
                world.projects.create(
                        ada,
                        ws,
                        new NewProject(" Web ", "Site", Map.of("n", List.of(1, 2)), bob.userId()));
        assertThat(created.name()).isEqualTo("Web");
        assertThat(world.projects.get(ada, ws, created.id())).isEqualTo(created);

        Project changed =
                world.projects.update(
                        ada,
                        ws,
                        created.id(),
                        new ProjectPatch(
                                Change.to(" Site "),
                                Change.to(null),
                                Change.to(null),
                                Change.to(null)));
        assertThat(changed.name()).isEqualTo("Site");
        assertThat(changed.description()).isNull();
        assertThat(changed.settings()).isEmpty();
        assertThat(changed.leadId()).isNull();
        assertThat(world.projects.get(ada, ws, created.id())).isEqualTo(changed);
        // Names need not be unique.
        project("Site");
    }

    @Test
    void whoCreatesAProjectLeadsItUnlessAnotherIsNamed() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Project bobs = world.projects.create(bob, ws, new NewProject("B", null, null, null));
        assertThat(bobs.leadId()).isEqualTo(bob.userId());
        Actor coder = Actor.agent(world.agents.create(ada, ws, NewAgent.named("coder")).id());
        assertThat(world.projects.create(coder, ws, new NewProject("C", null, null, null)).leadId())
                .isNull();
        assertThat(
                        world.projects
                                .create(coder, ws, new NewProject("D", null, null, bob.userId()))
                                .leadId())
                .isEqualTo(bob.userId());
    }

    @Test
    void theLeadEditsUntilAnotherLeads() {
        Actor.Person bob = world.member(ada, ws, "bob", Role.MEMBER);
        Actor.Person eve = world.member(ada, ws, "eve", Role.MEMBER);
        Project led = world.projects.create(bob, ws, new NewProject("B", null, null, null));
        assertThatThrownBy(() -> world.projects.update(eve, ws, led.id(), lead(eve.userId())))
                .isInstanceOf(Problem.Forbidden.class);
        world.projects.update(bob, ws, led.id(), lead(eve.userId()));
        assertThatThrownBy(() -> world.projects.update(bob, ws, led.id(), lead(bob.userId())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThatThrownBy(() -> world.projects.delete(eve, ws, led.id()))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void theIssuesOfADeletedProjectStay() {
        Project web = project("Web");
        Project other = project("Other");
        Issue inside = world.issues.create(ada, ws, in(web.id()));
        Issue elsewhere = world.issues.create(ada, ws, in(other.id()));

        world.projects.delete(ada, ws, web.id());

        assertThatThrownBy(() -> world.projects.get(ada, ws, web.id()))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessage("There is no such project.");
        assertThatThrownBy(() -> world.projects.stats(ada, ws, web.id()))
                .isInstanceOf(Problem.NotFound.class);
        Issue left = world.issues.get(ada, ws, inside.id());
        assertThat(left.projectId()).isNull();
        assertThat(left.version()).isEqualTo(2);
        assertThat(world.issues.get(ada, ws, elsewhere.id())).isEqualTo(elsewhere);
    }

    @Test
    void noIssueIsLeftInAProjectThatWasDeletedMeanwhile() throws Exception {
        for (int round = 0; round < 10; round++) {
            Project doomed = project("Doomed");
            List<String> came =
                    Together.run(
                            List.of(
                                    () -> world.projects.delete(ada, ws, doomed.id()),
                                    () -> world.issues.create(ada, ws, in(doomed.id()))));
            assertThat(came).contains("done").isSubsetOf("done", "Invalid", "Conflict");
            if (!came.getFirst().equals("done")) {
                world.projects.delete(ada, ws, doomed.id());
            }
        }
        assertThat(world.issues.list(ada, ws, IssueQuery.all(), PAGE).items())
                .allMatch(issue -> issue.projectId() == null);
    }

    @Test
    void changesOfDifferentMembersAtOnceAreAllKept() throws Exception {
        Project web = project("Web");
        for (int round = 0; round < 5; round++) {
            String text = "text " + round;
            assertThat(
                            Together.run(
                                    List.of(
                                            () ->
                                                    world.projects.update(
                                                            ada, ws, web.id(), name(text)),
                                            () ->
                                                    world.projects.update(
                                                            ada, ws, web.id(), about(text)))))
                    .containsOnly("done");
            Project after = world.projects.get(ada, ws, web.id());
            assertThat(after.name()).isEqualTo(text);
            assertThat(after.description()).isEqualTo(text);
        }
    }

    private static ProjectPatch name(String name) {
        return new ProjectPatch(Change.to(name), Change.keep(), Change.keep(), Change.keep());
    }

    private static ProjectPatch about(String description) {
        return new ProjectPatch(
                Change.keep(), Change.to(description), Change.keep(), Change.keep());
    }

    @Test
    void projectsComeInPages() {
        List<Project> made = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            made.add(project("Project"));
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.projects.list(ada, ws, page)))
                    .isEqualTo(made);
        }
    }
}
