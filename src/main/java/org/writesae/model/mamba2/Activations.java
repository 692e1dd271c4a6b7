package org.writesae.model.mamba2;

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

    Activations(Mamba2Config c, Buffer residual, Buffer rounded, int rows) {
        this.residual = residual;
        this.rounded = rounded;
        int inner = c.heads() * c.dv();
        normed = wide("normed", rows, c.hidden());
        z = read("z", rows, inner);
        projected = wide("projected", rows, c.channels());
        mixed = read("mixed", rows, c.channels());
        dt = wide("dt", rows, c.heads());
        step = read("step", rows, c.heads());
        alpha = read("alpha", rows, c.heads());
        value = read("value", rows, inner);
        headOutput = read("head output", rows, inner);
        gatedOutput = read("gated output", rows, inner);
    }

    /** Read by the host after the layer. */
    private static Buffer read(String name, int rows, int width) {
        return Buffer.output(name, new double[Math.multiplyExact(rows, width)]);
    }

    private static Buffer wide(String name, int rows, int width) {
        return Buffer.scratch(name, new double[Math.multiplyExact(rows, width)]);
    }
}
