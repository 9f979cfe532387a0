package praisonai.platform.server.mcp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.server.http.Kind;
import praisonai.platform.server.http.Refusal;

/**
 * Refuses what a page of somebody else's sends through a browser. A page can have its own name lead
 * to this machine (DNS rebinding), so where the server listens for this machine only, the name that
 * it is called by is checked too. Thread-safe.
 */
final class Origins {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean onlyThisMachine;
    private final @Nullable String publicHost;

    /**
     * @param listensOn the address that the server listens on
     * @param publicUrl where people reach it; empty where unknown
     */
    Origins(String listensOn, String publicUrl) {
        onlyThisMachine =
                isThisMachine(listensOn.contains(":") ? "[" + listensOn + "]" : listensOn);
        publicHost = host(publicUrl);
    }

    /**
     * @param origin the header Origin, which browsers send; null where there is none
     * @param host the header Host
     * @throws Refusal when one of them is another server's
     */
    void check(@Nullable String origin, @Nullable String host) {
        if (origin != null && !isOurs(host(origin))) {
            throw refusal("Origin");
        }
        if (onlyThisMachine && host != null && !isOurs(host("http://" + host))) {
            throw refusal("Host");
        }
    }

    private static Refusal refusal(String header) {
        return new Refusal(
                Kind.FORBIDDEN,
                header,
                "must be this machine's or that of PLATFORM_PUBLIC_URL, which its operator sets");
    }

    private boolean isOurs(@Nullable String host) {
        return host != null && (isThisMachine(host) || host.equalsIgnoreCase(publicHost));
    }

    private static boolean isThisMachine(String host) {
        return THIS_MACHINE.stream().anyMatch(host::equalsIgnoreCase);
    }

    private static @Nullable String host(String url) {
        try {
            return new URI(url).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
