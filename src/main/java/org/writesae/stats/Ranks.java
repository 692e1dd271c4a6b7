package org.writesae.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/** Ranks 1 … n of a sample, ties sharing their mean rank. */
public final class Ranks {

    private Ranks() {
    }

    /** The rank of each value; 0 and −0 are tied, NaN is refused. */
    public static double[] of(double[] values) {
        Moments.requireNumbers(values);
        // The library puts −0 below 0; added to 0 it is 0.
        double[] numbers = Arrays.stream(values).map(value -> value + 0.0).toArray();
        return new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(numbers);
    }

    /** The places of the values in ascending order; equal values stay in the order of their places. */
    public static int[] order(double[] values) {
        return IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue).toArray();
    }

    /** Σ (t³ − t) over the groups of t equal ranks. */
    static double tieTerm(double[] ranks) {
        double[] sorted = ranks.clone();
        Arrays.sort(sorted);
        double term = 0;
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[start]) {
                double tied = i - start;
                term += tied * tied * tied - tied;
                start = i;
            }
        }
        return term;
    }
}
