package praisonai.platform.bench;

import java.util.Arrays;

/** Runs one measurement. Results go to the standard output, as Markdown. */
public final class Main {
    private static final String USAGE =
            """
            log [--rounds 60] [--millis 100] [--clients 1,8,32] [--databases sqlite,postgresql]
                what the order and the chain of hashes cost each write of the log
            streams [--streams 0,250,500,1000] [--changes 200] [--heap 512m]
                what open streams of events cost a server
            start [--rounds 40]
                how long a command takes from its call to its end
            claims [--issues 10000] [--agents 64] [--processes 6] [--runs 1] [--from pool|delegates]
                   [--databases sqlite,postgresql] [--seed 1] [--file beads.jsonl] [--limit 1800]
                agents that work while servers and agents are killed\
            """;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        // The server's own, which lies on the class path too, logs each request.
        System.setProperty("logback.configurationFile", "bench-logback.xml");
        String[] rest = arguments.length == 0 ? arguments : tail(arguments);
        try {
            switch (arguments.length == 0 ? "" : arguments[0]) {
                case "log" -> LogBench.run(Options.parse(rest));
                case "claims" -> ClaimBench.run(Options.parse(rest));
                case "start" -> StartBench.run(Options.parse(rest));
                case "streams" -> StreamBench.run(Options.parse(rest));
                default -> throw new IllegalArgumentException("What to measure:\n\n" + USAGE);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static String[] tail(String[] arguments) {
        return Arrays.copyOfRange(arguments, 1, arguments.length);
    }
}
