package praisonai.platform.client;

import java.io.IOException;

/**
 * The server can't be reached, or broke off before it answered. Whether a change was made is not
 * known.
 */
public final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswer(String url, IOException cause) {
        super("no answer from " + url + why(cause), cause);
    }

    private static String why(IOException cause) {
        String message = cause.getMessage();
        return switch (cause) {
            case java.net.http.HttpTimeoutException _ -> ": it took too long";
            case java.net.ConnectException _ ->
                    ": the connection was refused or the name is unknown";
            default -> message == null ? "" : ": " + message;
        };
    }
}
