package org.writesae.model.mamba2;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.StateSpace;
import org.writesae.model.Branch;
import org.writesae.model.ConvolutionState;
import org.writesae.model.HeadNorm;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;
import org.writesae.model.Writes;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** A walk through the layers of a Mamba-2 model. */
final class Mamba2Pass extends Pass {
    private static final Kernel KEYS = Kernel.of(StateSpace.class, "writeKeys");

    private final Mamba2Config c;
    private final Mamba2Weights weights;
    private final Backend backend;
    private final ConvolutionState state;
    private final Activations x;
    private final Layers layers;

    Mamba2Pass(Mamba2Model model, ConvolutionState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.c = model.config();
        this.weights = model.weights();
        this.backend = model.backend();
        this.state = state;
        this.x = new Activations(c, residual, rounded, rows);
        this.layers = new Layers(c, x, rows);
    }

    @Override
    protected void addLayer(Program p, int i, Buffer start, StateEdits edits) {
        Mamba2Weights.Layer w = weights.layers().get(i);
        layers.project(p, w, state.window(i), active());
        layers.recurrence(p, w, state.recurrentBuffer(i), kept.pool(), kept.index());
        layers.shiftWindow(p, state.window(i));
        addBranches(p, i, start, edits);
        layers.output(p, w, active());
    }

    @Override
    protected void addBranches(Program p, int i, Buffer start) {
        layers.branches(p, weights.layers().get(i), kept.pool(), start);
    }

    @Override
    protected void addEditedReads(Program p, int i, StateEdits edits) {
        layers.readEdited(p, weights.layers().get(i), kept.pool(), edits);
    }

    @Override
    protected void addProbe(Program p, int i, Buffer probed) {
        Mamba2Weights.Layer w = weights.layers().get(i);
        layers.project(p, w, state.window(i), active());
        layers.recurrence(p, w, probed, kept.pool(), kept.index());
    }

    @Override
    protected void addFinalNorm(Program p, int count, Buffer normed, Buffer in) {
        layers.norm(p, normed, in, weights.finalNorm(), count);
    }

    /** B_t (Δ_t x_t)ᵀ: without it the state only decays. */
    @Override
    public Writes rawWrites() {
        double[] keys = backend.compute(KEYS, rows.main * c.heads() * c.dk(), x.mixed, c.heads(), c.groups(), c.dk(), c.dv());
        return new Writes(1, keys, rows.ofSequence(x.value, c.heads() * c.dv()));
    }

    /** The recurrence erases nothing: the raw write. */
    @Override
    public Writes deltaWrites() {
        return rawWrites();
    }

    /** C_t of the head's group. */
    @Override
    public double[] queries() {
        double[] queries = new double[rows.total * c.heads() * c.dk()];
        for (int n = 0; n < rows.total * c.heads(); n++) {
            int group = n % c.heads() / (c.heads() / c.groups());
            int from = n / c.heads() * c.channels() + c.heads() * c.dv() + (c.groups() + group) * c.dk();
            System.arraycopy(x.mixed.doubles(), from, queries, n * c.dk(), c.dk());
        }
        return queries;
    }

    @Override
    public double[] headOutputs() {
        return x.headOutput.doubles();
    }

    @Override
    public double[] outputGates() {
        return HeadNorm.gates(x.z.doubles());
    }

    @Override
    public double[] gatedOutputs() {
        return x.gatedOutput.doubles();
    }

    /** Nothing is erased. */
    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        double alpha = x.alpha.doubles()[row * c.heads() + head];
        double[] next = new double[v.length];
        Arrays.setAll(next, n -> alpha * v[n]);
        return next;
    }

    @Override
    protected Map<String, Buffer> gates() {
        return Map.of(Mamba2Config.ALPHA, x.alpha, Mamba2Config.STEP, x.step);
    }
}
