package org.writesae.experiment.ablation;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.writesae.experiment.perplexity.KeyCache;
import org.writesae.experiment.perplexity.SplitText;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/**
 * Texts that go on from the state of one cell as a dictionary reconstructs it, whole and with features left out, or from the
 * state itself with a direction projected out (upstream's {@code compute_ppl_with_feature_ablation} and
 * {@code compute_ppl_with_random_direction_ablation}). Leaving out a feature that does not fire changes nothing, so that the text
 * is read once for all sets with the same firing features.
 */
final class AblatedText {
    private final WriteSae sae;
    private final SplitText text;
    private final AblationCell cell;
    private final int size;

    /**
     * Mean losses of the rest of a text, nats per token.
     *
     * @param unchanged     from the state itself
     * @param reconstructed from its reconstruction
     * @param ablated       from its reconstruction without each set of features
     * @param projected     from the state without each direction
     */
    record Losses(double unchanged, double reconstructed, double[] ablated, double[] projected) {
    }

    /** @param sae of the cell, key factors first */
    AblatedText(HostModel model, WriteSae sae, AblationCell cell) {
        this.sae = sae;
        this.cell = cell;
        this.text = new SplitText(model, cell.layer(), cell.convolution(), KeyCache.FRESH);
        this.size = model.config().dk() * model.config().dv();
    }

    AblationCell cell() {
        return cell;
    }

    WriteSae sae() {
        return sae;
    }

    /** @param s which text it is, for messages */
    Losses losses(int[] ids, int s, List<List<Integer>> sets, RandomDirections directions) {
        List<Integer> runs = new ArrayList<>();
        double[] each = text.losses(ids, cell.split(), states -> changed(states, sets, directions, runs));
        text.requireFinite(each, s);
        double[] ablated = runs.stream().mapToDouble(run -> each[1 + run]).toArray();
        return new Losses(each[0], each[1], ablated, Arrays.copyOfRange(each, each.length - directions.count(), each.length));
    }

    /** @param runs gets, for every set, which of the states is without it */
    private List<float[]> changed(float[] states, List<List<Integer>> sets, RandomDirections directions, List<Integer> runs) {
        int from = cell.head() * size;
        float[] own = Arrays.copyOfRange(states, from, from + size);
        float[] coefficients = sae.encode(own, 1);
        Map<List<Integer>, Integer> different = new LinkedHashMap<>();
        different.put(List.of(), 0);
        for (List<Integer> set : sets) {
            List<Integer> firing = set.stream().filter(feature -> coefficients[feature] != 0).sorted().toList();
            different.putIfAbsent(firing, different.size());
            runs.add(different.get(firing));
        }
        List<List<Integer>> zeroed = List.copyOf(different.keySet());
        return new HeadStates(states, from, zeroed.size() + directions.count(), n -> n < zeroed.size()
                ? sae.decode(without(coefficients, zeroed.get(n)), 1) : directions.without(n - zeroed.size(), own));
    }

    private static float[] without(float[] coefficients, List<Integer> features) {
        float[] rest = coefficients.clone();
        features.forEach(feature -> rest[feature] = 0);
        return rest;
    }

    /** The states of a layer with others in the place of one head's: made when they are asked for, since they are many. */
    private static final class HeadStates extends AbstractList<float[]> {
        private final float[] states;
        private final int from;
        private final int count;
        private final IntFunction<float[]> cells;

        HeadStates(float[] states, int from, int count, IntFunction<float[]> cells) {
            this.states = states;
            this.from = from;
            this.count = count;
            this.cells = cells;
        }

        @Override
        public float[] get(int n) {
            float[] changed = states.clone();
            float[] own = cells.apply(n);
            System.arraycopy(own, 0, changed, from, own.length);
            return changed;
        }

        @Override
        public int size() {
            return count;
        }
    }
}
