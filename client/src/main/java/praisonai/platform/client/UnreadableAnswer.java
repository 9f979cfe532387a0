package praisonai.platform.client;

/** The server's answer is not what its API says: most likely it is no server of this platform. */
public final class UnreadableAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableAnswer(Exception cause) {
        super("the server answered what this client can't read", cause);
    }
}
