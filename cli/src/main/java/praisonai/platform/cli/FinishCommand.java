package praisonai.platform.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.client.Usage;

/** Reports what came of a run. */
@Command(
        name = "finish",
        description = "Ends a run with what came of it. Ends with 11 when its lease is lost.")
final class FinishCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();
    @Mixin RunOption run = new RunOption();

    @Parameters(
            paramLabel = "OUTCOME",
            description = "done, in-review, failed, blocked or released.")
    String outcome = "";

    @Option(
            names = "--summary",
            paramLabel = "TEXT",
            description = "What was done, as Markdown: becomes a comment; - reads standard input.")
    @Nullable String summary;

    @Option(names = "--input-tokens", paramLabel = "COUNT", description = "Tokens read.")
    @Nullable Long inputTokens;

    @Option(names = "--output-tokens", paramLabel = "COUNT", description = "Tokens written.")
    @Nullable Long outputTokens;

    @Option(
            names = "--cost-micro-usd",
            paramLabel = "AMOUNT",
            description = "Cost in millionths of a US dollar.")
    @Nullable Long costMicroUsd;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that was used.")
    @Nullable String model;

    @Override
    public Integer call() {
        String text = "-".equals(summary) ? IssueCommand.read("-") : summary;
        boolean used =
                inputTokens != null
                        || outputTokens != null
                        || costMicroUsd != null
                        || model != null;
        return remote.answer(
                remote.workspace()
                        .finish(
                                run.run(remote),
                                run.attempt(remote),
                                outcome,
                                text,
                                used
                                        ? new Usage(inputTokens, outputTokens, costMicroUsd, model)
                                        : null),
                end -> remote.out().println(end.issueKey() + ": " + end.status()));
    }
}
