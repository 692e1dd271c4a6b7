package org.writesae.experiment.selectivity;

import java.util.List;

import org.writesae.io.InputException;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/**
 * How selectivity is measured.
 *
 * @param features features of each cell, the most often strongest
 * @param cap      firings of each, the first ones
 * @param epsilon  ε of ε A
 * @param sizes    K of the top-K sets
 * @param seed     of the random controls
 */
public record SelectivityPlan(int features, int cap, double epsilon, List<Integer> sizes, int seed) {
    /** The K of the paper's sweep. */
    public static final List<Integer> SIZES = List.of(1, 5, 10, 20, 30, 32);

    public SelectivityPlan {
        sizes = List.copyOf(sizes);
        requireAtLeast(1, "--features-per-cell", features);
        requireAtLeast(1, "--cap", cap);
        require(Double.isFinite(epsilon) && epsilon != 0, "--epsilon " + epsilon + ": a number other than 0 was expected");
        require(!sizes.isEmpty() && sizes.stream().allMatch(k -> k > 0) && sizes.stream().distinct().count() == sizes.size(),
                "--k " + sizes + ": different numbers of at least 1 were expected");
        requireAtLeast(0, "--seed", seed);
    }

    /** @throws InputException if a set would have more tokens than there are */
    public void requireVocabulary(int vocabulary) {
        require(sizes.stream().allMatch(k -> k <= vocabulary), "--k " + sizes + ": the vocabulary has " + vocabulary + " tokens");
    }
}
