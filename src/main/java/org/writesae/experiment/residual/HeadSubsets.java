package org.writesae.experiment.residual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.commons.math3.util.CombinatoricsUtils;

import org.writesae.stats.NumpyGenerator;

/** Different random subsets of heads, drawn as upstream does: again and again, until there are enough. */
final class HeadSubsets {
    private HeadSubsets() {
    }

    /**
     * Subsets of k of {@code heads} places. Where there are no more than asked for, upstream would never end: all of them then,
     * in order, without a draw.
     */
    static List<List<Integer>> draw(NumpyGenerator random, int heads, int k, int count) {
        if (CombinatoricsUtils.binomialCoefficientDouble(heads, k) <= count) {
            List<List<Integer>> all = new ArrayList<>();
            CombinatoricsUtils.combinationsIterator(heads, k).forEachRemaining(some -> all.add(IntStream.of(some).boxed().toList()));
            return all;
        }
        List<List<Integer>> found = new ArrayList<>();
        while (found.size() < count) {
            List<Integer> some = Arrays.stream(random.choice(heads, k)).sorted().boxed().toList();
            if (!found.contains(some)) {
                found.add(some);
            }
        }
        return found;
    }
}
