package praisonai.platform.db;

/** Throws what the compiler would not let a callback throw. */
final class Sneaky {
    private Sneaky() {}

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> E asItIs(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
