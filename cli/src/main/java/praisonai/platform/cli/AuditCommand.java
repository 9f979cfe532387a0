package praisonai.platform.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What an auditor does. */
@Command(
        name = "audit",
        description = "Verifies the logs of what was done.",
        subcommands = AuditVerifyCommand.class)
final class AuditCommand implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return Exit.USAGE;
    }
}
