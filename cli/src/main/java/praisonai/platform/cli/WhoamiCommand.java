package praisonai.platform.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says who is signed in, and where. */
@Command(name = "whoami", description = "Says who you are to the server.")
final class WhoamiCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Override
    public Integer call() {
        return remote.answer(
                remote.client().me(),
                me -> {
                    Facts facts = new Facts(remote);
                    facts.title(me.isAgent() ? "The agent " + me.name() : me.name());
                    facts.add("Email", me.email());
                    facts.add("Server", remote.client().url());
                    facts.add("Workspace", me.workspaceId());
                    facts.add(
                            "Scopes", me.scopes() == null ? null : String.join(", ", me.scopes()));
                    facts.add(
                            "Projects",
                            me.projectIds() == null ? null : String.join(", ", me.projectIds()));
                    facts.add("Key ends", Screen.time(me.keyExpiresAt()));
                });
    }
}
