package org.writesae.experiment.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Mean activation and frequency of every feature of a dictionary at each position, over passages (upstream's analyze_temporal). */
final class RetentionCurves {
    /** Features whose largest mean is not above this never fire. */
    private static final double ALIVE = 1e-8;
    /** Features that a result shows. */
    private static final int SHOWN = 50;

    private final List<Integer> positions;
    private final double[][] mean;
    private final double[][] frequency;
    private int passages;

    RetentionCurves(int features, List<Integer> positions) {
        this.positions = positions;
        this.mean = new double[features][positions.size()];
        this.frequency = new double[features][positions.size()];
    }

    /** The active features of one state, [[feature, coefficient], …]. */
    static ArrayNode active(float[] coefficients) {
        ArrayNode active = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < coefficients.length; i++) {
            if (coefficients[i] != 0) {
                active.addArray().add(i).add((double) coefficients[i]);
            }
        }
        return active;
    }

    /** Adds a passage: what {@link #active} gave at each position. */
    void add(JsonNode passage) {
        for (int p = 0; p < positions.size(); p++) {
            for (JsonNode one : passage.get(p)) {
                mean[one.get(0).intValue()][p] += one.get(1).doubleValue();
                frequency[one.get(0).intValue()][p] += one.get(1).doubleValue() > 0 ? 1 : 0;
            }
        }
        passages++;
    }

    /** Upstream's result of one autoencoder, without its clusters. */
    ObjectNode json() {
        for (int i = 0; i < mean.length; i++) {
            for (int p = 0; p < positions.size(); p++) {
                mean[i][p] /= passages;
                frequency[i][p] /= passages;
            }
        }
        List<Integer> alive = IntStream.range(0, mean.length).filter(i -> largest(i) > ALIVE).boxed().toList();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_features", mean.length).put("n_alive", alive.size());
        ArrayNode at = json.putArray("positions");
        positions.forEach(at::add);
        ObjectNode counts = json.putObject("category_counts");
        for (TemporalClass kind : TemporalClass.values()) {
            long count = alive.stream().filter(i -> TemporalClass.of(normalised(i)) == kind).count();
            if (count > 0) {
                counts.put(kind.label(), count);
            }
        }
        if (!alive.isEmpty()) {
            ArrayNode top = json.putArray("top_features");
            List<Integer> order = alive.stream().sorted(Comparator.comparingDouble(i -> -largest(i))).limit(SHOWN).toList();
            order.forEach(i -> feature(top.addObject().put("feature_idx", i).put("rank", order.indexOf(i)), i));
            json.put("mean_onset_position", alive.stream().mapToInt(this::onset).average().orElseThrow());
            json.put("mean_final_activation", alive.stream().mapToDouble(i -> mean[i][positions.size() - 1]).average().orElseThrow());
            json.put("mean_peak_position_frac", alive.stream().mapToDouble(i -> TemporalClass.peak(normalised(i))).average().orElseThrow());
        }
        return json;
    }

    private void feature(ObjectNode json, int i) {
        json.put("max_activation", largest(i));
        numbers(json.putArray("retention_curve"), mean[i]);
        numbers(json.putArray("freq_curve"), frequency[i]);
        numbers(json.putArray("normalized_curve"), normalised(i));
        json.put("category", TemporalClass.of(normalised(i)).label());
    }

    private static void numbers(ArrayNode array, double[] values) {
        Arrays.stream(values).forEach(array::add);
    }

    private double largest(int i) {
        return Arrays.stream(mean[i]).max().orElseThrow();
    }

    private double[] normalised(int i) {
        double largest = Math.max(largest(i), 1e-12);
        return Arrays.stream(mean[i]).map(value -> value / largest).toArray();
    }

    /** The first position with more than half of the largest mean. */
    private int onset(int i) {
        double[] curve = normalised(i);
        return positions.get(IntStream.range(0, curve.length).filter(p -> curve[p] > 0.5).findFirst().orElse(curve.length - 1));
    }
}
