package org.writesae.experiment.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.sae.SaeType;
import org.writesae.stats.PairedT;
import org.writesae.stats.Sample;

/**
 * Validation errors of five encoders and decoders (E22; upstream {@code layer_encoder_swap_ablation}): means over seeds
 * for each head, then over heads; paired t tests over heads.
 *
 * @param outcomes runs of every type, head and seed for each layer
 */
public record EncoderSwap(List<RunOutcome> outcomes) {
    /** The five types, in upstream's order. */
    public static final List<SaeType> TYPES = List.of(SaeType.FLAT, SaeType.RANK1, SaeType.BILINEAR, SaeType.BILINEAR_TIED,
            SaeType.BILINEAR_FLAT);

    /** A pair of types that is tested. */
    private record Comparison(String a, String b, String description) {
    }

    private static final List<Comparison> COMPARISONS = List.of(
            new Comparison("bilinear_flat", "flat", "Encoder effect: bilinear_flat vs flat (same decoder, different encoder)"),
            new Comparison("bilinear", "bilinear_flat", "Decoder effect: bilinear vs bilinear_flat (same encoder, different decoder)"),
            new Comparison("bilinear", "flat", "Full bilinear vs flat"),
            new Comparison("rank1", "flat", "rank1 vs flat (decoder-only change)"));

    /** The runs of a sweep, in upstream's order. */
    public static List<TrainingRun> runs(List<Integer> layers, List<Integer> heads, List<SaeType> types, List<Integer> seeds) {
        List<TrainingRun> runs = new ArrayList<>();
        for (int layer : layers) {
            for (int head : heads) {
                for (SaeType type : types) {
                    seeds.forEach(seed -> runs.add(new TrainingRun(type.label(), type, 1, false, layer, head, seed)));
                }
            }
        }
        return runs;
    }

    private List<Integer> layers() {
        return outcomes.stream().map(o -> o.run().layer()).distinct().sorted().toList();
    }

    private List<String> tags() {
        return outcomes.stream().map(o -> o.run().tag()).distinct().toList();
    }

    /** By head: the mean over seeds. */
    private Map<Integer, Double> perHead(int layer, String tag) {
        Map<Integer, List<Double>> seeds = new TreeMap<>();
        outcomes.stream().filter(o -> o.run().layer() == layer && o.run().tag().equals(tag))
                .forEach(o -> seeds.computeIfAbsent(o.run().head(), head -> new ArrayList<>()).add(o.bestMse()));
        Map<Integer, Double> means = new TreeMap<>();
        seeds.forEach((head, values) -> means.put(head, sample(values).mean()));
        return means;
    }

    private static Sample sample(Iterable<Double> values) {
        List<Double> all = new ArrayList<>();
        values.forEach(all::add);
        return Sample.of(all.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** {@code per_layer} of upstream's results. */
    public ArrayNode perLayer() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (int layer : layers()) {
            ObjectNode types = all.addObject().put("layer", layer).putObject("mse_by_type");
            double flat = tags().contains("flat") ? sample(perHead(layer, "flat").values()).mean() : Double.NaN;
            for (String tag : tags()) {
                Map<Integer, Double> heads = perHead(layer, tag);
                Sample sample = sample(heads.values());
                ObjectNode one = types.putObject(tag).put("layer_avg_mse", sample.mean()).put("layer_std_mse", sample.populationSd());
                if (!Double.isNaN(flat)) {
                    one.put("advantage_vs_flat_pct", flat > 1e-12 ? (flat - sample.mean()) / flat * 100 : 0);
                }
                ObjectNode each = one.putObject("per_head_mean_mse");
                heads.forEach((head, mse) -> each.put(head.toString(), mse));
            }
        }
        return all;
    }

    /** {@code hypothesis_tests}: only of types that were trained, and p only with two heads or more. */
    public ArrayNode tests() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Comparison c : COMPARISONS) {
            if (tags().contains(c.a()) && tags().contains(c.b())) {
                ObjectNode results = all.addObject().put("comparison", c.description()).put("type_a", c.a()).put("type_b", c.b())
                        .putObject("results");
                layers().forEach(layer -> results.set("L" + layer, test(perHead(layer, c.a()), perHead(layer, c.b()))));
            }
        }
        return all;
    }

    private static ObjectNode test(Map<Integer, Double> a, Map<Integer, Double> b) {
        double[] first = a.values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] second = b.values().stream().mapToDouble(Double::doubleValue).toArray();
        double baseline = Sample.of(second).mean();
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("pct_advantage",
                baseline > 1e-12 ? (baseline - Sample.of(first).mean()) / baseline * 100 : 0);
        double p = first.length < 2 ? Double.NaN : PairedT.of(second, first).p();
        return Double.isNaN(p) ? result.putNull("p_value").put("significance", "ns")
                : result.put("p_value", p).put("significance", p < 0.001 ? "***" : p < 0.01 ? "**" : p < 0.05 ? "*" : "ns");
    }

    /** Mean share of features silent at the end, by type. */
    public ObjectNode dead(int features) {
        ObjectNode dead = JsonNodeFactory.instance.objectNode();
        for (String tag : tags()) {
            dead.put(tag, outcomes.stream().filter(o -> o.run().tag().equals(tag)).mapToInt(RunOutcome::dead).average().orElseThrow()
                    / features);
        }
        return dead;
    }

    /**
     * By layer and type: the mean validation error, how many features are silent at the end on average over heads and seeds, and the share
     * of the others in per cent.
     */
    public ObjectNode byLayer(int features) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int layer : layers()) {
            ObjectNode types = all.putObject("L" + layer);
            for (String tag : tags()) {
                double dead = outcomes.stream().filter(o -> o.run().layer() == layer && o.run().tag().equals(tag))
                        .mapToInt(RunOutcome::dead).average().orElseThrow();
                types.putObject(tag).put("mse", sample(perHead(layer, tag).values()).mean()).put("mean_dead", dead)
                        .put("alive_pct", 100 * (features - dead) / features);
            }
        }
        return all;
    }
}
