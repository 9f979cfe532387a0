package praisonai.platform.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Keeps a lease. */
@Command(
        name = "heartbeat",
        description = "Holds a claimed issue for another lease, and says whether to stop.")
final class HeartbeatCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();
    @Mixin RunOption run = new RunOption();

    @Override
    public Integer call() {
        return remote.answer(
                remote.workspace().heartbeat(run.run(remote), run.attempt(remote), null),
                pulse ->
                        remote.out()
                                .println(
                                        pulse.cancelRequested()
                                                ? "Stop: " + Screen.safe(pulse.cancelReason())
                                                : "Held until "
                                                        + Screen.time(pulse.leaseExpiresAt())
                                                        + "."));
    }
}
