package org.writesae.experiment.clamp;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Quantile;

/** The coefficients that features are raised to, from stored states of the cell: upstream's {@code compute_activation_percentiles}. */
public final class FeatureLevels {
    /** Of fewer coefficients above 0 the largest is taken. */
    private static final int FEWEST = 10;
    /** Of a feature that never fires: this quantile of the coefficients of all, and of a dictionary of such features, a number. */
    private static final double OF_ALL = 0.9;
    private static final double NONE = 0.01;

    private final CellStates states;
    private final SaeCheckpoint checkpoint;
    private final Backend backend;
    private final int count;
    private final double percentile;

    /**
     * The levels.
     *
     * @param values [features]
     * @param fires  [features], whether a feature fires at all
     */
    record Found(double[] values, boolean[] fires) {

        /** Of some features. */
        Map<Integer, Double> of(Iterable<Integer> features) {
            Map<Integer, Double> floors = new TreeMap<>();
            features.forEach(feature -> floors.put(feature, values[feature]));
            return floors;
        }

        private ObjectNode json() {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            Arrays.stream(values).forEach(node.putArray("levels")::add);
            IntStream.range(0, fires.length).forEach(i -> node.withArray("/fires").add(fires[i]));
            return node;
        }

        private static Found of(JsonNode node) {
            int features = node.get("levels").size();
            Found found = new Found(new double[features], new boolean[features]);
            for (int i = 0; i < features; i++) {
                found.values[i] = node.get("levels").get(i).doubleValue();
                found.fires[i] = node.get("fires").get(i).booleanValue();
            }
            return found;
        }
    }

    /**
     * @param states     [n, d_k, d_v]
     * @param most       only the first of them
     * @param checkpoint the dictionary, with the axes of these states
     * @param percentile of the coefficients above 0, 0 to 100
     * @throws InputException if the dictionary is for others
     */
    public FeatureLevels(Tensor states, int most, SaeCheckpoint checkpoint, double percentile, Backend backend) {
        this.states = new CellStates(states);
        this.checkpoint = this.states.shaped(checkpoint);
        this.backend = backend;
        this.count = Math.min(most, this.states.count());
        this.percentile = percentile;
    }

    double percentile() {
        return percentile;
    }

    Found find(WorkUnits units) {
        return Found.of(units.everywhere("levels", 1, n -> find().json()).getFirst());
    }

    private Found find() {
        float[][] coefficients = states.coefficients(new WriteSae(checkpoint, backend), IntStream.range(0, count).toArray());
        double[][] firing = Arrays.stream(coefficients).map(FeatureLevels::positive).toArray(double[][]::new);
        Found found = new Found(new double[firing.length], new boolean[firing.length]);
        double[] all = Arrays.stream(firing).flatMapToDouble(Arrays::stream).toArray();
        double silent = all.length == 0 ? NONE : Quantile.linear(all, OF_ALL);
        for (int i = 0; i < firing.length; i++) {
            found.fires[i] = firing[i].length > 0;
            found.values[i] = !found.fires[i] ? silent
                    : Quantile.linear(firing[i], firing[i].length < FEWEST ? 1 : percentile / 100);
        }
        return found;
    }

    private static double[] positive(float[] values) {
        return IntStream.range(0, values.length).filter(n -> values[n] > 0).mapToDouble(n -> values[n]).toArray();
    }
}
