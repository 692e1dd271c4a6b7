package org.writesae.model.deltanet;

import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.CausalConv;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.L2Norm;
import org.writesae.kernels.Write;
import org.writesae.model.Branch;
import org.writesae.model.ConvolutionState;
import org.writesae.model.Writes;
import org.writesae.model.fla.FlaPass;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * A walk through the layers of a DeltaNet. Numbers in comments are the steps of MODELS 3.4. T is the number of rows.
 */
final class DeltaNetPass extends FlaPass<DeltaNetConfig, DeltaNetMixer> {
    private static final Kernel CONV = Kernel.of(CausalConv.class, "causalConv");
    private static final Kernel SHIFT = Kernel.of(CausalConv.class, "shiftHistory");
    private static final Kernel L2_NORM = Kernel.of(L2Norm.class, "l2Norm");
    private static final Kernel STRENGTHS = Kernel.of(GatedDelta.class, "strengths");
    private static final Kernel SEQUENCE = Kernel.of(GatedDelta.class, "sequence");
    private static final Kernel BRANCHES = Kernel.of(GatedDelta.class, "branches");
    private static final Kernel RAW = Kernel.of(Write.class, "rawValues");

    private final Backend backend;
    private final ConvolutionState state;
    /** [T, channels], before the convolutions. */
    private final Buffer projected;
    /** [T, channels], after convolution and SiLU: q ‖ k ‖ v. */
    private final Buffer mixed;
    /** [T, H], ones. */
    private final Buffer alpha;
    /** [T, H]. */
    private final Buffer b;
    /** [T, H]. */
    private final Buffer beta;
    /** [T, H, d_k]. */
    private final Buffer q;
    /** [T, H, d_k]. */
    private final Buffer k;
    /** [T, H, d_v], o_t. */
    private final Buffer headOutput;
    /** [T, H, d_v], e_t. */
    private final Buffer error;
    /** [T, H, d_v], null without an output gate. */
    private final Buffer gate;

    DeltaNetPass(DeltaNetModel model, ConvolutionState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.backend = model.backend();
        this.state = state;
        double[] ones = new double[rows.total * c.heads()];
        Arrays.fill(ones, 1);
        alpha = Buffer.constant("no decay", ones);
        projected = wide("projected", c.channels());
        mixed = read("mixed", c.channels());
        b = wide("b", c.heads());
        beta = read("beta", c.heads());
        q = read("q", c.keys());
        k = read("k", c.keys());
        headOutput = read("head output", c.values());
        error = read("error", c.values());
        gate = c.gated() ? read("gate", c.values()) : null;
    }

    /** Steps 2 to 4: from u to q, k, v and β. */
    @Override
    protected void addProjections(Program p, int i, DeltaNetMixer w) {
        block.linear(p, projected, block.normed(), w.qkv(), c.hidden(), c.channels(), active());
        p.add(CONV, active() * c.channels(), mixed, projected, state.window(i), w.conv(), rows.previous, c.channels(), c.taps());
        p.add(L2_NORM, active() * c.heads(), q, mixed, c.heads(), c.dk(), c.channels(), 0, 1 / Math.sqrt(c.dk()),
                DeltaNetConfig.L2_EPS);
        p.add(L2_NORM, active() * c.heads(), k, mixed, c.heads(), c.dk(), c.channels(), c.keys(), 1.0, DeltaNetConfig.L2_EPS);
        block.linear(p, b, block.normed(), w.b(), c.hidden(), c.heads(), active());
        p.add(STRENGTHS, active() * c.heads(), beta, b);
        if (c.gated()) {
            block.linear(p, gate, block.normed(), w.gate(), c.hidden(), c.values(), active());
        }
    }

    /** Step 5. */
    @Override
    protected void addSequence(Program p, Buffer recurrent) {
        p.add(SEQUENCE, c.values(), headOutput, error, recurrent, kept(), q, k, mixed, alpha, beta, keep(), rows.main,
                c.heads(), c.heads(), c.dk(), c.dv());
    }

    @Override
    protected void addWindowShift(Program p, int i) {
        p.add(SHIFT, c.channels(), state.window(i), projected, rows.main, c.channels(), c.taps());
    }

    /** Step 5 of the branches. */
    @Override
    protected void addBranches(Program p, Buffer start) {
        p.add(BRANCHES, rows.branches * c.values(), headOutput, error, kept(), q, k, mixed, alpha, beta, rows.first,
                rows.length, start, c.heads(), c.heads(), c.dk(), c.dv());
    }

    @Override
    protected Buffer headOutput() {
        return headOutput;
    }

    @Override
    protected Buffer query() {
        return q;
    }

    @Override
    protected Buffer outputGate() {
        return gate;
    }

    /** β_t k_t v_tᵀ. Without it the token still forgets what its key held: v_t = 0. */
    @Override
    public Writes rawWrites() {
        double[] raw = new double[rows.main * c.values()];
        backend.run(new Program("raw writes").add(RAW, raw.length, Buffer.output("raw values", raw), mixed, beta, c.heads(),
                c.heads(), c.dk(), c.dv()));
        return new Writes(1, ofSequence(k, c.keys()), raw);
    }

    /** β_t k_t (v_t − S_{t−1}ᵀ k_t)ᵀ, all that the token does to the state. Without it S_t = S_{t−1}: β_t = 0. */
    @Override
    public Writes deltaWrites() {
        return new Writes(1, ofSequence(k, c.keys()), ofSequence(error, c.values()));
    }

    /** Nothing decays. */
    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        int key = (row * c.heads() + head) * c.dk();
        double erased = erase ? beta.doubles()[row * c.heads() + head] * read(k.doubles(), key, v) : 0;
        double[] next = new double[v.length];
        Arrays.setAll(next, n -> v[n] - erased * k.doubles()[key + n]);
        return next;
    }

    @Override
    public double[] gate(String name) {
        if (!name.equals(DeltaNetConfig.BETA)) {
            throw new IllegalArgumentException(name);
        }
        return beta.doubles();
    }
}
