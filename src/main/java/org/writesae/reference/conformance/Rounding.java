package org.writesae.reference.conformance;

import java.util.List;

/** Sees values that were rounded to a type of 16 bits. */
final class Rounding {
    /** Half a unit in the last place, and a little for the float32 value that was rounded. */
    private static final double HALF = 0.51;

    private Rounding() {
    }

    /** The type that holds all values, if the right ones are mostly not of that type. */
    static List<Finding> of(TensorVerdict verdict) {
        for (SixteenBits type : SixteenBits.values()) {
            if (holdsAll(type, verdict.actual()) && share(type, verdict.wanted().expected()) < 0.5) {
                return List.of(finding(type, verdict));
            }
        }
        return List.of();
    }

    private static Finding finding(SixteenBits type, TensorVerdict verdict) {
        double[] expected = verdict.wanted().expected();
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.abs(verdict.actual()[i] - expected[i]) / type.unit(expected[i]);
            most = Math.max(most, Double.isNaN(off) ? Double.POSITIVE_INFINITY : off);
        }
        String text = most <= HALF ? "the right values, rounded to " + type.text()
                : "all values are " + type.text() + " numbers";
        return new Finding(verdict.wanted().name(), Finding.Kind.ROUNDED, text, null);
    }

    private static boolean holdsAll(SixteenBits type, double[] values) {
        return share(type, values) == 1;
    }

    private static double share(SixteenBits type, double[] values) {
        int held = 0;
        for (double value : values) {
            held += type.holds(value) ? 1 : 0;
        }
        return values.length == 0 ? 0 : (double) held / values.length;
    }
}
