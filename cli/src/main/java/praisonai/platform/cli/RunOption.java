package praisonai.platform.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which run is meant: within a run's command it need not be said. */
final class RunOption {
    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "The run, by id. Default: PLATFORM_RUN, as within 'agent run'.")
    @Nullable String run;

    @Option(
            names = "--attempt",
            paramLabel = "NUMBER",
            description = "The run's attempt number. Default: PLATFORM_ATTEMPT.")
    @Nullable Integer attempt;

    String run(Remote remote) {
        String id = run == null ? remote.environment().get("PLATFORM_RUN") : run;
        if (id == null || id.isBlank()) {
            throw new Failure(Exit.USAGE, "say which run: --run RUN --attempt NUMBER");
        }
        return id;
    }

    int attempt(Remote remote) {
        if (attempt != null) {
            return attempt;
        }
        String said = remote.environment().getOrDefault("PLATFORM_ATTEMPT", "");
        if (!said.matches("[0-9]{1,9}")) {
            throw new Failure(Exit.USAGE, "say which attempt: --attempt NUMBER");
        }
        return Integer.parseInt(said);
    }
}
