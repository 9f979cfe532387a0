package praisonai.platform.apikey;

import praisonai.platform.json.Doc;

/** An API key that was just made, with the key itself, which is shown now and never again. */
public record CreatedApiKey(
        @Doc("The API key.") ApiKey apiKey,
        @Doc(
                        value = "The key: send it as `Authorization: Bearer …`. Shown this once.",
                        example = "praisonai_Zk3v9A…")
                String key) {
    /** Without the key. */
    @Override
    public String toString() {
        return "CreatedApiKey[" + apiKey.id() + "]";
    }
}
