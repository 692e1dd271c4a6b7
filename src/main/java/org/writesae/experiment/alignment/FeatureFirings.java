package org.writesae.experiment.alignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The firings of one feature, the strongest first; of equal ones the earlier.
 *
 * @param feature index of the atom
 * @param firings its firings
 */
public record FeatureFirings(int feature, List<Firing> firings) {

    /**
     * A firing.
     *
     * @param activation a_i, above 0
     * @param key        signed cosine of the key factors of atom and write
     * @param value      signed cosine of their value factors
     */
    public record Firing(double activation, double key, double value) {
    }

    /** @param firings in any order of activations, in order of sequence and token */
    public FeatureFirings(int feature, List<Firing> firings) {
        this.feature = feature;
        List<Firing> sorted = new ArrayList<>(firings);
        sorted.sort(Comparator.comparingDouble((Firing firing) -> -firing.activation()));
        this.firings = List.copyOf(sorted);
    }

    /** The {@code most} strongest, or all with 0. */
    List<Firing> strongest(int most) {
        return most == 0 ? firings : firings.subList(0, Math.min(most, firings.size()));
    }

    /** Whether it fires at all. */
    public boolean isAlive() {
        return !firings.isEmpty();
    }

    /** Means over the strongest firings. */
    public AlignmentScores scores(int most) {
        return AlignmentScores.of(strongest(most));
    }
}
