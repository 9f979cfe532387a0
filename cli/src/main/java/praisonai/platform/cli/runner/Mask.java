package praisonai.platform.cli.runner;

/**
 * Hides a secret in a text that comes in parts, also where it lies across their borders. Not
 * thread-safe.
 */
final class Mask {
    private final String secret;
    private String held = "";

    Mask(String secret) {
        this.secret = secret;
    }

    /** A whole text without the secret. */
    static String hide(String secret, String text) {
        return text.replace(secret, "***");
    }

    /** What can be shown by now: an end that may be the beginning of the secret is kept back. */
    String add(String part) {
        String text = hide(secret, held + part);
        int keep = Math.min(secret.length() - 1, text.length());
        while (!secret.startsWith(text.substring(text.length() - keep))) {
            keep--;
        }
        held = text.substring(text.length() - keep);
        return text.substring(0, text.length() - keep);
    }

    /** What was kept back, when nothing more comes. */
    String end() {
        String rest = held;
        held = "";
        return rest;
    }
}
