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
                me ->
                        remote.out()
                                .println(
                                        Screen.safe(me.name())
                                                + " <"
                                                + Screen.safe(me.email())
                                                + "> at "
                                                + remote.client().url()));
    }
}
