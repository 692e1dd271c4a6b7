package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sees axes that were exchanged, in the shape or in memory only. */
final class AxisOrder {
    private static final int MOST_AXES = 5;

    private AxisOrder() {
    }

    /** Orders of the axes of the right tensor whose values, one after the other, are those of the tensor. */
    static List<Finding> of(TensorVerdict verdict) {
        Wanted wanted = verdict.wanted();
        List<Finding> findings = new ArrayList<>();
        for (int[] order : orders(wanted.shape().length)) {
            long[] shape = shape(wanted, order);
            Closeness closeness = verdict.closeness(permuted(wanted, order, shape));
            String text = "axes in the order " + Arrays.toString(order) + (Arrays.equals(shape, wanted.shape()) ? ""
                    : " and read as " + wanted.shapeText() + " in the place of " + Wanted.shapeText(shape));
            findings.add(new Finding(wanted.name(), Finding.Kind.AXES, "the right values, " + text, closeness));
        }
        return findings;
    }

    /** For a tensor of another shape than wanted: what makes it right, as the end of a message; empty if nothing does. */
    static String hint(Wanted wanted, long[] shape, double[] actual) {
        if (actual.length != wanted.expected().length) {
            return "";
        }
        double limit = wanted.limit(Arithmetic.of(actual));
        if (wanted.deviation(actual, limit).beyond() == 0) {
            return "; read in that shape it is right";
        }
        for (int[] order : orders(wanted.shape().length)) {
            long[] turned = shape(wanted, order);
            if (Arrays.equals(turned, shape) && wanted.with(permuted(wanted, order, turned)).deviation(actual, limit).beyond() == 0) {
                return "; it has the right values, axes in the order " + Arrays.toString(order);
            }
        }
        return "";
    }

    private static long[] shape(Wanted wanted, int[] order) {
        return Arrays.stream(order).mapToLong(axis -> wanted.shape()[axis]).toArray();
    }

    /** The right tensor with its axes in another order, row-major. */
    private static double[] permuted(Wanted wanted, int[] order, long[] shape) {
        int rank = order.length;
        long[] strides = new long[rank];
        long stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= wanted.shape()[axis];
        }
        double[] values = new double[wanted.expected().length];
        for (int i = 0; i < values.length; i++) {
            long rest = i;
            long from = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += rest % shape[axis] * strides[order[axis]];
                rest /= shape[axis];
            }
            values[i] = wanted.expected()[(int) from];
        }
        return values;
    }

    /** All orders of so many axes but the one they have. */
    private static List<int[]> orders(int rank) {
        List<int[]> orders = new ArrayList<>();
        if (rank >= 2 && rank <= MOST_AXES) {
            extend(orders, new int[rank], 0);
            orders.removeFirst();
        }
        return orders;
    }

    private static void extend(List<int[]> orders, int[] order, int length) {
        if (length == order.length) {
            orders.add(order.clone());
            return;
        }
        for (int axis = 0; axis < order.length; axis++) {
            int next = axis;
            if (Arrays.stream(order, 0, length).noneMatch(taken -> taken == next)) {
                order[length] = axis;
                extend(orders, order, length + 1);
            }
        }
    }
}
