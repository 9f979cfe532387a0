package praisonai.platform.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;

/** The address that a webhook sends to. */
public final class WebhookUrl {
    /** Characters of a URL. */
    static final int MAX = 2_000;

    private static final String FIELD = "url";

    private WebhookUrl() {}

    /** Checks the shape: http or https, a host, no user name or password, no fragment. */
    static String check(Check check, String url) {
        String stripped = check.name(FIELD, url, MAX);
        if (!stripped.isEmpty() && !isWellFormed(stripped)) {
            check.wrong(
                    FIELD,
                    "must be an http or https URL such as https://example.org/hook, with a host in"
                            + " ASCII, without user name, password and fragment");
        }
        return stripped;
    }

    private static boolean isWellFormed(String url) {
        try {
            URI uri = new URI(url);
            boolean http =
                    "http".equalsIgnoreCase(uri.getScheme())
                            || "https".equalsIgnoreCase(uri.getScheme());
            return http
                    && uri.getRawAuthority() != null
                    && uri.getRawAuthority().indexOf('@') < 0
                    && uri.getRawFragment() == null
                    && url.chars().allMatch(c -> c > ' ' && c < 127)
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535
                    // An IPv4 address in an unusual form is none to Java: the guard refuses it.
                    && !host(uri).isEmpty();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Checks where the URL leads at this moment. Asks the name service, so not to be called in a
     * transaction.
     *
     * @throws Problem.Invalid when the host is unknown or leads to where nothing is sent
     */
    static void checkAddress(String url, AddressGuard guard) {
        try {
            guard.resolve(host(URI.create(url)));
        } catch (UnknownHostException e) {
            throw new Problem.Invalid(
                    FIELD, "must name a host that can be found; this one can't be resolved");
        } catch (AddressGuard.Refused e) {
            throw new Problem.Invalid(
                    FIELD,
                    "must lead to a public address; its host "
                            + e.getMessage()
                            + " (PLATFORM_WEBHOOK_ALLOW_PRIVATE=true allows addresses that are not"
                            + " public)");
        }
    }

    /** Host of a well-formed URL, without brackets. */
    private static String host(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            host = authority.replaceFirst(":[0-9]*$", "");
            // What Java does not take for a host can still be one that others do.
            return host.matches("[0-9A-Za-z.-]+") ? host : "";
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Scheme, host and port: as much of a URL as every member may see, since the rest of it is
     * often a secret.
     */
    static String origin(String url) {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
