package org.writesae.report;

import java.util.List;

import org.writesae.experiment.PairedTests;
import org.writesae.experiment.SubstitutionSummary;

/** How each number of the report is computed: the wording beside the code that does it. */
final class ReportText {

    static final List<List<String>> METHODS = List.of(
            List.of("Conditions", "At each firing the state after the token is S_t. Native keeps it; deletion takes the "
                    + "native write out, S_t − Δ_nat; the atom takes its place, S_t − Δ_nat + Δ_atom; so does a random "
                    + "write. The model then runs on, and its next-token distribution under each condition is compared "
                    + "with the native one by a KL divergence, in nats."),
            List.of("Win rate", "Share of firings with KL_atom < KL_delete, strictly: ties are losses."),
            List.of("Wilson interval", "95 %, z = 1.96. It treats firings as independent."),
            List.of("Clustered intervals", "Whole features, or whole passages, are drawn with replacement, "
                    + SubstitutionSummary.RESAMPLES + " times; the 2.5 % and 97.5 % quantiles of the pooled rate. The "
                    + "draws are those of NumPy's RandomState with the seed of the run."),
            List.of("Strict chain", "Share of firings with KL_atom < KL_delete < KL_random."),
            List.of("Ratio of medians, median ratio", "The median of one condition over the median of another, against "
                    + "the median over firings of their quotient. The two answer different questions."),
            List.of("Wilcoxon", "Signed-rank test of KL_atom and KL_delete at the same firings, two-sided, normal "
                    + "approximation with tie correction, computed as a logarithm so that it cannot underflow."),
            List.of("Sign flip", "Signs of the paired differences drawn at random " + PairedTests.FLIPS
                    + " times; the share of sums at least as far from zero, both sides. The smallest value it can take "
                    + "is one over " + (PairedTests.FLIPS + 1) + "."),
            List.of("Dominance, Cliff's δ", "Dominance is 2p − 1 with p the win rate, over pairs of the same firing; "
                    + "the paper prints it under the name Cliff's δ. Cliff's δ proper compares every KL_delete with "
                    + "every KL_atom."),
            List.of("Quartiles", "Of KL_delete over all firings shown, by linear interpolation; a bound belongs to the "
                    + "lower quartile."));

    private ReportText() {
    }
}
