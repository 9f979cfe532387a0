package praisonai.platform.client;

/** Whether a request that may have arrived can be sent again. */
enum Again {
    /** Twice does the same as once. */
    HARMLESS,
    /** Under an idempotency key the server does it once. */
    KEYED,
    NEVER;

    static Again of(String method) {
        return switch (method) {
            case "GET" -> HARMLESS;
            case "POST" -> KEYED;
            default -> NEVER;
        };
    }
}
