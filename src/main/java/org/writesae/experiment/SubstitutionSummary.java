package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import org.writesae.stats.ClusterBootstrap;
import org.writesae.stats.Interval;
import org.writesae.stats.ProportionInterval;
import org.writesae.stats.Quantile;

/**
 * The statistics of the replacement test over a set of firings (E1). A firing is a win where
 * KL_atom &lt; KL_delete, strictly; ties are losses. Without firings only {@code nFirings} (0) and the empty
 * lists mean anything, the rates are NaN and the rest is null.
 *
 * @param wins firings the atom wins
 * @param ties firings where both divergences are the same double
 * @param winRate wins / nFirings
 * @param winRateCi Wilson interval, z = 1.96
 * @param byFeature cluster bootstrap of the win rate, clusters being features (of one layer and head)
 * @param byPassage the same by passage; null if the records do not say which passage
 * @param atom level of KL_atom, in nats
 * @param delete level of KL_delete
 * @param random level of KL_random
 * @param strictChain share of firings with KL_atom &lt; KL_delete &lt; KL_random
 * @param tests of KL_atom against KL_delete, paired
 * @param deleteRatio KL_delete over KL_atom
 * @param randomRatio KL_random over KL_atom
 * @param features one row per feature, by layer, head and id
 * @param quartiles failures by size of KL_delete, smallest first
 */
public record SubstitutionSummary(int nFirings, int wins, int ties, int nFeatures, int nPassages, double winRate,
        Interval winRateCi, Interval byFeature, Interval byPassage, KlLevel atom, KlLevel delete, KlLevel random,
        double strictChain, PairedTests tests, KlRatio deleteRatio, KlRatio randomRatio, List<FeatureRow> features,
        List<QuartileRow> quartiles) {

    /** Resamples of the cluster bootstrap, as in §3.2. */
    public static final int RESAMPLES = 5_000;

    private static final Comparator<FeatureKey> BY_CELL = Comparator.comparingInt(FeatureKey::layer)
            .thenComparingInt(FeatureKey::head).thenComparingInt(FeatureKey::featureId);

    /** A feature of one layer and head: indices mean nothing across dictionaries. */
    private record FeatureKey(int layer, int head, int featureId) {
        static FeatureKey of(SubstitutionRecord firing) {
            return new FeatureKey(firing.layer(), firing.head(), firing.featureId());
        }
    }

    /** The statistics of these firings; their order does not matter, except to rounding. */
    public static SubstitutionSummary of(List<SubstitutionRecord> firings, int seed) {
        int n = firings.size();
        if (n == 0) {
            return empty();
        }
        Map<FeatureKey, List<SubstitutionRecord>> features = new TreeMap<>(BY_CELL);
        Map<Integer, List<SubstitutionRecord>> passages = new TreeMap<>();
        for (SubstitutionRecord firing : firings) {
            features.computeIfAbsent(FeatureKey.of(firing), key -> new ArrayList<>()).add(firing);
            passages.computeIfAbsent(firing.promptId(), key -> new ArrayList<>()).add(firing);
        }
        boolean passagesKnown = !passages.containsKey(-1);
        int wins = count(firings, SubstitutionRecord::atomWins);
        double[] atom = values(firings, SubstitutionRecord::klAtom);
        double[] delete = values(firings, SubstitutionRecord::klDelete);
        double[] random = values(firings, SubstitutionRecord::klRandom);
        return new SubstitutionSummary(n, wins, count(firings, SubstitutionRecord::isTie), features.size(),
                passagesKnown ? passages.size() : 0, (double) wins / n, ProportionInterval.wilson(wins, n),
                bootstrap(features, seed), passagesKnown ? bootstrap(passages, seed) : null,
                KlLevel.of(atom), KlLevel.of(delete), KlLevel.of(random),
                (double) count(firings, SubstitutionRecord::isStrictChain) / n,
                PairedTests.of(atom, delete, wins, seed), KlRatio.of(delete, atom), KlRatio.of(random, atom),
                features.values().stream().map(FeatureRow::of).toList(), QuartileRow.of(firings));
    }

    public boolean isEmpty() {
        return nFirings == 0;
    }

    private static SubstitutionSummary empty() {
        double none = Double.NaN;
        return new SubstitutionSummary(0, 0, 0, 0, 0, none, null, null, null, null, null, null, none, null, null, null,
                List.of(), List.of());
    }

    private static <K> Interval bootstrap(Map<K, List<SubstitutionRecord>> clusters, int seed) {
        int[] wins = clusters.values().stream().mapToInt(c -> count(c, SubstitutionRecord::atomWins)).toArray();
        int[] sizes = clusters.values().stream().mapToInt(List::size).toArray();
        return ClusterBootstrap.rate(wins, sizes, RESAMPLES, seed);
    }

    static int count(List<SubstitutionRecord> firings, Predicate<SubstitutionRecord> property) {
        return (int) firings.stream().filter(property).count();
    }

    static double[] values(List<SubstitutionRecord> firings, ToDoubleFunction<SubstitutionRecord> field) {
        return firings.stream().mapToDouble(field).toArray();
    }

    static double median(List<SubstitutionRecord> firings, ToDoubleFunction<SubstitutionRecord> field) {
        return Quantile.median(values(firings, field));
    }
}
