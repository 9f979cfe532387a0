package praisonai.platform.cli;

/** A command can't do what it was asked to, for a reason to tell in a line. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;

    Failure(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    int exit() {
        return exit;
    }
}
