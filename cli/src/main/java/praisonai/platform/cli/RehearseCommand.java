package praisonai.platform.cli;

import java.io.OutputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.WorkspaceFields;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;
import praisonai.platform.server.observe.Logs;

/**
 * Does once, on a database in memory, what a server does first in its life and what a command that
 * talks to one does. The launcher runs it after a build while the JVM takes notes, so that later
 * starts need not find out the same again.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Starts a server in memory, calls it, stops it.")
final class RehearseCommand implements Callable<Integer> {
    private static final List<String[]> COMMANDS =
            List.of(
                    new String[] {"version"},
                    new String[] {"issue", "create", "Rehearse", "--assignee", "me"},
                    new String[] {"issue", "list"},
                    new String[] {"issue", "list", "--json"},
                    new String[] {"issue", "show", "ISSUE-1"},
                    new String[] {"issue", "show", "ISSUE-2"},
                    new String[] {"issue", "nonsense"});

    @Override
    public Integer call() {
        Map<Option, String> flags = new EnumMap<>(Option.class);
        flags.put(Option.DATABASE_URL, "sqlite+aiosqlite:///:memory:");
        flags.put(Option.PLATFORM_PORT, "0");
        Logs.configure(false);
        try (Server server = Server.start(Config.of(Map.of(), flags));
                PlatformClient nobody = PlatformClient.of(server.url()).build()) {
            String token = nobody.register("ada@example.org", "rehearsal", null).send().token();
            try (PlatformClient ada = PlatformClient.of(server.url()).token(token).build()) {
                String workspace =
                        ada.createWorkspace(new WorkspaceFields().name("Rehearsal")).send().id();
                Map<String, String> environment =
                        Map.of(
                                Remote.URL, server.url(),
                                Remote.TOKEN, token,
                                Remote.WORKSPACE, workspace);
                OutputStream nowhere = OutputStream.nullOutputStream();
                COMMANDS.forEach(command -> Main.run(environment, nowhere, nowhere, command));
            }
        }
        return Exit.OK;
    }
}
