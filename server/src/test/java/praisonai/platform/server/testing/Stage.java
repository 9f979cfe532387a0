package praisonai.platform.server.testing;

import org.jspecify.annotations.Nullable;

/**
 * A running server and who is on it: two workspaces that have nobody in common, and a stranger to
 * both. Everybody is registered when first asked for. Thread-safe.
 */
public final class Stage {
    private final TestServer server;
    private @Nullable Place ours;
    private @Nullable Place theirs;
    private @Nullable Person stranger;

    Stage(TestServer server) {
        this.server = server;
    }

    public TestServer server() {
        return server;
    }

    /** The workspace that is to be protected. */
    public synchronized Place ours() {
        if (ours == null) {
            ours = Place.make(server, "ours");
        }
        return ours;
    }

    /** The workspace whose people attack, or are attacked from the other side. */
    public synchronized Place theirs() {
        if (theirs == null) {
            theirs = Place.make(server, "theirs");
        }
        return theirs;
    }

    /** Somebody with an account and no workspace. */
    public synchronized Person stranger() {
        if (stranger == null) {
            stranger = server.register("stranger");
        }
        return stranger;
    }
}
