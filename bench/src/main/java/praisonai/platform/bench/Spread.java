package praisonai.platform.bench;

import java.util.List;
import java.util.Locale;

/**
 * Several measurements of the same: the median, the quartiles about it, and what one in ten is
 * above.
 */
record Spread(double median, double lower, double upper, double best) {
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75), at(sorted, 0.9));
    }

    private static double at(List<Double> sorted, double share) {
        double place = share * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }

    /** As a rate, without fractions. */
    String rate() {
        return String.format(Locale.ROOT, "%,.0f", median);
    }

    /** As a ratio, with the quartiles. */
    String ratio() {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, lower, upper);
    }
}
