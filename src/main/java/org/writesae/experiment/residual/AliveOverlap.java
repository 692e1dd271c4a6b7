package org.writesae.experiment.residual;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.TaggedDictionaries;
import org.writesae.io.InputException;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.stats.Sample;

/**
 * Which features of several heads are alive at the end of training, by their number (upstream's
 * {@code exp_alive_overlap_proxy} and {@code alive_overlap.py}). Autoencoders of two heads are trained apart: a number means
 * the same in both by their common initialisation only.
 */
public final class AliveOverlap {
    /** Steps without a firing from which a feature is dead (K23, second reading). */
    public static final int DEAD_AFTER = 100;

    private AliveOverlap() {
    }

    /**
     * {@code {"architectures": {tag: {"per_head", "summary", "pairwise", …}}}}.
     *
     * @throws InputException if a file has no counters, or two heads of a tag have different numbers of features, or a tag one
     *                        head only
     */
    public static ObjectNode of(TaggedDictionaries dictionaries, int deadAfter) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode all = result.put("dead_threshold", deadAfter).putObject("architectures");
        for (String tag : dictionaries.tags()) {
            SortedMap<Integer, SaeCheckpoint> byHead = dictionaries.of(tag);
            if (byHead.size() < 2) {
                throw new InputException("--sae-checkpoint: " + tag + " is there for head " + byHead.firstKey()
                        + " only; an overlap needs two heads");
            }
            one(all.putObject(tag), byHead, deadAfter);
        }
        return result;
    }

    private static void one(ObjectNode node, SortedMap<Integer, SaeCheckpoint> byHead, int deadAfter) {
        int features = features(byHead);
        SortedMap<Integer, BitSet> alive = new TreeMap<>();
        List<Double> percents = new ArrayList<>();
        ArrayNode heads = node.putArray("per_head");
        byHead.forEach((head, checkpoint) -> {
            BitSet set = alive(checkpoint, deadAfter);
            alive.put(head, set);
            double percent = 100.0 * set.cardinality() / features;
            percents.add(percent);
            ObjectNode one = heads.addObject().put("head", head).put("n_alive", set.cardinality())
                    .put("n_dead", features - set.cardinality()).put("alive_pct", percent);
            OptionalDouble error = checkpoint.valMse();
            if (error.isPresent()) {
                one.put("val_mse", error.getAsDouble());
            }
        });
        ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
        List<Integer> order = List.copyOf(alive.keySet());
        for (int i = 0; i < order.size(); i++) {
            for (int j = i + 1; j < order.size(); j++) {
                ObjectNode pair = pairs.addObject().put("head_i", order.get(i)).put("head_j", order.get(j));
                compare(pair, "alive", alive.get(order.get(i)), alive.get(order.get(j)), features);
                compare(pair, "dead", Jaccard.complement(alive.get(order.get(i)), features),
                        Jaccard.complement(alive.get(order.get(j)), features), features);
            }
        }
        Sample alivePercents = Sample.of(percents.stream().mapToDouble(Double::doubleValue).toArray());
        ObjectNode summary = node.putObject("summary").put("mean_alive_pct", alivePercents.mean())
                .put("std_alive_pct", alivePercents.populationSd());
        for (String name : List.of("alive_jaccard", "dead_jaccard", "alive_excess_over_random", "dead_excess_over_random")) {
            summary.put("mean_" + name, mean(pairs, name));
        }
        node.put("n_features", features).put("global_union_size", union(alive).cardinality())
                .put("global_intersection_size", intersection(alive).cardinality());
        node.set("pairwise", pairs);
    }

    private static int features(SortedMap<Integer, SaeCheckpoint> byHead) {
        SaeCheckpoint first = byHead.get(byHead.firstKey());
        for (Map.Entry<Integer, SaeCheckpoint> one : byHead.entrySet()) {
            if (one.getValue().config().features() != first.config().features()) {
                throw new InputException(one.getValue().path() + ": " + one.getValue().config().features() + " features, "
                        + first.path() + " has " + first.config().features() + "; choose heads with --head");
            }
        }
        return first.config().features();
    }

    private static BitSet alive(SaeCheckpoint checkpoint, int deadAfter) {
        double[] silent = checkpoint.tensor("steps_since_active").doubles();
        BitSet alive = new BitSet(silent.length);
        for (int i = 0; i < silent.length; i++) {
            alive.set(i, silent[i] < deadAfter);
        }
        return alive;
    }

    private static void compare(ObjectNode pair, String name, BitSet a, BitSet b, int features) {
        double measured = Jaccard.of(a, b);
        double expected = Jaccard.expected(a.cardinality(), b.cardinality(), features);
        pair.put(name + "_jaccard", measured).put(name + "_expected_random", expected)
                .put(name + "_excess_over_random", measured - expected);
    }

    private static double mean(ArrayNode pairs, String name) {
        double sum = 0;
        for (int n = 0; n < pairs.size(); n++) {
            sum += pairs.get(n).get(name).doubleValue();
        }
        return sum / pairs.size();
    }

    private static BitSet union(SortedMap<Integer, BitSet> sets) {
        BitSet all = new BitSet();
        sets.values().forEach(all::or);
        return all;
    }

    private static BitSet intersection(SortedMap<Integer, BitSet> sets) {
        BitSet all = (BitSet) sets.get(sets.firstKey()).clone();
        sets.values().forEach(all::and);
        return all;
    }
}
