package praisonai.platform.cli;

/** What the exit codes mean; {@code platform --help} and docs/cli.md say the same. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INPUT = 3;
    static final int DATABASE = 4;
    static final int REFUSED = 5;
    static final int BROKEN = 6;
    static final int SIGN_IN = 7;
    static final int NOT_FOUND = 8;
    static final int UNREACHABLE = 9;
    static final int NOTHING = 10;
    static final int LEASE_LOST = 11;

    private Exit() {}
}
