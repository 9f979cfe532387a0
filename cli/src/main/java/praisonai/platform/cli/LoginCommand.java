package praisonai.platform.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.Me;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.SignedIn;

/** Signs in to a server, and remembers it. */
@Command(
        name = "login",
        description = {
            "Signs in to a server, and remembers it in a file that only you can read.",
            "Asks for the password without showing it. For programs, --password-stdin and"
                    + " --api-key-stdin read one line of standard input; a secret is never an"
                    + " argument, since others can see those."
        })
final class LoginCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Option(names = "--email", paramLabel = "EMAIL", description = "Whose account.")
    @Nullable String email;

    @Option(names = "--register", description = "Make the account first.")
    boolean register;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    boolean passwordStdin;

    @Option(
            names = "--api-key-stdin",
            description = "Read an API key from standard input, and use it from now on.")
    boolean apiKeyStdin;

    @Override
    public Integer call() {
        if (apiKeyStdin && (passwordStdin || register || email != null)) {
            throw new Failure(
                    Exit.USAGE,
                    "--api-key-stdin says by itself who you are; leave the other options out");
        }
        String url = remote.serverUrl();
        Path file = remote.loginFile();
        if (apiKeyStdin) {
            String key = line("API key").strip();
            try (PlatformClient client = remote.connect(url, key)) {
                Me me = client.me().send();
                String workspace = me.workspaceId();
                new Login(
                                client.url(),
                                key,
                                workspace == null
                                        ? workspaceInUse(file, client.url(), key)
                                        : workspace)
                        .save(file);
                remote.out()
                        .println(
                                "Signed in to "
                                        + client.url()
                                        + " by an API key, as "
                                        + (me.isAgent() ? "the agent " : "")
                                        + Screen.safe(me.name())
                                        + ".");
            }
            return Exit.OK;
        }
        try (PlatformClient client = remote.connect(url, null)) {
            String who = email == null ? ask("Email: ") : email;
            String password = passwordStdin ? line("password") : password();
            SignedIn signedIn =
                    (register ? client.register(who, password, null) : client.login(who, password))
                            .send();
            String token = signedIn.token();
            new Login(client.url(), token, workspaceInUse(file, client.url(), token)).save(file);
            remote.out()
                    .println(
                            "Signed in to "
                                    + client.url()
                                    + " as "
                                    + Screen.safe(signedIn.user().name())
                                    + ", until "
                                    + Screen.time(signedIn.expiresAt())
                                    + ".");
        }
        return Exit.OK;
    }

    /** That which was in use at the same server, unless it is not for whoever signs in now. */
    private @Nullable String workspaceInUse(Path file, String url, String token) {
        Login before = Login.load(file);
        String workspace =
                before != null && Remote.same(before.url(), url) ? before.workspace() : null;
        if (workspace != null) {
            try (PlatformClient client = remote.connect(url, token)) {
                client.workspace(workspace).get().send();
            } catch (ApiProblem e) {
                return null;
            }
        }
        return workspace;
    }

    private String ask(String prompt) {
        Console console = console();
        String said = console == null ? null : console.readLine(prompt);
        if (said == null || said.isBlank()) {
            throw new Failure(Exit.USAGE, "--email EMAIL says whose account");
        }
        return said.strip();
    }

    /** The terminal to ask at; null where there is none. */
    @SuppressWarnings("SystemConsoleNull") // It is null with -Djdk.console=java.base.
    private static @Nullable Console console() {
        Console console = System.console();
        return console == null || !console.isTerminal() ? null : console;
    }

    private String password() {
        Console console = console();
        char[] said = console == null ? null : console.readPassword("Password: ");
        if (said == null || said.length == 0) {
            throw new Failure(
                    Exit.USAGE,
                    "there is no terminal to ask for the password at; give it by --password-stdin");
        }
        return new String(said);
    }

    private static String line(String what) {
        try {
            String line =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
            if (line == null || line.isBlank()) {
                throw new Failure(Exit.USAGE, "there is no " + what + " on standard input");
            }
            return line;
        } catch (IOException e) {
            throw new Failure(Exit.INPUT, "standard input can't be read: " + e.getMessage());
        }
    }
}
