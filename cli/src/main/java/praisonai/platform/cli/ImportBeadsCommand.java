package praisonai.platform.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import praisonai.platform.db.Engine;
import praisonai.platform.problem.Problem;
import praisonai.platform.transfer.BeadsImport;
import praisonai.platform.transfer.ImportNote;
import praisonai.platform.transfer.ImportReport;

/** Imports a Beads tracker. */
@Command(
        name = "beads",
        description = {
            "Imports the issues of a Beads tracker from the JSON Lines that 'bd export' writes.",
            "All of it comes in, or nothing. Importing a file again brings in what is new and what"
                    + " Beads changed later than it was last changed here, and nothing twice. The"
                    + " server may be running meanwhile."
        })
final class ImportBeadsCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    @Spec @Nullable CommandSpec spec;
    @Mixin DatabaseOption database = new DatabaseOption();

    @Parameters(paramLabel = "FILE", description = "The file; - reads standard input.")
    String file = "";

    @Option(
            names = "--workspace",
            paramLabel = "NAME",
            required = true,
            description = {
                "Name or id of the workspace to import into; one that is not there is made.",
                "The owner must be an admin or owner of one that is."
            })
    String workspace = "";

    @Option(
            names = "--owner",
            paramLabel = "EMAIL",
            description = {
                "The account on whose behalf it is done, who owns a workspace that is made.",
                "Default: the only account there is."
            })
    @Nullable String owner;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "What issue keys start with in a workspace that is made. Default: ISSUE")
    @Nullable String prefix;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--verbose",
            description = "Also print each thing that did not come in as it was, by line.")
    boolean verbose;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write each thing that did not come in as it was to a file, by line.")
    @Nullable Path report;

    @Override
    public Integer call() {
        BeadsImport.Options options;
        try {
            options = new BeadsImport.Options(workspace, prefix, owner, dryRun);
        } catch (Problem.Invalid e) {
            throw usage(e);
        }
        // Both files are opened first: what can't be read or written is known before the work.
        try (InputStream in = open();
                @Nullable PrintWriter toFile = report == null ? null : create(report)) {
            ImportReport done = database.with(engine -> run(engine, in, options));
            if (toFile != null || verbose) {
                PrintWriter to = toFile == null ? out() : toFile;
                done.notes().forEach(note -> to.println(note + " [" + tag(note.kind()) + "]"));
            }
            return Exit.OK;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private ImportReport run(Engine engine, InputStream in, BeadsImport.Options options) {
        ProgressBar bar = new ProgressBar(err(), Main.terminal());
        ImportReport done;
        try {
            done = new BeadsImport(engine).run(in, options, bar::at);
        } catch (Problem.Invalid e) {
            throw usage(e);
        } catch (IOException e) {
            throw unreadable(e);
        } finally {
            bar.clear();
        }
        summarize(engine, done);
        return done;
    }

    private static Failure usage(Problem.Invalid invalid) {
        Map<String, String> flags = Map.of("issue_prefix", "prefix");
        var error = invalid.errors().getFirst();
        return new Failure(
                Exit.USAGE,
                "--" + flags.getOrDefault(error.field(), error.field()) + " " + error.message());
    }

    private InputStream open() {
        if (file.equals(STDIN)) {
            return System.in;
        }
        Path path = Path.of(file);
        if (!Files.exists(path) || Files.isDirectory(path)) {
            throw new Failure(Exit.INPUT, "there is no file " + file);
        }
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Failure unreadable(IOException e) {
        return new Failure(Exit.INPUT, file + " can't be read: " + e.getMessage());
    }

    private PrintWriter create(Path report) {
        try {
            if (Files.exists(report) && Files.isSameFile(report, Path.of(file))) {
                throw new Failure(Exit.USAGE, "--report must be another file than the one to read");
            }
            return new PrintWriter(Files.newBufferedWriter(report));
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, report + " can't be written: " + e.getMessage());
        }
    }

    private static String tag(ImportNote.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void summarize(Engine engine, ImportReport done) {
        PrintWriter out = out();
        ImportReport.Counts counts = done.counts();
        out.printf(
                "%s %s into the workspace %s%s, for %s%n",
                dryRun ? "Would import" : "Imported",
                file.equals(STDIN) ? "standard input" : file,
                done.workspaceName(),
                done.workspaceCreated() ? " (new, prefix " + done.issuePrefix() + ")" : "",
                done.ownerEmail());
        out.println("Database: " + engine.describe());
        row(
                "issues",
                counts.issuesInFile(),
                " in the file: %d created, %d updated, %d unchanged"
                        .formatted(
                                counts.issuesCreated(),
                                counts.issuesUpdated(),
                                counts.issuesUnchanged()));
        row("sub-issues", counts.subIssues(), " of these");
        row("blocked_by", counts.blockedBy(), "");
        row("related", counts.related(), "");
        row("labels", counts.labels(), "");
        row("labelled", counts.labelLinks(), " times");
        row("agents", counts.agents(), "");
        row("placeholders", counts.placeholders(), " for people without an account; no way in");
        row("members", counts.members(), "");
        row("comments", counts.comments(), " with the reasons for closing");
        if (!done.notes().isEmpty()) {
            out.println("Not as in the file:");
            done.notesByKind().forEach((kind, n) -> row(tag(kind), n, " " + kind.what()));
            if (report != null) {
                out.println("Each of these, by line: " + report);
            } else if (!verbose) {
                out.println("Each of these, by line: with --verbose or --report FILE");
            }
        }
    }

    private void row(String what, int count, String more) {
        if (count > 0) {
            out().printf("  %-13s %5d%s%n", what, count, more);
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
