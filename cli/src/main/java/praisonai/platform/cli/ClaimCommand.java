package praisonai.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.client.Claimed;

/** Takes work. */
@Command(
        name = "claim",
        description = {
            "Claims an issue, as the agent whose API key is used: the next one, or the named one.",
            "It is held for the lease: send heartbeats, and finish. 'agent run' does all that."
                    + " Ends with 10 when nothing is ready."
        })
final class ClaimCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Parameters(arity = "0..1", paramLabel = "ISSUE", description = "Only this one: key or id.")
    @Nullable String issue;

    @Option(names = "--pool", description = "Also take what is delegated to nobody.")
    boolean pool;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Wait for work, at most 30 seconds. Default: 0")
    int wait;

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            description = "Hold it without a heartbeat for 10 to 900 seconds. Default: 60")
    @Nullable Integer lease;

    @Override
    public Integer call() {
        if (wait < 0 || wait > 30) {
            throw new Failure(Exit.USAGE, "--wait must be 0 to 30");
        }
        var request =
                remote.workspace()
                        .claim(
                                issue,
                                pool,
                                lease == null ? null : Duration.ofSeconds(lease),
                                Duration.ofSeconds(wait));
        if (remote.json) {
            JsonNode answer = request.json();
            if (answer == null) {
                return nothing();
            }
            remote.out().println(Screen.safe(answer));
            return Exit.OK;
        }
        Claimed claimed = request.send().orElse(null);
        if (claimed == null) {
            return nothing();
        }
        Facts facts = new Facts(remote);
        facts.title(claimed.issue().key() + "  " + claimed.issue().title());
        facts.add("Run", claimed.run().id());
        facts.add("Attempt", Integer.toString(claimed.run().attempt()));
        facts.add("Held until", Screen.time(claimed.run().leaseExpiresAt()));
        facts.text(claimed.issue().description());
        if (claimed.instructions() != null && !claimed.instructions().isBlank()) {
            facts.heading("Instructions");
            facts.lines(claimed.instructions());
        }
        return Exit.OK;
    }

    private int nothing() {
        remote.err().println("platform: nothing is ready");
        return Exit.NOTHING;
    }
}
