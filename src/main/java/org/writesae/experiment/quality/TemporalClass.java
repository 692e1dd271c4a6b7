package org.writesae.experiment.quality;

import java.util.Arrays;

/** How a feature's mean activation runs through a text, by upstream's rules, the first that holds (E41). */
public enum TemporalClass {
    /** Above half of its largest value everywhere. */
    PERSISTENT("persistent"),
    /** Largest in the first third, below 0.3 in the last quarter. */
    TRANSIENT_EARLY("transient_early"),
    /** Below 0.3 in the first quarter, above 0.7 in the last. */
    LATE_EMERGING("late_emerging"),
    /** No step down of more than 0.05, more than half at the end. */
    MONOTONIC_GROWTH("monotonic_growth"),
    /** From above 0.8 to below 0.2, and higher in the middle than in the last quarter. */
    TRANSIENT("transient"),
    OTHER("other");

    private static final double EARLY = 0.33;
    private static final double LOW = 0.3;

    private final String label;

    TemporalClass(String label) {
        this.label = label;
    }

    /** Upstream's name. */
    public String label() {
        return label;
    }

    /** @param curve mean activation at each position, over the largest of them; at least one */
    public static TemporalClass of(double[] curve) {
        int quarter = curve.length / 4;
        double least = Arrays.stream(curve).min().orElseThrow();
        double last = quarter == 0 ? curve[curve.length - 1] : mean(curve, curve.length - quarter, curve.length);
        double first = quarter == 0 ? curve[0] : mean(curve, 0, quarter);
        double middle = quarter == 0 ? curve[curve.length / 2] : mean(curve, quarter, 3 * curve.length / 4);
        if (least > 0.5) {
            return PERSISTENT;
        }
        if (peak(curve) < EARLY && last < LOW) {
            return TRANSIENT_EARLY;
        }
        if (first < LOW && last > 0.7) {
            return LATE_EMERGING;
        }
        if (grows(curve) && curve[curve.length - 1] > 0.5) {
            return MONOTONIC_GROWTH;
        }
        return largest(curve) > 0.8 && least < 0.2 && middle > last ? TRANSIENT : OTHER;
    }

    /** Where the first largest value is: 0 at the first position, 1 at the last. */
    static double peak(double[] curve) {
        int at = 0;
        for (int p = 1; p < curve.length; p++) {
            at = curve[p] > curve[at] ? p : at;
        }
        return (double) at / Math.max(curve.length - 1, 1);
    }

    private static boolean grows(double[] curve) {
        for (int p = 1; p < curve.length; p++) {
            if (!(curve[p] - curve[p - 1] >= -0.05)) {
                return false;
            }
        }
        return true;
    }

    private static double largest(double[] curve) {
        return Arrays.stream(curve).max().orElseThrow();
    }

    private static double mean(double[] curve, int from, int to) {
        return Arrays.stream(curve, from, to).average().orElseThrow();
    }
}
