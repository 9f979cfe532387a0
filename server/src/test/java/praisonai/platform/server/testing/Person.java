package praisonai.platform.server.testing;

import java.util.Map;
import praisonai.platform.client.PlatformClient;

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
        Answer answer =
                server.anonymous()
                        .post("/api/v1/auth/register", Map.of("email", email, "password", PASSWORD))
                        .expect(201);
        return new Person(
                server, answer.json().at("/user/id").textValue(), email, answer.text("token"));
    }

    /** The same person, signed in once more. Costs a password check. */
    public Person again() {
        Answer answer =
                server.anonymous()
                        .post("/api/v1/auth/login", Map.of("email", email, "password", PASSWORD))
                        .expect(200);
        return new Person(server, id, email, answer.text("token"));
    }

    /** Whether it is an agent. */
    public boolean isAgent() {
        return email.isEmpty();
    }

    /** Calls as this person. */
    public Client http() {
        return server.bearing(token);
    }

    /** Calls as this person, by the typed client, where all goes well. */
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
