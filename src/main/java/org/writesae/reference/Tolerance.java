package org.writesae.reference;

import java.util.OptionalDouble;

/**
 * How far apart two values may lie: the limits of {@link ValueKind}, or others in their place for every
 * number that is not a count.
 *
 * @param relative in place of each kind's relative limit, if present
 * @param absolute in place of each kind's absolute limit, if present
 */
public record Tolerance(OptionalDouble relative, OptionalDouble absolute) {

    /** The limits of each kind. */
    public static final Tolerance BY_KIND = new Tolerance(OptionalDouble.empty(), OptionalDouble.empty());
    /** A rate moves by 1/n per firing that changed sides; its interval, or 2p − 1, by a few times that. */
    private static final double RATE_PER_FLIP = 4;

    /**
     * The largest |actual − expected| that passes.
     *
     * @param firings n_firings beside the value, 0 if nothing says
     */
    double limit(ValueKind kind, String key, double expected, Drift drift, int firings) {
        if (kind == ValueKind.COUNT) {
            return key.matches("n_(wins|ties|failures)") ? drift.flips() : 0;
        }
        boolean settled = (kind == ValueKind.RANK || kind == ValueKind.PROBABILITY) && !drift.moved();
        ValueKind limits = settled ? ValueKind.NUMBER : kind;
        double ofRelative = relative.orElse(limits.relative()) * Math.abs(expected);
        double ofAbsolute = absolute.orElse(limits.absolute());
        if (limits == ValueKind.PROBABILITY && relative.isEmpty() && absolute.isEmpty()) {
            return magnitude(expected);
        }
        double ofFlips = kind == ValueKind.RATE && firings > 0 ? RATE_PER_FLIP * drift.flips() / firings : 0;
        return Math.max(ofRelative, ofAbsolute) + ofFlips;
    }

    /** What |p − p'| may be for log10 p to stay within 10⁻³ (1 + |log10 p|). */
    private static double magnitude(double p) {
        if (p == 0) {
            return Double.MIN_NORMAL;
        }
        double decades = 1e-3 * (1 + Math.abs(Math.log10(p)));
        return p * (Math.pow(10, decades) - 1);
    }
}
