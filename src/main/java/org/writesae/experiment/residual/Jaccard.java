package org.writesae.experiment.residual;

import java.util.BitSet;

/** Overlap of two sets of features. */
final class Jaccard {
    private Jaccard() {
    }

    /** |A ∩ B| / |A ∪ B|; 0 for two empty sets. */
    static double of(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        int either = a.cardinality() + b.cardinality() - both.cardinality();
        return (double) both.cardinality() / Math.max(either, 1);
    }

    /** What upstream takes for that of random sets of these sizes among {@code all}: of the expected intersection. */
    static double expected(int sizeA, int sizeB, int all) {
        double both = (double) sizeA * sizeB / Math.max(all, 1);
        double either = sizeA + sizeB - both;
        return either <= 0 ? 0 : both / either;
    }

    static BitSet complement(BitSet set, int all) {
        BitSet rest = (BitSet) set.clone();
        rest.flip(0, all);
        return rest;
    }
}
