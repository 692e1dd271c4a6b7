package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sees the right slices in wrong places along an axis: off by one, or in another order. */
final class SliceOrder {
    /** Longer axes would take long, and the listing of their order would say little. */
    private static final int LONGEST = 256;
    private static final int LONGEST_LIST = 16;

    private final TensorVerdict verdict;
    private final Wanted wanted;
    private final int axis;
    private final int length;
    private final int inner;

    private SliceOrder(TensorVerdict verdict, int axis) {
        this.verdict = verdict;
        this.wanted = verdict.wanted();
        this.axis = axis;
        this.length = (int) wanted.shape()[axis];
        this.inner = (int) Arrays.stream(wanted.shape(), axis + 1, wanted.shape().length).reduce(1, (a, b) -> a * b);
    }

    static List<Finding> of(TensorVerdict verdict) {
        List<Finding> findings = new ArrayList<>();
        for (int axis = 0; axis < verdict.wanted().shape().length; axis++) {
            new SliceOrder(verdict, axis).find(findings);
        }
        return findings;
    }

    private void find(List<Finding> findings) {
        if (length < 2 || length > LONGEST || verdict.actual().length < 2 * length) {
            return;
        }
        double before = length < 3 ? Double.POSITIVE_INFINITY : shifted(-1);
        double after = length < 3 ? Double.POSITIVE_INFINITY : shifted(1);
        if (closeness(Math.min(before, after)).tells()) {
            findings.add(new Finding(wanted.name(), Finding.Kind.SHIFT, "off by one along axis " + axis
                    + ": each place holds the right values of the one " + (before < after ? "before" : "after") + " it",
                    closeness(Math.min(before, after))));
            return;
        }
        int[] order = new int[length];
        double left = 0;
        for (int i = 0; i < length && closeness(left).tells(); i++) {
            order[i] = nearest(i);
            left = Math.max(left, distance(i, order[i]));
        }
        if (closeness(left).tells()) {
            findings.add(new Finding(wanted.name(), Finding.Kind.ORDER, "the right values, along axis " + axis + " in the order "
                    + text(order), closeness(left)));
        }
    }

    /** Distance where every place is compared with its neighbour; places without one are left out. */
    private double shifted(int by) {
        double left = 0;
        for (int i = Math.max(0, -by); i < length - Math.max(0, by); i++) {
            left = Math.max(left, distance(i, i + by));
        }
        return left;
    }

    private Closeness closeness(double left) {
        return verdict.closeness(left, left);
    }

    private int nearest(int place) {
        int best = place;
        double least = distance(place, place);
        for (int other = 0; other < length && least > verdict.limit(); other++) {
            double here = distance(place, other);
            if (here < least) {
                best = other;
                least = here;
            }
        }
        return best;
    }

    /** Largest distance of the actual slice from another place's expected slice. */
    private double distance(int actualPlace, int expectedPlace) {
        double most = 0;
        for (int block = 0; block < wanted.expected().length; block += inner * length) {
            for (int i = 0; i < inner; i++) {
                most = Math.max(most, wanted.yardstick().distance(wanted.expected()[block + expectedPlace * inner + i],
                        verdict.actual()[block + actualPlace * inner + i]));
            }
        }
        return most;
    }

    private static String text(int[] order) {
        String shown = Arrays.toString(Arrays.copyOf(order, Math.min(order.length, LONGEST_LIST)));
        return order.length <= LONGEST_LIST ? shown : shown.replace("]", ", …]");
    }
}
