package org.writesae.reference.conformance;

import java.util.List;
import java.util.Map;

/**
 * How close wrong tensors are to something else than the right values.
 *
 * @param distance largest distance of an element, in the units of what it is compared with
 * @param within   whether that is within the limit
 * @param left     the same in units of the right values
 * @param right    largest distance from the right values
 */
public record Closeness(double distance, boolean within, double left, double right) {
    /** A resemblance is worth naming if it leaves no more than one part in this many of the distance to the right values. */
    private static final double MUCH_CLOSER = 20;
    /** Within the limit, chance is in the way only where the right values are hardly beyond it. */
    private static final double CLOSER = 2;

    /**
     * How close all tensors together are to others.
     *
     * @param verdicts the tensors
     * @param others   by name; perhaps not all, and perhaps only the first elements
     * @return null if none is there, or those that are there are right
     */
    static Closeness of(List<TensorVerdict> verdicts, Map<String, double[]> others) {
        double distance = 0;
        double left = 0;
        double right = 0;
        boolean within = true;
        for (TensorVerdict whole : verdicts) {
            double[] other = others.get(whole.wanted().name());
            if (other != null) {
                Closeness here = whole.first(other.length).closeness(other);
                distance = Math.max(distance, here.distance);
                left = Math.max(left, here.left);
                right = Math.max(right, here.right);
                within &= here.within;
            }
        }
        return right == 0 ? null : new Closeness(distance, within, left, right);
    }

    /** What is left, in whichever units it is more, as a part of the distance to the right values. */
    public double part() {
        return Math.max(distance, left) / right;
    }

    /** Whether the resemblance says something. */
    boolean tells() {
        return within && part() <= 1 / CLOSER || Double.isFinite(right) && part() <= 1 / MUCH_CLOSER;
    }
}
