package org.writesae.tornado;

import uk.ac.manchester.tornado.api.KernelContext;

/** The largest of many numbers, found by the threads of a group together. */
final class GroupMaximum {
    private GroupMaximum() {
    }

    /**
     * The largest of {@code count} values from {@code first} on, for every thread. It passes over NaN, and is either zero
     * where the largest are zeros of both signs. Thread n reads the values n, n + {@code threads}, … from {@code first}
     * on, so those that it wrote itself need no barrier before.
     *
     * @param threads of the group, a constant
     */
    static double of(KernelContext context, int thread, int threads, double[] values, int first, int count) {
        double[] tops = context.allocateDoubleLocalArray(threads);
        double top = Double.NEGATIVE_INFINITY;
        for (int n = thread; n < count; n += threads) {
            double value = values[first + n];
            top = value > top ? value : top;
        }
        tops[thread] = top;
        context.localBarrier();
        for (int n = 0; n < threads; n++) {
            double other = tops[n];
            top = other > top ? other : top;
        }
        return top;
    }
}
