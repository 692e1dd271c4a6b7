package org.writesae.experiment.population;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of Table 13: median cosines below 0, from 0, from τ (a register), from 0.20 and from 0.30.
 *
 * @param threshold τ
 */
record CosineBins(double threshold) {
    private static final double MIDDLE = 0.20;
    private static final double HIGH = 0.30;
    static final int COUNT = 5;
    /** The first of those that registers are in. */
    static final int FIRST_REGISTER = 2;

    /** Lower ends of all but the first. */
    List<Double> edges() {
        return List.of(0.0, threshold, MIDDLE, HIGH);
    }

    /** Which one a cosine is in, from 0. */
    int of(double cosine) {
        int bin = 0;
        for (double edge : edges()) {
            bin += cosine >= edge ? 1 : 0;
        }
        return bin;
    }

    /** Bins of some atoms. */
    List<List<AliveAtom>> split(List<AliveAtom> atoms) {
        List<List<AliveAtom>> bins = new ArrayList<>();
        for (int n = 0; n < COUNT; n++) {
            bins.add(new ArrayList<>());
        }
        atoms.forEach(atom -> bins.get(of(atom.cosine())).add(atom));
        return bins;
    }
}
