package praisonai.platform.server;

/**
 * The server can't start as configured. The message is one sentence or two for whoever started it:
 * it names the setting and what was expected, and never holds a secret.
 */
public final class BadConfig extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadConfig(String message) {
        super(message);
    }

    /** A setting with a value that can't be. */
    static BadConfig expected(Option option, String expected) {
        return new BadConfig(
                option.name() + " (or " + option.flag() + ") must be " + expected + ".");
    }
}
