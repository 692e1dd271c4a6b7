package org.writesae.model.mamba2;

import org.writesae.model.Rows;
import org.writesae.runtime.Buffer;

/** The arrays one pass works in, shared by its layers, all of wide values. T is the number of rows. */
final class Activations {
    /** [T, hidden], the residual stream, in double. */
    final Buffer residual;
    /** [T, hidden], residual stream as wide values. */
    final Buffer rounded;
    /** [T, hidden], after the norm. */
    final Buffer normed;
    /** [T, H·d_v], gate. */
    final Buffer z;
    /** [T, channels], before the convolution. */
    final Buffer projected;
    /** [T, channels], after convolution and SiLU: x ‖ B ‖ C. */
    final Buffer mixed;
    /** [T, H], projection of the step size. */
    final Buffer dt;
    /** [T, H], Δ. */
    final Buffer step;
    /** [T, H], in double. */
    final Buffer alpha;
    /** [T, H, d_v], Δ x. */
    final Buffer value;
    /** [T, H, d_v]. */
    final Buffer headOutput;
    /** [T, H·d_v], after gate and norm. */
    final Buffer gatedOutput;

    Activations(Mamba2Config c, Buffer residual, Buffer rounded, Rows rows) {
        this.residual = residual;
        this.rounded = rounded;
        int inner = c.heads() * c.dv();
        normed = rows.scratch("normed", c.hidden());
        z = rows.output("z", inner);
        projected = rows.scratch("projected", c.channels());
        mixed = rows.output("mixed", c.channels());
        dt = rows.scratch("dt", c.heads());
        step = rows.output("step", c.heads());
        alpha = rows.output("alpha", c.heads());
        value = rows.output("value", inner);
        headOutput = rows.output("head output", inner);
        gatedOutput = rows.output("gated output", inner);
    }
}
