package praisonai.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import praisonai.platform.client.Readiness;

/** What an agent can work on. */
@Command(name = "ready", description = "Lists what an agent can work on now, next first.")
final class ReadyCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Option(
            names = "--agent",
            paramLabel = "AGENT",
            description = "Name or id. Default: the agent whose API key is used.")
    @Nullable String agent;

    @Option(names = "--explain", description = "Also what is not ready, and why.")
    boolean explain;

    @Option(names = "--pool", description = "Also what is delegated to nobody.")
    boolean pool;

    @Option(names = "--limit", paramLabel = "COUNT", description = "So many at most. Default: 50")
    int limit = 50;

    @Override
    public Integer call() {
        IssueCommand.positive("--limit", limit);
        String id = agent == null ? remote.agentId() : remote.lookup().agent(agent);
        return remote.list(remote.workspace().ready(id, pool, explain), limit, this::print);
    }

    private void print(List<Readiness> all) {
        Table table =
                explain
                        ? new Table("KEY", "PRIORITY", "READY", "TITLE", "WHY NOT")
                        : new Table("KEY", "PRIORITY", "STATUS", "TITLE");
        for (Readiness one : all) {
            if (explain) {
                table.row(
                        one.issue().key(),
                        one.issue().priority(),
                        one.ready() ? "yes" : "no",
                        one.issue().title(),
                        one.reasons().stream()
                                .map(Readiness.Obstacle::message)
                                .collect(Collectors.joining(" ")));
            } else {
                table.row(
                        one.issue().key(),
                        one.issue().priority(),
                        one.issue().status(),
                        one.issue().title());
            }
        }
        table.print(remote.out(), remote.screen(), "Nothing is ready.");
    }
}
