package praisonai.platform.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Creates the tables. */
@Command(
        name = "init-db",
        description = {
            "Creates the tables, or brings older ones up to date. Doing it again changes nothing.",
            "serve does the same when it starts."
        })
final class InitDbCommand implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;
    @Mixin DatabaseOption database = new DatabaseOption();

    @Override
    public Integer call() {
        String which = database.with(engine -> engine.describe());
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println("The tables are up to date: " + which);
        return Exit.OK;
    }
}
