package org.writesae.experiment;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.ProportionInterval;
import org.writesae.stats.Quantile;
import org.writesae.stats.WilcoxonSignedRank;

/**
 * The replacement test with atoms beside the same with singular pairs of a flat autoencoder, at the same firings (E14). The
 * paper rescales the singular pair to the norm of the native write and says both that it is of the reconstruction and that it
 * is of the strongest decoder atom, and its atoms have their own amplitude (K32): all of these are here, and the atoms at the
 * norm of the native write too.
 */
public final class FlatComparison {
    /** The dictionary's atoms, in the amplitude that was asked for. */
    public static final String ATOM = "writesae";
    /** The same at the norm of the native write. */
    public static final String MATCHED = "writesae_matched";
    /** The leading singular pair of the flat autoencoder's reconstruction. */
    public static final String RECONSTRUCTION = "flat_reconstruction";
    /** That of its strongest decoder atom. */
    public static final String DECODER_ATOM = "flat_decoder_atom";

    private FlatComparison() {
    }

    /**
     * The statistics of every arm, and of the reconstruction's pair against the atom firing by firing.
     *
     * @param arms by name, each with the same firings in the same order
     */
    public static ObjectNode summary(Map<String, List<SubstitutionRecord>> arms) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        int n = arms.get(ATOM).size();
        summary.put("n_firings", n);
        if (n == 0) {
            return summary;
        }
        arms.forEach((name, records) -> summary.set(name, arm(records)));
        List<SubstitutionRecord> flat = arms.get(RECONSTRUCTION);
        List<SubstitutionRecord> atoms = arms.get(ATOM);
        summary.put("difference_pp", 100 * (rate(atoms) - rate(flat)));
        summary.put("difference_pp_at_equal_norm", 100 * (rate(arms.get(MATCHED)) - rate(flat)));
        int closer = 0;
        for (int f = 0; f < n; f++) {
            closer += flat.get(f).klAtom() < atoms.get(f).klAtom() ? 1 : 0;
        }
        summary.put("share_flat_closer_than_atom", (double) closer / n);
        JsonNumbers.interval(summary, "share_flat_closer_than_atom_ci95", ProportionInterval.wilson(closer, n));
        summary.put("wilcoxon_p_flat_vs_atom", WilcoxonSignedRank.of(divergences(flat), divergences(atoms)).p());
        return summary;
    }

    private static ObjectNode arm(List<SubstitutionRecord> records) {
        int wins = SubstitutionSummary.count(records, SubstitutionRecord::atomWins);
        ObjectNode arm = JsonNodeFactory.instance.objectNode();
        arm.put("n_wins", wins).put("win_rate_vs_ablate", rate(records));
        JsonNumbers.interval(arm, "win_rate_vs_ablate_ci95", ProportionInterval.wilson(wins, records.size()));
        return arm.put("median_kl", Quantile.median(divergences(records))).put("median_cosine",
                SubstitutionSummary.median(records, SubstitutionRecord::cosine));
    }

    private static double rate(List<SubstitutionRecord> records) {
        return (double) SubstitutionSummary.count(records, SubstitutionRecord::atomWins) / records.size();
    }

    private static double[] divergences(List<SubstitutionRecord> records) {
        return SubstitutionSummary.values(records, SubstitutionRecord::klAtom);
    }
}
