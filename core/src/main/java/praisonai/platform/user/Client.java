package praisonai.platform.user;

import org.jspecify.annotations.Nullable;

/**
 * Where a sign-in comes from.
 *
 * @param address the network address, by which attempts are limited
 * @param userAgent what the client calls itself, shown in the list of sign-ins; cut to 300
 *     characters
 */
public record Client(String address, @Nullable String userAgent) {
    private static final int MAX = 300;

    public Client {
        address = cut(address);
        userAgent = userAgent == null ? null : cut(userAgent);
    }

    private static String cut(String text) {
        String clean =
                text.codePoints()
                        .filter(c -> c >= ' ' && c < 0xD800)
                        .limit(MAX)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return clean;
    }
}
