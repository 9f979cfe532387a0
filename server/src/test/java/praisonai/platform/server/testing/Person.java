package praisonai.platform.server.testing;

import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.SignedIn;

/**
 * A person with an account, signed in; or, without an email address, an agent. Thread-safe.
 *
 * @param id the account, or the agent
 * @param token the bearer token of this sign-in, or the agent's API key
 */
public record Person(TestServer server, String id, String email, String token) {
    /** Everybody's password. */
    public static final String PASSWORD = "correct horse battery staple";

    static Person register(TestServer server, String name) {
        String email = name + "@example.org";
        return of(server, email, server.typed(null).register(email, PASSWORD, null).send());
    }

    /** The same person, signed in once more. Costs a password check. */
    public Person again() {
        return of(server, email, server.typed(null).login(email, PASSWORD).send());
    }

    private static Person of(TestServer server, String email, SignedIn signedIn) {
        return new Person(server, signedIn.user().id(), email, signedIn.token());
    }

    /** Whether it is an agent. */
    public boolean isAgent() {
        return email.isEmpty();
    }

    /** Calls as this person. */
    public Client http() {
        return server.bearing(token);
    }

    /** Calls as this person, by the typed client; closed with the server. */
    public PlatformClient client() {
        return server.typed(token);
    }

    /** The session that the token is of. */
    public String sessionId() {
        return Token.claims(token).path("sid").textValue();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return email;
    }
}
