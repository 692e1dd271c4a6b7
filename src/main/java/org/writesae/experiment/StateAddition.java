package org.writesae.experiment;

import org.writesae.kernels.RankOneEdit;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * Rank-1 terms added to states of a layer: S_h ← S_h + Σ_n left[h, n] ⊗ right[h, n].
 *
 * @param heads [edits], different heads
 * @param terms rank-1 terms for each head
 * @param left  [edits, terms, d_k], key-side factors with their coefficients, wide
 * @param right [edits, terms, d_v], value-side factors, wide
 */
public record StateAddition(int[] heads, int terms, double[] left, double[] right) {
    private static final Kernel EDIT = Kernel.of(RankOneEdit.class, "editStates");
    private static final Kernel SCALE = Kernel.of(RankOneEdit.class, "scaleFactors");

    /**
     * Terms whose coefficients are not yet in the factors.
     *
     * @param coefficients [edits, terms]
     * @param key          [edits, terms, d_k], wide
     */
    public static StateAddition scaled(HostModel model, int[] heads, double[] coefficients, double[] key, double[] right) {
        double[] left = model.backend().compute(SCALE, key.length, Buffer.input("factors", key),
                Buffer.input("coefficients", coefficients), model.config().dk());
        return new StateAddition(heads, coefficients.length / heads.length, left, right);
    }

    /** Adds the terms to the states of a layer, between two tokens. */
    public void apply(HostModel model, ModelState state, int layer) {
        ModelConfig c = model.config();
        Buffer same = Buffer.input("heads", heads);
        model.backend().run(new Program("state addition").add(EDIT, heads.length * c.dk() * c.dv(), state.recurrentBuffer(layer),
                same, same, Buffer.input("left", left), Buffer.input("right", right), terms, c.dk(), c.dv()));
    }
}
