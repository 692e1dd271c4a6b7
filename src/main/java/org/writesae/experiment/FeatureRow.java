package org.writesae.experiment;

import java.util.List;

import org.writesae.stats.Interval;
import org.writesae.stats.ProportionInterval;

/**
 * The replacement test of one feature alone; medians in nats.
 *
 * @param winRateCi Wilson interval, z = 1.96
 * @param strictChain share of firings with KL_atom &lt; KL_delete &lt; KL_random
 */
public record FeatureRow(int layer, int head, int featureId, int nFirings, int wins, double winRate,
        Interval winRateCi, double medianAtom, double medianDelete, double medianRandom, double strictChain) {

    /** @param firings at least one, all of one feature, layer and head */
    static FeatureRow of(List<SubstitutionRecord> firings) {
        SubstitutionRecord first = firings.get(0);
        int n = firings.size();
        int wins = SubstitutionSummary.count(firings, SubstitutionRecord::atomWins);
        return new FeatureRow(first.layer(), first.head(), first.featureId(), n, wins, (double) wins / n,
                ProportionInterval.wilson(wins, n),
                SubstitutionSummary.median(firings, SubstitutionRecord::klAtom),
                SubstitutionSummary.median(firings, SubstitutionRecord::klDelete),
                SubstitutionSummary.median(firings, SubstitutionRecord::klRandom),
                (double) SubstitutionSummary.count(firings, SubstitutionRecord::isStrictChain) / n);
    }
}
