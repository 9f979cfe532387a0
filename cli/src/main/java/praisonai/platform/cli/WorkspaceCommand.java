package praisonai.platform.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.client.Workspace;
import praisonai.platform.client.WorkspaceFields;

/** Workspaces. */
@Command(
        name = "workspace",
        description = "Lists, makes, shows workspaces; chooses the one in use.")
final class WorkspaceCommand extends Group {
    @Command(name = "list", description = "Lists your workspaces.")
    int list(@Mixin Remote remote) {
        return remote.list(
                remote.client().workspaces(),
                Integer.MAX_VALUE,
                all -> {
                    Table table = new Table("PREFIX", "ROLE", "ID", "NAME");
                    for (Workspace one : all) {
                        table.row(one.issuePrefix(), one.role(), one.id(), one.name());
                    }
                    table.print(
                            remote.out(),
                            remote.screen(),
                            "You are in no workspace yet: platform workspace create NAME");
                });
    }

    @Command(name = "create", description = "Makes a workspace, which you own.")
    int create(
            @Mixin Remote remote,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--prefix",
                            paramLabel = "PREFIX",
                            description = "What issue keys start with. Default: ISSUE")
                    @Nullable String prefix,
            @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
                    @Nullable String description) {
        WorkspaceFields fields = new WorkspaceFields().name(name);
        if (prefix != null) {
            fields.issuePrefix(prefix);
        }
        if (description != null) {
            fields.description(description);
        }
        return remote.answer(
                remote.client().createWorkspace(fields),
                made ->
                        remote.out()
                                .println(
                                        "Made the workspace "
                                                + Screen.safe(made.name())
                                                + " ("
                                                + made.id()
                                                + "), with keys such as "
                                                + made.issuePrefix()
                                                + "-1."));
    }

    @Command(name = "use", description = "Remembers a workspace for commands that do not name one.")
    int use(
            @Mixin Remote remote,
            @Parameters(paramLabel = "NAME", description = "Its name or id.") String name) {
        Login saved = remote.savedLogin();
        Workspace workspace = remote.client().workspace(remote.workspaceNamed(name)).get().send();
        saved.withWorkspace(workspace.id()).save(remote.loginFile());
        remote.out().println("In use: " + Screen.safe(workspace.name()) + ".");
        return Exit.OK;
    }

    @Command(name = "show", description = "Shows the workspace in use, or the named one.")
    int show(
            @Mixin Remote remote,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "NAME",
                            description = "Its name or id; the one in use where left out.")
                    @Nullable String name) {
        String id = name == null ? remote.workspaceId() : remote.workspaceNamed(name);
        return remote.answer(
                remote.client().workspace(id).get(),
                workspace -> {
                    Facts facts = new Facts(remote);
                    facts.title(workspace.name());
                    facts.add("Id", workspace.id());
                    facts.add("Keys", workspace.issuePrefix() + "-…");
                    facts.add("Your role", workspace.role());
                    facts.add("Made", Screen.time(workspace.createdAt()));
                    facts.text(workspace.description());
                });
    }

    @Command(name = "members", description = "Lists the members.")
    int members(@Mixin Remote remote) {
        return remote.list(
                remote.workspace().members(),
                Integer.MAX_VALUE,
                all -> {
                    Table table = new Table("NAME", "ROLE", "EMAIL");
                    all.forEach(one -> table.row(one.name(), one.role(), one.email()));
                    table.print(remote.out(), remote.screen(), "Nobody.");
                });
    }
}
