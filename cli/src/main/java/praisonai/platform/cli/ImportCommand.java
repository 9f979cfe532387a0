package praisonai.platform.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The imports from other trackers. */
@Command(
        name = "import",
        description = "Brings another tracker's issues in.",
        subcommands = ImportBeadsCommand.class)
final class ImportCommand implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return Exit.USAGE;
    }
}
