package praisonai.platform.server;

import java.util.Map;

/** A server in a process of its own, which says where it listens: to be killed. */
public final class ChildServer {
    private ChildServer() {}

    /**
     * Starts it on the database whose URL is the first argument, and on the port that is the
     * second, or any; the environment may say more.
     */
    public static void main(String[] arguments) {
        Server server =
                Server.start(
                        Config.of(
                                System.getenv(),
                                Map.of(
                                        Option.DATABASE_URL,
                                        arguments[0],
                                        Option.PLATFORM_PORT,
                                        arguments.length > 1 ? arguments[1] : "0",
                                        Option.PLATFORM_JWT_SECRET,
                                        RawServer.SECRET,
                                        Option.PLATFORM_DB_POOL,
                                        "6")));
        System.out.println(server.url());
    }
}
