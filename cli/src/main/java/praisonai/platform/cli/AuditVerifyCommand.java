package praisonai.platform.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.Audit;
import praisonai.platform.activity.Head;
import praisonai.platform.activity.Verified;
import praisonai.platform.db.Engine;
import praisonai.platform.json.Json;
import praisonai.platform.problem.Problem;

/** Verifies the logs. */
@Command(
        name = "verify",
        description = {
            "Verifies that the logs of the workspaces are what was written: that no row was altered,"
                    + " removed or moved.",
            "One line a workspace, the deleted ones too, with the head of its log: note it down"
                    + " elsewhere, and give it to a later verification with --expect. Ends with 6 when"
                    + " a log is broken. The server may be running meanwhile."
        })
final class AuditVerifyCommand implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;
    @Mixin DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--workspace",
            paramLabel = "NAME",
            description = "Name or id of the workspace. Default: all of them.")
    @Nullable String workspace;

    @Option(
            names = "--expect",
            paramLabel = "POSITION:HASH",
            description = {
                "A head that was told earlier: the log up to there must still be the same.",
                "For the one workspace that --workspace names."
            })
    @Nullable String expect;

    @Option(names = "--json", description = "Print a JSON object a line instead.")
    boolean json;

    /** What is told of one log as JSON. */
    record Told(
            WorkspaceId workspaceId,
            String name,
            boolean deleted,
            boolean intact,
            @Nullable Head head,
            @Nullable Long brokenPosition,
            @Nullable String reason) {}

    @Override
    public Integer call() {
        if (expect != null && workspace == null) {
            throw new Failure(Exit.USAGE, "--expect is for one workspace; name it by --workspace");
        }
        Head noted;
        try {
            noted = expect == null ? null : Head.parse("--expect", expect);
        } catch (Problem.Invalid e) {
            throw new Failure(Exit.USAGE, e.detail());
        }
        return database.with(engine -> verify(engine, noted));
    }

    private int verify(Engine engine, @Nullable Head noted) {
        Audit audit = new Audit(engine);
        List<Audit.Log> logs = audit.logs(workspace);
        if (logs.isEmpty()) {
            throw new Failure(
                    Exit.USAGE,
                    "there is no workspace "
                            + (workspace == null ? "" : workspace + " ")
                            + "in this database ("
                            + engine.describe()
                            + "), so nothing was verified");
        }
        if (noted != null && logs.size() > 1) {
            throw new Failure(
                    Exit.USAGE,
                    "there are several workspaces of this name; say which by its id: "
                            + logs.stream()
                                    .map(log -> log.workspace().value())
                                    .collect(Collectors.joining(", ")));
        }
        List<Boolean> intact = new ArrayList<>();
        for (Audit.Log log : logs) {
            try {
                Verified verified = audit.verify(log.workspace(), noted);
                tell(log, verified);
                intact.add(verified.intact());
            } catch (Problem.NotFound e) {
                // Purged since it was listed, and its log with it.
            }
        }
        long broken = intact.stream().filter(whole -> !whole).count();
        if (!json) {
            out().printf(
                            "%d of %d logs %s intact. Database: %s%n",
                            intact.size() - broken,
                            intact.size(),
                            intact.size() - broken == 1 ? "is" : "are",
                            engine.describe());
        }
        return broken == 0 ? Exit.OK : Exit.BROKEN;
    }

    private void tell(Audit.Log log, Verified verified) {
        if (json) {
            out().println(
                            Json.write(
                                    new Told(
                                            log.workspace(),
                                            log.name(),
                                            log.deleted(),
                                            verified.intact(),
                                            verified.head(),
                                            verified.brokenPosition(),
                                            verified.reason())));
            return;
        }
        out().printf(
                        "%s (%s%s): %s; head %s%n",
                        log.name(),
                        log.workspace(),
                        log.deleted() ? ", deleted" : "",
                        verified.intact()
                                ? "intact"
                                : "BROKEN at position "
                                        + verified.brokenPosition()
                                        + ": "
                                        + verified.reason(),
                        verified.head() == null ? "missing" : verified.head());
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
