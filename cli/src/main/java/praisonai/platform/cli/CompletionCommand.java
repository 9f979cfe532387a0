package praisonai.platform.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has shells complete the command. */
@Command(
        name = "completion",
        description = {
            "Prints a script that has a shell complete this command.",
            "For bash: 'source <(platform completion bash)' in ~/.bashrc. For zsh the same with zsh,"
                    + " in ~/.zshrc."
        })
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        bash,
        zsh
    }

    @Spec @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    Shell shell = Shell.bash;

    @Override
    public Integer call() {
        // The same script serves both: in zsh it switches on bash's way of completing.
        CommandLine root = Main.commandLine();
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .print(AutoComplete.bash("platform", root));
        return Exit.OK;
    }
}
