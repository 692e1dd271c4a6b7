package org.writesae.experiment;

import org.writesae.stats.CliffsDelta;
import org.writesae.stats.PairedDominance;
import org.writesae.stats.SignFlipTest;
import org.writesae.stats.WilcoxonSignedRank;

/**
 * Tests of KL_atom against KL_delete over the same firings.
 *
 * @param wilcoxon paired signed-rank test
 * @param permutationP two-sided sign-flip test of the paired differences, {@link #FLIPS} flips
 * @param dominance 2p − 1 with p the win rate: what the paper calls Cliff's δ (check C10)
 * @param cliffsDelta Cliff's δ proper, over all pairs of firings; positive where deletion is farther away
 */
public record PairedTests(WilcoxonSignedRank wilcoxon, double permutationP, double dominance, double cliffsDelta) {

    /** Sign flips of the permutation test, as in App G. */
    public static final int FLIPS = 10_000;

    static PairedTests of(double[] atom, double[] delete, int wins, int seed) {
        double[] differences = new double[atom.length];
        for (int i = 0; i < atom.length; i++) {
            differences[i] = delete[i] - atom[i];
        }
        return new PairedTests(WilcoxonSignedRank.of(atom, delete), SignFlipTest.pValue(differences, FLIPS, seed),
                PairedDominance.of(wins, atom.length), CliffsDelta.of(delete, atom));
    }
}
