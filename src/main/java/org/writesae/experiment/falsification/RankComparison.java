package org.writesae.experiment.falsification;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.Firing;
import org.writesae.experiment.FiringOutcome;
import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionUnits;
import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.CliffsDelta;
import org.writesae.stats.MannWhitneyU;
import org.writesae.stats.PairedDominance;
import org.writesae.stats.Quantile;
import org.writesae.stats.WilcoxonSignedRank;

/**
 * Part c: at the first positions where both a rank-1 and a rank-2 dictionary fire, the strongest atom of each in place of
 * the write. Differences are of rank 2 from rank 1: below zero, rank 2 keeps the output closer.
 */
public final class RankComparison {
    private final HostModel model;
    private final WriteSae[] dictionaries;
    private final Substitution.Plan[] plans = new Substitution.Plan[2];

    /**
     * @param one the dictionary of rank 1
     * @param two the one of rank 2
     */
    public RankComparison(HostModel model, WriteSae one, WriteSae two, int layer, int head, SubstitutionReadings readings, int seed) {
        this.model = model;
        this.dictionaries = new WriteSae[] {one, two};
        for (int n = 0; n < plans.length; n++) {
            List<Integer> all = IntStream.range(0, dictionaries[n].config().features()).boxed().toList();
            plans[n] = new Substitution.Plan(layer, head, all, Integer.MAX_VALUE, seed, readings, null);
        }
    }

    /**
     * The summary.
     *
     * @param total positions to compare, the first ones
     */
    public ObjectNode run(int[][] passages, int total, WorkUnits units) {
        List<JsonNode> found = units.everywhereUntil("positions", passages.length, n -> both(n, passages[n]),
                some -> some.stream().mapToInt(JsonNode::size).sum() >= total);
        double[] one = divergences(0, found, passages, total, units);
        double[] two = divergences(1, found, passages, total, units);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_firings", one.length);
        return one.length == 0 ? json : compared(json, one, two);
    }

    /** [positions][position, feature, coefficient, feature, coefficient]: where both dictionaries fire. */
    private ArrayNode both(int prompt, int[] ids) {
        SortedMap<Integer, List<Firing>> at = new TreeMap<>();
        for (int n = 0; n < plans.length; n++) {
            for (Firing firing : test(n).firings(prompt, ids)) {
                at.computeIfAbsent(firing.position(), key -> new ArrayList<>()).add(firing);
            }
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        at.values().stream().filter(firings -> firings.size() == plans.length).forEach(firings -> {
            ArrayNode one = all.addArray().add(firings.getFirst().position());
            firings.forEach(firing -> one.add(firing.feature()).add((double) firing.coefficient()));
        });
        return all;
    }

    private Substitution test(int n) {
        return new Substitution(model, dictionaries[n], plans[n]);
    }

    /** KL_atom of one dictionary at the positions, by passage and position. */
    private double[] divergences(int n, List<JsonNode> found, int[][] passages, int total, WorkUnits units) {
        SortedMap<Integer, List<Firing>> chosen = new TreeMap<>();
        int left = total;
        for (int prompt = 0; prompt < found.size(); prompt++) {
            for (JsonNode at : found.get(prompt)) {
                if (left-- > 0) {
                    chosen.computeIfAbsent(prompt, key -> new ArrayList<>()).add(new Firing(at.get(1 + 2 * n).intValue(), prompt,
                            at.get(0).intValue(), (float) at.get(2 + 2 * n).doubleValue()));
                }
            }
        }
        return new SubstitutionUnits(() -> test(n), plans[n], "rank" + (n + 1)).outcomes(passages, chosen, units).stream()
                .map(FiringOutcome::record)
                .sorted((a, b) -> a.promptId() != b.promptId() ? a.promptId() - b.promptId() : a.firingPosition() - b.firingPosition())
                .mapToDouble(record -> record.klAtom()).toArray();
    }

    private static ObjectNode compared(ObjectNode json, double[] one, double[] two) {
        double[] ratios = new double[one.length];
        int larger = 0;
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = one[i] == two[i] ? 0 : Math.log(two[i] / one[i]);
            larger += two[i] > one[i] ? 1 : 0;
        }
        WilcoxonSignedRank paired = WilcoxonSignedRank.of(two, one);
        json.put("median_kl_atom_rank1", Quantile.median(one)).put("median_kl_atom_rank2", Quantile.median(two));
        // Without a number where most divergences of a dictionary are zero.
        JsonNumbers.orNull(json, "median_log_ratio", Quantile.median(ratios));
        return json.put("cliffs_delta", CliffsDelta.of(two, one))
                .put("dominance_2p_minus_1", PairedDominance.of(larger, one.length)).put("wilcoxon_p", paired.p())
                .put("wilcoxon_log10_p", paired.log10P()).put("mann_whitney_p", MannWhitneyU.of(two, one).p());
    }
}
