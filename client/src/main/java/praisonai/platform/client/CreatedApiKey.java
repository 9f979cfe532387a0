package praisonai.platform.client;

/** An API key that was just made, with the key itself, which is shown this once. */
public record CreatedApiKey(ApiKey apiKey, String key) {
    /** Without the key. */
    @Override
    public String toString() {
        return "CreatedApiKey[" + apiKey.id() + "]";
    }
}
