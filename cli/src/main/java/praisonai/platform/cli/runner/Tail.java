package praisonai.platform.cli.runner;

/** The end of a text that comes in parts. Thread-safe. */
final class Tail {
    private final int most;
    private final StringBuilder text = new StringBuilder();

    /** Keeps so many characters. */
    Tail(int most) {
        this.most = most;
    }

    synchronized void add(String more) {
        text.append(more);
        int over = text.length() - most;
        if (over > 0) {
            if (Character.isLowSurrogate(text.charAt(over))) {
                over++;
            }
            text.delete(0, over);
        }
    }

    @Override
    public synchronized String toString() {
        return text.toString().replace('\0', '\uFFFD');
    }
}
