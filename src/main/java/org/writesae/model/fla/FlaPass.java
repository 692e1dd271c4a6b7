package org.writesae.model.fla;

import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.RmsNorm;
import org.writesae.model.Branch;
import org.writesae.model.HeadNorm;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;
import org.writesae.model.SwiGluBlock;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * A walk through layers of norm, mixer and SwiGLU block. What a mixer does is its family's, in three parts:
 * project, carry the state through the sequence, and carry the branches.
 *
 * @param <C> config
 * @param <M> weights of a mixer
 */
public abstract class FlaPass<C extends FlaConfig, M extends FlaMixer> extends Pass {
    private static final Kernel HEAD_NORM = Kernel.of(RmsNorm.class, "headRmsNorm");
    private static final Kernel GATED_NORM = Kernel.of(RmsNorm.class, "gatedRmsNorm");

    /** Sizes. */
    protected final C c;
    /** Norms, projections and the SwiGLU block. */
    protected final SwiGluBlock block;
    private final FlaWeights<M> weights;
    private final ModelState state;
    /** [T, H, d_v], after the norm of the heads. */
    private final Buffer normedOutput;

    /**
     * @param model    the model
     * @param state    state of the text
     * @param rowCount rows of the sequence
     * @param branches branches, each inside the sequence
     */
    protected FlaPass(FlaModel<C, M> model, ModelState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.c = model.config();
        this.weights = model.weights();
        this.state = state;
        this.normedOutput = rows.output("normed output", c.values());
        this.block = new SwiGluBlock(residual, rounded, rows, c.hidden(), c.sizes().intermediate(), 0, c.sizes().eps());
    }

    @Override
    protected final void addLayer(Program p, int i, Buffer start, StateEdits edits) {
        FlaWeights.Layer<M> w = weights.layers().get(i);
        block.norm(p, w.norm(), active());
        addProjections(p, i, w.mixer());
        addSequence(p, state.recurrentBuffer(i));
        addWindowShift(p, i);
        addBranches(p, i, start, edits);
        addHeads(p, w.mixer());
        block.feedForward(p, w.block(), active());
    }

    @Override
    protected final void addEditedReads(Program p, int i, StateEdits edits) {
        edits.addReads(p, headOutput(), kept.pool(), query(), c.heads(), c);
    }

    @Override
    protected final void addProbe(Program p, int i, Buffer probed) {
        FlaWeights.Layer<M> w = weights.layers().get(i);
        block.norm(p, w.norm(), active());
        addProjections(p, i, w.mixer());
        addSequence(p, probed);
    }

    @Override
    protected final void addFinalNorm(Program p, int count, Buffer normed, Buffer in) {
        block.norm(p, normed, in, weights.finalNorm(), count);
    }

    /** From the normed rows of layer {@code i} to what the recurrence takes. */
    protected abstract void addProjections(Program p, int i, M w);

    /** The recurrence over the rows of the sequence. */
    protected abstract void addSequence(Program p, Buffer recurrent);

    /** Moves the window of a convolution past the rows of the sequence, where there is one. */
    protected abstract void addWindowShift(Program p, int i);

    /** Step 6 of DeltaNet, step 5 of GLA: norm of each head, times silu of its gate if any, then into the residual stream. */
    private void addHeads(Program p, M w) {
        double eps = c.sizes().eps();
        if (outputGate() == null) {
            p.add(HEAD_NORM, active() * c.heads(), normedOutput, headOutput(), w.norm(), c.dv(), c.dv(), 0.0, eps);
        } else {
            p.add(GATED_NORM, active() * c.heads(), normedOutput, headOutput(), outputGate(), w.norm(), c.dv(), eps);
        }
        block.linearAdd(p, normedOutput, w.out(), c.values(), active());
    }

    /** [T, H, d_v], o_t. */
    protected abstract Buffer headOutput();

    /** [T, H, d_k], what reads the state. */
    protected abstract Buffer query();

    /** [T, H, d_v], what the output gate is the SiLU of; null without one. */
    protected abstract Buffer outputGate();

    @Override
    public final double[] queries() {
        return query().doubles();
    }

    @Override
    public final double[] headOutputs() {
        return headOutput().doubles();
    }

    @Override
    public final double[] outputGates() {
        if (outputGate() != null) {
            return HeadNorm.gates(outputGate().doubles());
        }
        double[] ones = new double[rows.total * c.values()];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public final double[] gatedOutputs() {
        return normedOutput.doubles();
    }
}
