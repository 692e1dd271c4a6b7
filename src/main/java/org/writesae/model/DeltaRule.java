package org.writesae.model;

import java.util.Arrays;

import org.writesae.kernels.CausalConv;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.L2Norm;
import org.writesae.kernels.Write;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * What the layers of Qwen3.5 (Gated DeltaNet) and DeltaNet have in common between their projections and the norm of their
 * heads: convolution, norms of queries and keys, and the delta rule, with a decay α_t or with ones. T is the number of rows; all
 * arrays are of wide values. Value heads share key heads in Qwen3.5.
 */
public final class DeltaRule {
    private static final Kernel CONV = Kernel.of(CausalConv.class, "causalConv");
    private static final Kernel SHIFT = Kernel.of(CausalConv.class, "shiftHistory");
    private static final Kernel L2_NORM = Kernel.of(L2Norm.class, "l2Norm");
    private static final Kernel SEQUENCE = Kernel.of(GatedDelta.class, "sequence");
    private static final Kernel BRANCHES = Kernel.of(GatedDelta.class, "branches");
    private static final Kernel KEYS = Kernel.of(Write.class, "writeKeys");
    private static final Kernel RAW = Kernel.of(Write.class, "rawValues");
    /** ε of the query and key norm, inside the root. In no config. */
    private static final double L2_EPS = 1e-6;

    /** [T, channels], before the convolution. */
    public final Buffer projected;
    /** [T, channels], after convolution and SiLU: q ‖ k ‖ v. */
    public final Buffer mixed;
    /** [T, H]. */
    public final Buffer alpha;
    /** [T, H]. */
    public final Buffer beta;
    /** [T, Hk, d_k]. */
    public final Buffer q;
    /** [T, Hk, d_k]. */
    public final Buffer k;
    /** [T, H, d_v], o_t. */
    public final Buffer headOutput;
    /** [T, H, d_v], e_t. */
    public final Buffer error;
    private final Rows rows;
    private final Backend backend;
    private final ModelConfig c;
    private final int heads;
    private final int keyHeads;
    private final int dk;
    private final int dv;
    private final int taps;
    private final int channels;

    /**
     * @param model    its backend and sizes
     * @param keyHeads Hk
     * @param taps     width of the convolution
     * @param rows     how the rows hang together
     * @param alpha    [T, H], the decays; filled by the family
     */
    public DeltaRule(HostModel model, int keyHeads, int taps, Rows rows, Buffer alpha) {
        this.c = model.config();
        this.backend = model.backend();
        this.rows = rows;
        this.heads = c.heads();
        this.keyHeads = keyHeads;
        this.dk = c.dk();
        this.dv = c.dv();
        this.taps = taps;
        this.channels = 2 * keyHeads * dk + heads * dv;
        this.alpha = alpha;
        projected = rows.scratch("projected", channels);
        mixed = rows.output("mixed", channels);
        beta = rows.output("beta", heads);
        q = rows.output("q", keyHeads * dk);
        k = rows.output("k", keyHeads * dk);
        headOutput = rows.output("head output", heads * dv);
        error = rows.output("error", heads * dv);
    }

    /** From {@link #projected} over the convolution, [channels, taps], to q, k and v. */
    public void addConvolution(Program p, Buffer conv, Buffer window, int active) {
        p.add(CONV, active * channels, mixed, projected, window, conv, rows.previous, channels, taps);
        p.add(L2_NORM, active * keyHeads, q, mixed, keyHeads, dk, channels, 0, 1 / Math.sqrt(dk), L2_EPS);
        p.add(L2_NORM, active * keyHeads, k, mixed, keyHeads, dk, channels, keyHeads * dk, 1.0, L2_EPS);
    }

    /** The recurrence over the rows of the sequence. */
    public void addSequence(Program p, Buffer state, Buffer kept, Buffer keep) {
        p.add(SEQUENCE, heads * dv, headOutput, error, state, kept, q, k, mixed, alpha, beta, keep, rows.main, heads, keyHeads,
                dk, dv);
    }

    /** Moves the window of the convolution past the rows of the sequence. */
    public void addWindowShift(Program p, Buffer window) {
        p.add(SHIFT, channels, window, projected, rows.main, channels, taps);
    }

    /** The recurrence over the rows of the branches, each from the state it starts with. */
    public void addBranches(Program p, Buffer kept, Buffer start) {
        p.add(BRANCHES, rows.branches * heads * dv, headOutput, error, kept, q, k, mixed, alpha, beta, rows.first, rows.length,
                start, heads, keyHeads, dk, dv);
    }

    /** o_t = S_tᵀ q_t again where the token's own read uses an edited state. */
    public void addEditedReads(Program p, Buffer kept, StateEdits edits) {
        edits.addReads(p, headOutput, kept, q, keyHeads, c);
    }

    /** β_t k_t v_tᵀ: the paper's write. */
    public Writes rawWrites() {
        double[] raw = backend.compute(RAW, rows.main * heads * dv, mixed, beta, heads, keyHeads, dk, dv);
        return new Writes(1, ofValueHeads(k, rows.main), raw);
    }

    /** β_t k_t (v_t − (α_t S_{t−1})ᵀ k_t)ᵀ: the write as executed. */
    public Writes deltaWrites() {
        return new Writes(1, ofValueHeads(k, rows.main), rows.ofSequence(error, heads * dv));
    }

    /** [T, H, d_k]: the queries as value heads use them. */
    public double[] queries() {
        return ofValueHeads(q, rows.total);
    }

    /** [count, H, d_k]: what key heads have, as value heads use it. */
    private double[] ofValueHeads(Buffer own, int count) {
        return backend.compute(KEYS, count * heads * dk, own, heads, keyHeads, dk);
    }

    /** α (I − β k kᵀ) v, or without the erasure α v. */
    public double[] transition(double[] v, int row, int head, boolean erase) {
        int key = (row * keyHeads + head / (heads / keyHeads)) * dk;
        double decay = alpha.doubles()[row * heads + head];
        double erased = erase ? beta.doubles()[row * heads + head] * Pass.dot(k.doubles(), key, v) : 0;
        double[] next = new double[v.length];
        Arrays.setAll(next, n -> decay * (v[n] - erased * k.doubles()[key + n]));
        return next;
    }
}
