package org.writesae.experiment.formula;

import java.util.Arrays;

import org.writesae.experiment.CellTrace;
import org.writesae.model.HeadReadout;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.stats.Vectors;

/**
 * The change of a logit by a change ε v wᵀ of a head's state, as the product of what reads it and what it is worth to a token, as
 * upstream's code has it:
 *
 * <pre>
 *   Δℓ_tok(t) ≈ ε · ⟨A_t ⋯ A_{t0+1} v, q_t⟩ · ⟨J_t w, W_U[tok]⟩
 * </pre>
 *
 * <p>The first factor, a <em>read</em>, is exact for the head's output. With only the decay in A it is the paper's G ⟨v, q_t⟩; the
 * erase adds what the paper neglects. In the second, J is W_O of the head alone (plain), or W_O D_t behind it the derivative of the
 * final norm (refined), D_t that of norm and gate of the head. Whatever the layers after the cell's do is left out of both.
 */
public final class LogitFormula {
    private final HostModel model;
    private final ModelConfig c;
    private final Pass pass;
    private final HeadReadout readout;
    private final double[] slice;
    private final double[] queries;
    private final double[] outputs;
    private final double[] gates;
    private final int head;

    /**
     * @param trace the sequence; its pass stands in front of the layer, probed
     * @param layer the cell's layer
     * @param head  the cell's head
     */
    public LogitFormula(HostModel model, CellTrace trace, int layer, int head) {
        this.model = model;
        this.c = model.config();
        this.pass = trace.pass();
        this.readout = model.readout(layer);
        this.slice = readout.slice(head);
        this.queries = pass.queries();
        this.outputs = pass.headOutputs();
        this.gates = pass.outputGates();
        this.head = head;
    }

    /**
     * How much of a change of S_{t0} the head reads at t.
     *
     * @param decayed ⟨decay v, q_t⟩: G ⟨v, q_t⟩ where the decay is one number
     * @param exact   ⟨A_t ⋯ A_{t0+1} v, q_t⟩
     */
    public record Reads(double decayed, double exact) {
    }

    /**
     * @param v    [d_k], the key factor of the change
     * @param from t0, the token after whose write the state is changed
     * @param to   t, the token that reads
     */
    public Reads reads(double[] v, int from, int to) {
        double[] decayed = v;
        double[] exact = v;
        for (int s = from + 1; s <= to; s++) {
            decayed = pass.transition(decayed, s, head, false);
            exact = pass.transition(exact, s, head, true);
        }
        return new Reads(read(decayed, to), read(exact, to));
    }

    /** ⟨v, q_t⟩ with the scale of the query. */
    public double read(double[] v, int t) {
        return Vectors.dot(v, 0, queries, (t * c.heads() + head) * c.dk(), v.length);
    }

    /** [hidden], W_O w: what the head's output w would add to the residual stream without norm and gate. */
    public double[] plain(double[] w) {
        double[] added = new double[c.hidden()];
        for (int j = 0; j < w.length; j++) {
            for (int l = 0; l < added.length; l++) {
                added[l] += w[j] * slice[j * added.length + l];
            }
        }
        return added;
    }

    /** [d_k], q_t with its scale. */
    public double[] query(int t) {
        int from = (t * c.heads() + head) * c.dk();
        return Arrays.copyOfRange(queries, from, from + c.dk());
    }

    /**
     * [hidden]: W_O D_t w, then through the derivative of the final norm.
     *
     * @param w        [d_v]
     * @param t        the token that reads
     * @param residual [hidden], its residual stream behind the last layer
     */
    public double[] refined(double[] w, int t, double[] residual) {
        int width = c.heads() * c.dv();
        double[] o = Arrays.copyOfRange(outputs, t * width, (t + 1) * width);
        double[] g = Arrays.copyOfRange(gates, t * width, (t + 1) * width);
        return model.finalNorm().tangent(residual, readout.project(readout.tangent(o, g, head, w)));
    }

    /** ⟨v, S_t w⟩ of the cell's own state. */
    public static double projection(double[] v, float[] states, int t, double[] w) {
        double sum = 0;
        for (int r = 0; r < v.length; r++) {
            for (int j = 0; j < w.length; j++) {
                sum += v[r] * states[(t * v.length + r) * w.length + j] * w[j];
            }
        }
        return sum;
    }
}
