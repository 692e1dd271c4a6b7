package org.writesae.model;

import org.writesae.kernels.Linear;
import org.writesae.kernels.ResidualStream;
import org.writesae.kernels.RmsNorm;
import org.writesae.kernels.SwiGlu;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * What the layers of Qwen3.5, DeltaNet and GLA have in common around their mixers: the RMS norm in front,
 * projections into and out of the residual stream, and the feed-forward block
 * {@code x += (silu(u W_gate) ⊙ (u W_up)) W_down, u = rms(x) ⊙ w}. T is the number of rows.
 */
public final class SwiGluBlock {
    private static final Kernel ROUND = Kernel.of(ResidualStream.class, "roundResidual");
    private static final Kernel RMS_NORM = Kernel.of(RmsNorm.class, "rmsNorm");
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private static final Kernel LINEAR_ADD = Kernel.of(Linear.class, "linearAdd");
    private static final Kernel SWIGLU = Kernel.of(SwiGlu.class, "swiGlu");

    /**
     * The weights of a block.
     *
     * @param norm [hidden]
     * @param gate [hidden, intermediate]
     * @param up   [hidden, intermediate]
     * @param down [intermediate, hidden]
     */
    public record Weights(Buffer norm, Buffer gate, Buffer up, Buffer down) {
    }

    private final Buffer residual;
    private final Buffer rounded;
    private final Buffer normed;
    private final Buffer gate;
    private final Buffer up;
    private final Buffer activated;
    private final int hidden;
    private final int intermediate;
    private final double offset;
    private final double eps;

    /**
     * @param residual     [T, hidden], the residual stream, double
     * @param rounded      [T, hidden], room for it as wide values
     * @param rows         how the rows hang together
     * @param hidden       width of the residual stream
     * @param intermediate width inside the block
     * @param offset       what the norms add to their weights: 1 where they are stored zero-centred, else 0
     * @param eps          ε of the norms
     */
    public SwiGluBlock(Buffer residual, Buffer rounded, Rows rows, int hidden, int intermediate, double offset, double eps) {
        this.residual = residual;
        this.rounded = rounded;
        this.hidden = hidden;
        this.intermediate = intermediate;
        this.offset = offset;
        this.eps = eps;
        normed = rows.scratch("normed", hidden);
        gate = rows.scratch("mlp gate", intermediate);
        up = rows.scratch("mlp up", intermediate);
        activated = rows.scratch("mlp activated", intermediate);
    }

    /** [T, hidden], u: the residual stream after the last {@link #norm}, wide. */
    public Buffer normed() {
        return normed;
    }

    /** u = rms(x) ⊙ (offset + w) of the residual stream. */
    public void norm(Program p, Buffer weight, int active) {
        p.add(ROUND, active * hidden, rounded, residual);
        norm(p, normed, rounded, weight, active);
    }

    /** The same norm of any rows as wide as the residual stream. */
    public void norm(Program p, Buffer y, Buffer x, Buffer weight, int count) {
        p.add(RMS_NORM, count, y, x, weight, hidden, offset, eps);
    }

    /** y = in · weight. */
    public void linear(Program p, Buffer y, Buffer in, Buffer weight, int inputs, int outputs, int active) {
        p.add(LINEAR, active * outputs, y, in, weight, inputs, outputs);
    }

    /** x += in · weight, into the residual stream. */
    public void linearAdd(Program p, Buffer in, Buffer weight, int inputs, int active) {
        p.add(LINEAR_ADD, active * hidden, residual, in, weight, inputs, hidden);
    }

    /** The feed-forward block. */
    public void feedForward(Program p, Weights w, int active) {
        norm(p, w.norm(), active);
        linear(p, gate, normed, w.gate(), hidden, intermediate, active);
        linear(p, up, normed, w.up(), hidden, intermediate, active);
        p.add(SWIGLU, active * intermediate, activated, gate, up);
        linearAdd(p, activated, w.down(), intermediate, active);
    }
}
