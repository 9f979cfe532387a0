package praisonai.platform.cli.runner;

/** The command can't be started here, whatever the issue: there is no use in claiming more. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotStart(String message) {
        super(message);
    }
}
