package org.writesae.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import org.writesae.experiment.StateAddition;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.ModelState;
import org.writesae.model.generate.Generator;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Vectors;

/**
 * The pushes of one condition as a change of the states. Upstream encodes S, takes the residual S − decode(a), adds the pushes to
 * a and sets S to decode(a′) plus the residual. The decoder is affine and the coefficients are not clamped, so a and the
 * residual cancel: S′ = S + Σ_i push_i A_i, the same matrix at every step.
 */
final class SteeringPush implements Generator.Edits {
    private final HostModel model;
    private final int layer;
    private final int from;
    private final StateAddition addition;
    private final double meanNorm;

    /**
     * @param from   the first token after which states are changed
     * @param pushes of each head by feature, each at least one
     */
    SteeringPush(HostModel model, int layer, int from, SortedMap<Integer, WriteSae> dictionaries,
            SortedMap<Integer, Map<Integer, Double>> pushes) {
        this.model = model;
        this.layer = layer;
        this.from = from;
        ModelConfig c = model.config();
        int terms = pushes.entrySet().stream().mapToInt(e -> e.getValue().size() * dictionaries.get(e.getKey()).config().rank())
                .max().orElseThrow();
        List<Integer> heads = List.copyOf(pushes.keySet());
        double[] coefficients = new double[heads.size() * terms];
        double[] keys = new double[coefficients.length * c.dk()];
        double[] values = new double[coefficients.length * c.dv()];
        double norms = 0;
        for (int h = 0; h < heads.size(); h++) {
            int first = h * terms;
            WriteSae sae = dictionaries.get(heads.get(h));
            int term = first;
            for (Map.Entry<Integer, Double> push : pushes.get(heads.get(h)).entrySet()) {
                for (int r = 0; r < sae.config().rank(); r++, term++) {
                    coefficients[term] = push.getValue();
                    widen(sae.keyFactors(), push.getKey() * sae.config().rank() + r, keys, term, c.dk());
                    widen(sae.valueFactors(), push.getKey() * sae.config().rank() + r, values, term, c.dv());
                }
            }
            norms += norm(coefficients, keys, values, first, term, c);
        }
        this.addition = StateAddition.scaled(model, heads.stream().mapToInt(h -> h).toArray(), coefficients, keys, values);
        this.meanNorm = norms / heads.size();
    }

    /** ‖S′ − S‖_F, the mean over the heads. */
    double meanNorm() {
        return meanNorm;
    }

    @Override
    public boolean after(int position) {
        return position >= from;
    }

    @Override
    public void apply(int position, ModelState state) {
        addition.apply(model, state, layer);
    }

    private static void widen(float[] vectors, int from, double[] target, int at, int width) {
        for (int i = 0; i < width; i++) {
            target[at * width + i] = vectors[from * width + i];
        }
    }

    /** ‖Σ_n c_n k_n v_nᵀ‖_F over the terms [first, end). */
    private static double norm(double[] coefficients, double[] keys, double[] values, int first, int end, ModelConfig c) {
        List<Double> squares = new ArrayList<>();
        for (int n = first; n < end; n++) {
            for (int m = first; m < end; m++) {
                squares.add(coefficients[n] * coefficients[m] * Vectors.dot(keys, n * c.dk(), keys, m * c.dk(),
                        c.dk()) * Vectors.dot(values, n * c.dv(), values, m * c.dv(), c.dv()));
            }
        }
        return Math.sqrt(Math.max(0, squares.stream().mapToDouble(x -> x).sum()));
    }
}
