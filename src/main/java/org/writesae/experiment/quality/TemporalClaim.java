package org.writesae.experiment.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Sample;

/** The claim {@code temporal}: how the features of one cell's dictionaries run through a text. */
public final class TemporalClaim {
    /** The claim. */
    public static final String ID = "temporal";

    private final HostModel model;
    private final Map<String, WriteSae> dictionaries;
    private final int layer;
    private final int head;
    private final List<Integer> positions;

    /**
     * @param dictionaries by tag, with key factors first
     * @param positions    tokens after which a state is encoded, rising, from 1
     */
    public TemporalClaim(HostModel model, Map<String, WriteSae> dictionaries, int layer, int head, List<Integer> positions) {
        this.model = model;
        this.dictionaries = new LinkedHashMap<>(dictionaries);
        this.layer = layer;
        this.head = head;
        this.positions = List.copyOf(positions);
        for (int n = 0; n < positions.size(); n++) {
            if (positions.get(n) < (n == 0 ? 1 : positions.get(n - 1) + 1)) {
                throw new InputException("--positions " + positions + ": rising numbers from 1 were expected");
            }
        }
    }

    /** Runs all passages, of at least the last position's tokens each; {@code described} is the result's {@code config}. */
    public ClaimOutput run(int[][] passages, WorkUnits units, ObjectNode described) {
        Map<String, RetentionCurves> curves = new LinkedHashMap<>();
        dictionaries.forEach((tag, sae) -> curves.put(tag, new RetentionCurves(sae.config().features(), positions)));
        units.run("passage", passages.length, s -> passage(passages[s]))
                .forEach(unit -> curves.forEach((tag, own) -> own.add(unit.get(tag))));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        Map<String, Map<String, List<Double>>> types = new LinkedHashMap<>();
        curves.forEach((tag, own) -> {
            String type = dictionaries.get(tag).config().type().label();
            ObjectNode one = own.json();
            all.set(tag, one.put("sae_type", type).put("tag", tag));
            collect(types.computeIfAbsent(type, key -> new LinkedHashMap<>()), one);
        });
        ObjectNode summary = result.putObject("summary");
        types.forEach((type, values) -> summary.set(type, summary(values)));
        result.put("n_samples", passages.length);
        result.set("sae_results", all);
        result.set("summary_by_type", summary);
        return ClaimOutput.of(result);
    }

    private ObjectNode passage(int[] ids) {
        int[] used = Arrays.copyOf(ids, positions.getLast());
        float[] states = CellTrace.of(model, used, layer, head, WriteReading.RAW).states();
        int width = states.length / used.length;
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        dictionaries.forEach((tag, sae) -> {
            ArrayNode at = found.putArray(tag);
            for (int position : positions) {
                float[] state = Arrays.copyOfRange(states, (position - 1) * width, position * width);
                at.add(RetentionCurves.active(sae.encode(state, 1)));
            }
        });
        return found;
    }

    private static void collect(Map<String, List<Double>> values, JsonNode one) {
        put(values, "n_alive", one.get("n_alive"));
        one.get("category_counts").properties().forEach(entry -> put(values, "cat_" + entry.getKey(), entry.getValue()));
        put(values, "mean_onset", one.path("mean_onset_position"));
        put(values, "mean_peak_frac", one.path("mean_peak_position_frac"));
        put(values, "mean_final_act", one.path("mean_final_activation"));
    }

    private static void put(Map<String, List<Double>> values, String name, JsonNode value) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value.asDouble(0));
    }

    /** Means, of a class over the dictionaries that have it, as upstream; and the share of each class in all alive features. */
    private static ObjectNode summary(Map<String, List<Double>> values) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        values.forEach((name, each) -> json.put(name, Sample.of(array(each)).mean()));
        double alive = sum(values.get("n_alive"));
        for (TemporalClass kind : TemporalClass.values()) {
            json.put("pct_" + kind.label(), alive == 0 ? 0 : 100 * sum(values.getOrDefault("cat_" + kind.label(), List.of())) / alive);
        }
        return json;
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
