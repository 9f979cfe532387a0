package praisonai.platform.cli.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a runner works.
 *
 * @param workspace the id of the workspace
 * @param token the agent's API key, which the command gets in its environment
 * @param command the command and its arguments
 * @param directory where the command runs; null for here
 * @param issue only this one, by id or key; null for whatever comes
 * @param parallel how many issues are worked on at once
 * @param pool whether issues that are delegated to nobody are taken, too
 * @param once whether to end after one issue, or when nothing is ready
 * @param lease how long an issue is held without a heartbeat
 * @param patience how long a claim waits at the server, at most 30 seconds
 * @param grace how long running commands may go on once the runner is to end
 * @param summarize whether the end of standard output becomes the summary
 * @param echo whether what commands write is shown
 */
public record RunnerSettings(
        String workspace,
        String token,
        List<String> command,
        @Nullable Path directory,
        @Nullable String issue,
        int parallel,
        boolean pool,
        boolean once,
        Duration lease,
        Duration patience,
        Duration grace,
        boolean summarize,
        boolean echo) {
    /** Without the token. */
    @Override
    public String toString() {
        return "RunnerSettings[" + command + "]";
    }
}
