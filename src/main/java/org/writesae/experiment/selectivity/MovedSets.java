package org.writesae.experiment.selectivity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/** Which tokens a change moves most: the K largest |Δ logit|, of equal ones the lower id. */
final class MovedSets {
    private MovedSets() {
    }

    /**
     * The tokens with the largest changes, largest first.
     *
     * @param changes [vocabulary], |Δ logit|
     * @param most    how many
     */
    static int[] top(double[] changes, int most) {
        Comparator<Integer> weakestFirst = Comparator.<Integer>comparingDouble(v -> changes[v]).thenComparing(Comparator.reverseOrder());
        PriorityQueue<Integer> kept = new PriorityQueue<>(weakestFirst);
        for (int v = 0; v < changes.length; v++) {
            if (kept.size() < most) {
                kept.add(v);
            } else if (changes[v] > changes[kept.element()]) {
                kept.remove();
                kept.add(v);
            }
        }
        return kept.stream().sorted(weakestFirst.reversed()).mapToInt(v -> v).toArray();
    }

    /** 1 − |A ∩ B| / k, A and B being the first k tokens of two orders. */
    static double selectivity(int[] first, int[] second, int k) {
        Set<Integer> shared = new HashSet<>();
        Arrays.stream(first, 0, k).forEach(shared::add);
        return 1 - (double) Arrays.stream(second, 0, k).filter(shared::contains).count() / k;
    }
}
