package praisonai.platform.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;
import praisonai.platform.server.observe.Logs;

/** Runs the server until it is stopped. */
@Command(
        name = "serve",
        description = {
            "Runs the server until Ctrl-C or SIGTERM; requests that were accepted are finished first.",
            "Each option can also be set as the environment variable that it names."
        })
final class ServeCommand implements Callable<Integer> {
    private CommandSpec spec = CommandSpec.create();

    /** Gives the command a flag for each setting of the server. */
    @Spec
    void spec(CommandSpec given) {
        spec = given;
        for (Option option : Option.values()) {
            spec.addOption(
                    OptionSpec.builder(option.flag())
                            .paramLabel("VALUE")
                            .type(String.class)
                            .description(option.name() + ": " + text(option))
                            .build());
        }
    }

    private static String text(Option option) {
        String standard =
                option == Option.DATABASE_URL ? DatabaseOption.DEFAULT : option.defaultValue();
        return (option.description() + (standard.isEmpty() ? "" : " Default: " + standard))
                .replace("%", "%%");
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<Option, String> flags = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            String value = spec.findOption(option.flag()).getValue();
            if (value != null) {
                flags.put(option, value);
            }
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        boolean said =
                flags.containsKey(Option.DATABASE_URL)
                        || !environment.getOrDefault(Option.DATABASE_URL.name(), "").isBlank();
        flags.put(Option.DATABASE_URL, DatabaseOption.orDefault(flags.get(Option.DATABASE_URL)));
        Config config = Config.of(environment, flags);
        boolean json = config.logFormat() == Config.LogFormat.JSON;
        Logs.configure(json);
        Server server = Server.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        if (!json) {
            tell(server, said);
        }
        // A signal ends the process through the hook above.
        new CountDownLatch(1).await();
        return Exit.OK;
    }

    private void tell(Server server, boolean said) {
        PrintWriter out = Objects.requireNonNull(spec.commandLine()).getOut();
        out.println("Listening on " + server.url() + " (the API: " + server.url() + "/docs)");
        out.println(
                "Database: "
                        + server.engine().describe()
                        + (said ? "" : ", since DATABASE_URL is not set"));
        out.println(
                server.engine().durable()
                        ? "What is written there survives a restart. Stop with Ctrl-C."
                        : "It is in memory: all is gone when the server stops. Stop with Ctrl-C.");
    }
}
