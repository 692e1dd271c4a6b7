package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.TaggedDictionaries;
import org.writesae.stats.PairedT;
import org.writesae.stats.Sample;

/**
 * One head at a time, and for each two tags a paired t test over the heads both have (E28, upstream's
 * {@code exp_a_perhead_ppl_deltas}).
 */
public final class OneByOne implements PerplexityStudy {
    private final TaggedDictionaries dictionaries;

    public OneByOne(TaggedDictionaries dictionaries) {
        this.dictionaries = dictionaries;
    }

    @Override
    public List<Replacement> replacements() {
        List<Replacement> all = new ArrayList<>();
        List<String> tags = dictionaries.tags();
        for (int way = 0; way < tags.size(); way++) {
            for (int head : dictionaries.of(tags.get(way)).keySet()) {
                all.add(new Replacement(way, List.of(head)));
            }
        }
        return all;
    }

    @Override
    public void report(SplitLosses losses, ObjectNode result, ObjectNode summary) {
        TreeMap<String, SortedMap<Integer, Double>> means = new TreeMap<>();
        ObjectNode all = result.putObject("per_head_deltas");
        int n = 0;
        for (String tag : dictionaries.tags()) {
            ObjectNode ofTag = all.putObject(tag);
            SortedMap<Integer, Double> byHead = new TreeMap<>();
            for (int head : dictionaries.of(tag).keySet()) {
                Sample deltas = Sample.of(losses.deltas(n));
                ofTag.putObject(Integer.toString(head)).put("mean_loss_delta", deltas.mean())
                        .put("std_loss_delta", deltas.populationSd()).put("n", deltas.n())
                        .put("delta_pct", losses.deltaPercent(n));
                byHead.put(head, deltas.mean());
                n++;
            }
            means.put(tag, byHead);
            summary.put("mean_loss_delta_" + tag, mean(byHead));
        }
        tests(means, result, summary);
    }

    /** Tags in alphabetical order, as upstream's {@code bilinear_vs_flat}. */
    private static void tests(SortedMap<String, SortedMap<Integer, Double>> means, ObjectNode result, ObjectNode summary) {
        List<String> tags = List.copyOf(means.keySet());
        for (int a = 0; a < tags.size(); a++) {
            for (int b = a + 1; b < tags.size(); b++) {
                test(tags.get(a), tags.get(b), means, result, summary);
            }
        }
    }

    private static void test(String a, String b, Map<String, SortedMap<Integer, Double>> means, ObjectNode result,
            ObjectNode summary) {
        SortedMap<Integer, Double> first = new TreeMap<>(means.get(a));
        SortedMap<Integer, Double> second = new TreeMap<>(means.get(b));
        first.keySet().retainAll(means.get(b).keySet());
        second.keySet().retainAll(first.keySet());
        if (first.size() < 2) {
            return;
        }
        PairedT test = PairedT.of(values(first), values(second));
        ObjectNode node = result.putObject("paired_test_" + a + "_vs_" + b);
        JsonNumbers.orNull(node, "t_stat", test.t());
        JsonNumbers.orNull(node, "p_value", test.p());
        node.put(a + "_mean", mean(first)).put(b + "_mean", mean(second)).put("n", first.size());
        JsonNumbers.orNull(summary, "paired_p_" + a + "_vs_" + b, test.p());
    }

    private static double mean(SortedMap<Integer, Double> byHead) {
        return Sample.of(values(byHead)).mean();
    }

    private static double[] values(SortedMap<Integer, Double> byHead) {
        return byHead.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
