package org.writesae.experiment.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.ClusterBootstrap;
import org.writesae.stats.Interval;
import org.writesae.stats.Quantile;

/**
 * What some trials of one magnitude come to. The trials of a prompt and target differ only in where the edit stands and
 * share one unedited continuation, so intervals are by (prompt, target).
 */
final class InstallRates {
    static final int RESAMPLES = 10_000;
    private final List<Trial> trials;
    private final Map<List<Integer>, List<Trial>> pairs = new LinkedHashMap<>();

    /** @param trials at least one, all of the same magnitude */
    InstallRates(List<Trial> trials) {
        this.trials = trials;
        trials.forEach(t -> pairs.computeIfAbsent(List.of(t.promptId(), t.tokenId()), pair -> new ArrayList<>()).add(t));
    }

    /** {@code inclusion} and the others as fractions, {@code lift_pp} in percentage points, ranks from 1, log p in nats. */
    ObjectNode json(int seed) {
        double edited = share(Trial::included);
        double unedited = share(Trial::nativeIncluded);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("n_trials", trials.size()).put("n_pairs", pairs.size());
        node.put("inclusion", edited);
        JsonNumbers.interval(node, "inclusion_ci", interval(seed));
        node.put("native_inclusion", unedited).put("lift_pp", 100 * (edited - unedited));
        node.put("rank_improved", share(t -> t.rankShift() > 0));
        node.put("median_rank_shift", median(Trial::rankShift));
        node.put("median_native_rank", median(Trial::nativeRank));
        node.put("median_log_p_lift", median(Trial::logPLift));
        node.put("pairs_included", pairs.values().stream().filter(of -> of.stream().anyMatch(Trial::included)).count());
        node.put("pairs_included_everywhere", pairs.values().stream().filter(of -> of.stream().allMatch(Trial::included)).count());
        node.put("pairs_native_included", pairs.values().stream().filter(of -> of.getFirst().nativeIncluded()).count());
        return node;
    }

    private Interval interval(int seed) {
        int[] sizes = pairs.values().stream().mapToInt(List::size).toArray();
        int[] included = pairs.values().stream().mapToInt(of -> (int) of.stream().filter(Trial::included).count()).toArray();
        return ClusterBootstrap.rate(included, sizes, RESAMPLES, seed);
    }

    private double share(Predicate<Trial> holds) {
        return (double) trials.stream().filter(holds).count() / trials.size();
    }

    private double median(ToDoubleFunction<Trial> value) {
        return Quantile.median(trials.stream().mapToDouble(value).toArray());
    }
}
