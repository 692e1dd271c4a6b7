package org.writesae.model.rwkv7;

import org.writesae.kernels.CausalConv;
import org.writesae.kernels.Linear;
import org.writesae.kernels.TokenShift;
import org.writesae.kernels.WideMaps;
import org.writesae.model.Rows;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** The kernel calls of a channel mix, step 13 of the package's description: {@code x += relu((h + δ ⊙ x_k) W_up)² W_down}. */
final class ChannelMix {
    private static final Kernel SHIFT = Kernel.of(TokenShift.class, "tokenShift");
    private static final Kernel MOVE_WINDOW = Kernel.of(CausalConv.class, "shiftHistory");
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private static final Kernel LINEAR_ADD = Kernel.of(Linear.class, "linearAdd");
    private static final Kernel SQUARED_RELU = Kernel.of(WideMaps.class, "squaredRelus");
    private static final int TAPS = 2;

    private final Rwkv7Config c;
    private final Activations x;
    private final Rows rows;

    ChannelMix(Rwkv7Config config, Activations activations, Rows rows) {
        this.c = config;
        this.x = activations;
        this.rows = rows;
    }

    /** From the normed rows into the residual stream; moves the window of the token shift. */
    void add(Program p, LayerWeights w, Buffer residual, Buffer window, int active) {
        p.add(SHIFT, active * c.hidden(), x.shifted, x.normed, window, w.channelMix(), rows.previous, c.hidden());
        p.add(MOVE_WINDOW, c.hidden(), window, x.normed, rows.main, c.hidden(), TAPS);
        p.add(LINEAR, active * c.intermediate(), x.up, x.shifted, w.up(), c.hidden(), c.intermediate());
        p.add(SQUARED_RELU, active * c.intermediate(), x.upActivated, x.up);
        p.add(LINEAR_ADD, active * c.hidden(), residual, x.upActivated, w.down(), c.intermediate(), c.hidden());
    }
}
