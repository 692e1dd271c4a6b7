package org.writesae.stats;

/**
 * The paired dominance 2p − 1, p the share of pairs with x &lt; y; a tie counts as a loss. The paper prints
 * this as "Cliff's δ" (0.825 = 2 · 1689/1851 − 1, check C10), which it is not: see {@link CliffsDelta}.
 */
public final class PairedDominance {

    private PairedDominance() {
    }

    /** 2 wins / n − 1, in [−1, 1]. */
    public static double of(int wins, int n) {
        if (n < 1 || wins < 0 || wins > n) {
            throw new IllegalArgumentException(wins + " wins of " + n);
        }
        return 2.0 * wins / n - 1;
    }
}
