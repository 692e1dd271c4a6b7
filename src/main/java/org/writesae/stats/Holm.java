package org.writesae.stats;

import java.util.Arrays;
import java.util.Comparator;

/** Corrections of p values for the number of tests. */
public final class Holm {

    private Holm() {
    }

    /**
     * Holm's step-down correction: the i-th smallest of m values times m − i + 1, made to rise with p, at most 1.
     *
     * @param p [m], in any order
     * @return [m], in the same order
     */
    public static double[] adjusted(double[] p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        double[] adjusted = new double[p.length];
        double floor = 0;
        for (int i = 0; i < order.length; i++) {
            floor = Math.max(floor, Math.min(1, (order.length - i) * p[order[i]]));
            adjusted[order[i]] = floor;
        }
        return adjusted;
    }

    /** Bonferroni's: p times the number of tests, at most 1. */
    public static double bonferroni(double p, int tests) {
        return Math.min(1, p * tests);
    }
}
