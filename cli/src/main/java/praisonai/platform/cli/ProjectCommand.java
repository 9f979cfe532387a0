package praisonai.platform.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.client.ProjectFields;
import praisonai.platform.client.ProjectStats;
import praisonai.platform.client.WorkspaceClient;

/** Projects. */
@Command(name = "project", description = "Lists, makes and shows projects.")
final class ProjectCommand extends Group {
    @Command(name = "list", description = "Lists the projects.")
    int list(@Mixin Remote remote) {
        return remote.list(
                remote.workspace().projects(),
                Integer.MAX_VALUE,
                all -> {
                    Table table = new Table("ID", "NAME", "DESCRIPTION");
                    all.forEach(one -> table.row(one.id(), one.name(), text(one.description())));
                    table.print(remote.out(), remote.screen(), "There is no project.");
                });
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Command(name = "create", description = "Makes a project, which you lead.")
    int create(
            @Mixin Remote remote,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(names = "--description", paramLabel = "TEXT", description = "What it is about.")
                    @Nullable String description) {
        ProjectFields fields = new ProjectFields().name(name);
        if (description != null) {
            fields.description(description);
        }
        return remote.answer(
                remote.workspace().createProject(fields),
                made ->
                        remote.out()
                                .println(
                                        "Made the project "
                                                + Screen.safe(made.name())
                                                + " ("
                                                + made.id()
                                                + ")."));
    }

    @Command(name = "show", description = "Shows a project and how it stands.")
    int show(
            @Mixin Remote remote,
            @Parameters(paramLabel = "PROJECT", description = "Its name or id.") String project) {
        WorkspaceClient workspace = remote.workspace();
        Lookup lookup = remote.lookup();
        String id = lookup.project(project);
        return remote.answer(
                workspace.project(id),
                one -> {
                    ProjectStats stats = workspace.projectStats(id).send();
                    Facts facts = new Facts(remote);
                    facts.title(one.name());
                    facts.add("Id", one.id());
                    facts.add("Lead", lookup.names().get(one.leadId()));
                    facts.add(
                            "Issues",
                            stats.total() + ", " + Math.round(stats.doneShare() * 100) + " % done");
                    stats.byStatus()
                            .forEach((status, count) -> {
                                if (count > 0) {
                                    facts.add("", count + " " + status);
                                }
                            });
                    facts.text(one.description());
                });
    }
}
