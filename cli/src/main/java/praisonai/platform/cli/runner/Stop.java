package praisonai.platform.cli.runner;

/** Why a command is to stop before its end. */
record Stop(Kind kind, String why) {
    enum Kind {
        /** Somebody else may have the issue now: nothing more may be said about it. */
        LEASE_LOST,
        /** A person asked for it, or took the issue away. */
        CANCELLED,
        /** The runner is to end. */
        DRAINED
    }
}
