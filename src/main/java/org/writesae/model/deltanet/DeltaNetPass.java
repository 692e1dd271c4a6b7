package org.writesae.model.deltanet;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.GatedDelta;
import org.writesae.model.Branch;
import org.writesae.model.ConvolutionState;
import org.writesae.model.DeltaRule;
import org.writesae.model.Writes;
import org.writesae.model.fla.FlaPass;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * A walk through the layers of a DeltaNet. Numbers in comments are the steps of the package's description. T is the number of rows.
 */
final class DeltaNetPass extends FlaPass<DeltaNetConfig, DeltaNetMixer> {
    private static final Kernel STRENGTHS = Kernel.of(GatedDelta.class, "strengths");

    private final ConvolutionState state;
    private final DeltaRule rule;
    /** [T, H]. */
    private final Buffer b;
    /** [T, H, d_v], null without an output gate. */
    private final Buffer gate;

    DeltaNetPass(DeltaNetModel model, ConvolutionState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.state = state;
        double[] ones = new double[rows.total * c.heads()];
        Arrays.fill(ones, 1);
        rule = new DeltaRule(model, c.heads(), c.taps(), rows, Buffer.input("no decay", ones));
        b = rows.scratch("b", c.heads());
        gate = c.gated() ? rows.output("gate", c.values()) : null;
    }

    /** Steps 2 to 4: from u to q, k, v and β. */
    @Override
    protected void addProjections(Program p, int i, DeltaNetMixer w) {
        block.linear(p, rule.projected, block.normed(), w.qkv(), c.hidden(), c.channels(), active());
        rule.addConvolution(p, w.conv(), state.window(i), active());
        block.linear(p, b, block.normed(), w.b(), c.hidden(), c.heads(), active());
        p.add(STRENGTHS, active() * c.heads(), rule.beta, b);
        if (c.gated()) {
            block.linear(p, gate, block.normed(), w.gate(), c.hidden(), c.values(), active());
        }
    }

    /** Step 5. */
    @Override
    protected void addSequence(Program p, Buffer recurrent) {
        rule.addSequence(p, recurrent, kept.pool(), kept.index());
    }

    @Override
    protected void addWindowShift(Program p, int i) {
        rule.addWindowShift(p, state.window(i));
    }

    /** Step 5 of the branches. */
    @Override
    protected void addBranches(Program p, int i, Buffer start) {
        rule.addBranches(p, kept.pool(), start);
    }

    @Override
    protected Buffer headOutput() {
        return rule.headOutput;
    }

    @Override
    protected Buffer query() {
        return rule.q;
    }

    /** With {@code use_gate} the norm has a gate behind it, as in Gated DeltaNet. */
    @Override
    protected Buffer outputGate() {
        return gate;
    }

    /** β_t k_t v_tᵀ. Without it the token still forgets what its key held: v_t = 0. */
    @Override
    public Writes rawWrites() {
        return rule.rawWrites();
    }

    /** β_t k_t (v_t − S_{t−1}ᵀ k_t)ᵀ, all that the token does to the state. Without it S_t = S_{t−1}: β_t = 0. */
    @Override
    public Writes deltaWrites() {
        return rule.deltaWrites();
    }

    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        return rule.transition(v, row, head, erase);
    }

    @Override
    protected Map<String, Buffer> gates() {
        return Map.of(DeltaNetConfig.BETA, rule.beta);
    }
}
