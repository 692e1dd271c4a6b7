package org.writesae.stats;

import java.util.Arrays;

/** Cliff's δ of two independent samples: P(X > Y) − P(X < Y) over all n·m pairs of one from each. */
public final class CliffsDelta {

    private CliffsDelta() {
    }

    /** δ in [−1, 1]; positive where x tends to be larger. Both samples hold at least one value. */
    public static double of(double[] x, double[] y) {
        if (x.length == 0 || y.length == 0) {
            throw new IllegalArgumentException("Cliff's delta of " + x.length + " and " + y.length + " values");
        }
        Moments.requireNumbers(x);
        Moments.requireNumbers(y);
        double[] ascending = y.clone();
        Arrays.sort(ascending);
        long balance = 0;
        for (double value : x) {
            long smaller = countBelow(ascending, value, false);
            long larger = ascending.length - countBelow(ascending, value, true);
            balance += smaller - larger;
        }
        return (double) balance / ((double) x.length * y.length);
    }

    /** How many of the sorted values are below the bound (or equal to it, where asked). */
    private static int countBelow(double[] ascending, double bound, boolean orEqual) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean inside = orEqual ? ascending[middle] <= bound : ascending[middle] < bound;
            if (inside) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
