package org.writesae.model.mamba2;

import org.writesae.kernels.CausalConv;
import org.writesae.kernels.Linear;
import org.writesae.kernels.ResidualStream;
import org.writesae.kernels.RmsNorm;
import org.writesae.kernels.StateSpace;
import org.writesae.model.Rows;
import org.writesae.model.StateEdits;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** The kernel calls of a Mamba-2 layer, in order. Numbers in comments are the steps of the package's description. */
final class Layers {
    private static final Kernel ROUND = Kernel.of(ResidualStream.class, "roundResidual");
    private static final Kernel RMS_NORM = Kernel.of(RmsNorm.class, "rmsNorm");
    private static final Kernel GATED_NORM = Kernel.of(RmsNorm.class, "gateFirstRmsNorm");
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private static final Kernel LINEAR_ADD = Kernel.of(Linear.class, "linearAdd");
    private static final Kernel CONV = Kernel.of(CausalConv.class, "causalConvBias");
    private static final Kernel SHIFT = Kernel.of(CausalConv.class, "shiftHistory");
    private static final Kernel STEPS = Kernel.of(StateSpace.class, "steps");
    private static final Kernel VALUES = Kernel.of(StateSpace.class, "writeValues");
    private static final Kernel SEQUENCE = Kernel.of(StateSpace.class, "sequence");
    private static final Kernel BRANCHES = Kernel.of(StateSpace.class, "branches");
    private static final Kernel READ_EDITED = Kernel.of(StateSpace.class, "readEdited");
    /** Every norm of the family has a plain weight. */
    private static final double PLAIN = 0.0;

    private final Mamba2Config c;
    private final Activations x;
    private final Rows rows;

    Layers(Mamba2Config config, Activations activations, Rows rows) {
        this.c = config;
        this.x = activations;
        this.rows = rows;
    }

    /** Steps 2 to 7: from the residual stream to the gate, x ‖ B ‖ C, Δ, α and Δ x. */
    void project(Program p, Mamba2Weights.Layer w, Buffer window, int active) {
        int inner = c.heads() * c.dv();
        p.add(ROUND, active * c.hidden(), x.rounded, x.residual);
        norm(p, x.normed, x.rounded, w.norm(), active);
        linear(p, x.z, w.z(), inner, active);
        linear(p, x.projected, w.xBC(), c.channels(), active);
        linear(p, x.dt, w.dt(), c.heads(), active);
        p.add(CONV, active * c.channels(), x.mixed, x.projected, window, w.conv(), w.convBias(), rows.previous, c.channels(),
                c.taps());
        // A device knows no infinite argument; no Δ reaches the largest double.
        p.add(STEPS, active * c.heads(), x.step, x.alpha, x.dt, w.dtBias(), w.aLog(), c.heads(), c.stepMinimum(),
                Math.min(c.stepMaximum(), Double.MAX_VALUE));
        p.add(VALUES, active * inner, x.value, x.mixed, x.step, c.heads(), c.groups(), c.dk(), c.dv());
    }

    /** Steps 8 and 9 over the rows of the sequence. */
    void recurrence(Program p, Mamba2Weights.Layer w, Buffer state, Buffer kept, Buffer keep) {
        p.add(SEQUENCE, c.heads() * c.dv(), x.headOutput, state, kept, x.value, x.mixed, x.alpha, w.skip(), keep, rows.main,
                c.heads(), c.groups(), c.dk(), c.dv());
    }

    /** Moves the convolution window past the rows of the sequence. */
    void shiftWindow(Program p, Buffer window) {
        p.add(SHIFT, c.channels(), window, x.projected, rows.main, c.channels(), c.taps());
    }

    /** Steps 8 and 9 over the rows of the branches, each from the state it starts with. */
    void branches(Program p, Mamba2Weights.Layer w, Buffer kept, Buffer start) {
        p.add(BRANCHES, rows.branches * c.heads() * c.dv(), x.headOutput, kept, x.value, x.mixed, x.alpha, w.skip(),
                rows.first, rows.length, start, c.heads(), c.groups(), c.dk(), c.dv());
    }

    /** Step 9 again where the token's own read uses an edited state. */
    void readEdited(Program p, Mamba2Weights.Layer w, Buffer kept, StateEdits edits) {
        p.add(READ_EDITED, edits.readRow().length * c.dv(), x.headOutput, kept, x.mixed, w.skip(),
                Buffer.input("row", edits.readRow()), Buffer.input("matrix", edits.readState()), edits.head(), c.heads(),
                c.groups(), c.dk(), c.dv());
    }

    /** Steps 10 and 11: gate, norm, output projection. */
    void output(Program p, Mamba2Weights.Layer w, int active) {
        int inner = c.heads() * c.dv();
        p.add(GATED_NORM, active * c.normGroups(), x.gatedOutput, x.headOutput, x.z, w.gateNorm(), c.normGroups(),
                inner / c.normGroups(), c.eps());
        p.add(LINEAR_ADD, active * c.hidden(), x.residual, x.gatedOutput, w.out(), inner, c.hidden());
    }

    /** rms(in) ⊙ w. */
    void norm(Program p, Buffer y, Buffer in, Buffer weight, int count) {
        p.add(RMS_NORM, count, y, in, weight, c.hidden(), PLAIN, c.eps());
    }

    private void linear(Program p, Buffer y, Buffer weight, int outputs, int active) {
        p.add(LINEAR, active * outputs, y, x.normed, weight, c.hidden(), outputs);
    }
}
