package praisonai.platform.cli;

/** What the exit codes mean; {@code platform --help} says the same. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INPUT = 3;
    static final int DATABASE = 4;
    static final int REFUSED = 5;
    static final int BROKEN = 6;

    private Exit() {}
}
