package org.writesae.stats;

import java.util.Arrays;

/** The split of some samples that leaves the least Gini impurity, feature by feature. */
final class SplitSearch {
    /** Closer values count as one, as in scikit-learn. */
    private static final float SAME = 1e-7f;

    private final boolean[] positive;
    private final int[] weight;
    private final int leaf;
    private GiniCounts all;
    private int feature;
    private double threshold;
    private double best;

    /** @param leaf fewest samples on a side */
    SplitSearch(boolean[] positive, int[] weight, int leaf) {
        this.positive = positive;
        this.weight = weight;
        this.leaf = leaf;
    }

    void begin(GiniCounts counts) {
        all = counts;
        feature = -1;
        best = Double.NEGATIVE_INFINITY;
    }

    /** −1 if nothing was found. */
    int feature() {
        return feature;
    }

    double threshold() {
        return threshold;
    }

    /** Looks for a better split. False for a feature that is constant here. */
    boolean look(int candidate, float[] values, int[] samples) {
        long[] sorted = sorted(values, samples);
        int n = sorted.length;
        if (value(sorted[n - 1]) <= value(sorted[0]) + SAME) {
            return false;
        }
        double first = 0;
        double second = 0;
        for (int p = 1; p < n; p++) {
            int passed = (int) sorted[p - 1];
            if (positive[passed]) {
                second += weight[passed];
            } else {
                first += weight[passed];
            }
            float below = value(sorted[p - 1]);
            float here = value(sorted[p]);
            if (here <= below + SAME || p < leaf || n - p < leaf) {
                continue;
            }
            GiniCounts left = new GiniCounts(first, second);
            GiniCounts right = all.without(left);
            double gain = -right.all() * right.impurity() - left.all() * left.impurity();
            if (gain > best) {
                best = gain;
                feature = candidate;
                threshold = below / 2.0 + here / 2.0;
            }
        }
        return true;
    }

    /** Samples by their values: the value's bits, made to sort as integers, above the sample. */
    private static long[] sorted(float[] values, int[] samples) {
        long[] keys = new long[samples.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(values[samples[i]] + 0f);
            keys[i] = (long) (bits ^ bits >> 31 & Integer.MAX_VALUE) << 32 | samples[i];
        }
        Arrays.sort(keys);
        return keys;
    }

    private static float value(long key) {
        int bits = (int) (key >> 32);
        return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }
}
