package org.writesae.experiment.install;

import java.util.ArrayList;
import java.util.List;

import org.writesae.experiment.CellTrace;
import org.writesae.experiment.WriteReading;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Writes;
import org.writesae.stats.Vectors;

/**
 * The native writes of one head over a prompt. An edit of size m at a token is m ‖k v‖ k̂ w*ᵀ = (m ‖v‖ k) w*ᵀ.
 *
 * @param keys  [T, d_k], wide; the raw write of every family is one product
 * @param sizes [T], ‖v_t‖, with or without the write strength β
 * @param norms [T], ‖k_t v_tᵀ‖_F
 */
public record PromptWrites(double[] keys, double[] sizes, double[] norms) {
    private static final String STRENGTH = "beta";

    static PromptWrites of(HostModel model, int[] prompt, int layer, int head, NormReference norm) {
        return of(model, CellTrace.of(model, prompt, layer, head, WriteReading.RAW), head, norm);
    }

    /** The writes of a sequence that was followed with the raw write. */
    public static PromptWrites of(HostModel model, CellTrace trace, int head, NormReference norm) {
        ModelConfig c = model.config();
        Writes writes = trace.writes();
        boolean strength = norm == NormReference.KV && c.gates().stream().anyMatch(gate -> gate.name().equals(STRENGTH));
        double[] beta = strength ? trace.pass().gate(STRENGTH) : null;
        int length = trace.pass().rows();
        double[] sizes = new double[length];
        double[] norms = new double[length];
        for (int t = 0; t < length; t++) {
            sizes[t] = Vectors.length(writes.values(), t * c.dv(), c.dv());
            if (strength) {
                sizes[t] /= beta[t * c.heads() + head];
            }
            norms[t] = sizes[t] * Vectors.length(writes.keys(), t * c.dk(), c.dk());
        }
        return new PromptWrites(writes.keys(), sizes, norms);
    }

    /** The tokens that end {@code back} before the last one of the prompt. */
    List<Integer> positions(int back, int edits) {
        List<Integer> positions = new ArrayList<>();
        int last = norms.length - 1 - back;
        for (int t = last - edits + 1; t <= last; t++) {
            positions.add(t);
        }
        return positions;
    }
}
