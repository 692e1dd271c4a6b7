package org.writesae.reference.conformance;

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

    /** What is left, as a part of the distance to the right values. */
    public double part() {
        return left / right;
    }

    /** Whether the resemblance says something. */
    boolean tells() {
        return within || part() <= 1 / MUCH_CLOSER;
    }
}
