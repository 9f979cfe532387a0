package praisonai.platform.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Several measurements of the same: their median, smallest and largest. */
record Spread(double median, double least, double most) {
    static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }

    /** As a rate, without fractions. */
    String rate() {
        return String.format(Locale.ROOT, "%,.0f", median);
    }

    /** As a ratio, with its range. */
    String ratio() {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, least, most);
    }
}
