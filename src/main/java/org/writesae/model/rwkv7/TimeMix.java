package org.writesae.model.rwkv7;

import org.writesae.kernels.CausalConv;
import org.writesae.kernels.LayerNorm;
import org.writesae.kernels.Linear;
import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.Rwkv7Gates;
import org.writesae.kernels.TokenShift;
import org.writesae.kernels.WideMaps;
import org.writesae.model.Rows;
import org.writesae.model.rwkv7.LayerWeights.LowRank;
import org.writesae.model.rwkv7.LayerWeights.TimeMixWeights;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** The kernel calls of a time mix, in order. Numbers in comments are the steps of the package's description. */
final class TimeMix {
    private static final Kernel SHIFT = Kernel.of(TokenShift.class, "tokenShift");
    private static final Kernel MOVE_WINDOW = Kernel.of(CausalConv.class, "shiftHistory");
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private static final Kernel LINEAR_ADD = Kernel.of(Linear.class, "linearAdd");
    private static final Kernel TANH = Kernel.of(WideMaps.class, "hyperbolicTangents");
    private static final Kernel SIGMOID = Kernel.of(WideMaps.class, "sigmoids");
    private static final Kernel DECAYS = Kernel.of(Rwkv7Gates.class, "decays");
    private static final Kernel RATES = Kernel.of(Rwkv7Gates.class, "learningRates");
    private static final Kernel MIX_VALUES = Kernel.of(Rwkv7Gates.class, "mixValues");
    private static final Kernel ERASE_KEYS = Kernel.of(Rwkv7Gates.class, "eraseKeys");
    private static final Kernel WRITE_KEYS = Kernel.of(Rwkv7Gates.class, "writeKeys");
    private static final Kernel SEQUENCE = Kernel.of(Rwkv7.class, "sequence");
    private static final Kernel BRANCHES = Kernel.of(Rwkv7.class, "branches");
    private static final Kernel GROUP_NORM = Kernel.of(LayerNorm.class, "groupNorm");
    private static final Kernel BONUS_GATE = Kernel.of(Rwkv7Gates.class, "bonusGate");
    /** The window of a token shift is one row, that of a convolution with this many taps. */
    private static final int TAPS = 2;

    private final Rwkv7Config c;
    private final Activations x;
    private final Rows rows;
    private final int keys;
    private final int values;

    TimeMix(Rwkv7Config config, Activations activations, Rows rows) {
        this.c = config;
        this.x = activations;
        this.rows = rows;
        this.keys = config.heads() * config.dk();
        this.values = config.values();
    }

    /** Steps 2 to 8: from the normed rows to r, w, k̃, v, κ, b and g. */
    void project(Program p, int i, TimeMixWeights w, Buffer window, int active) {
        shift(p, w.shifts().r(), window, active);
        linear(p, x.r, x.shifted, w.r(), c.hidden(), keys, active);
        shift(p, w.shifts().w(), window, active);
        lowRank(p, x.projected, w.decay(), c.ranks().decay(), TANH, keys, active);
        p.add(DECAYS, active * keys, x.decay, x.projected, w.decay().bias(), keys);
        shift(p, w.shifts().k(), window, active);
        linear(p, x.k, x.shifted, w.k(), c.hidden(), keys, active);
        values(p, i, w, window, active);
        shift(p, w.shifts().a(), window, active);
        lowRank(p, x.projected, w.rate(), c.ranks().rate(), null, keys, active);
        p.add(RATES, active * keys, x.rate, x.projected, w.rate().bias(), keys);
        shift(p, w.shifts().g(), window, active);
        lowRank(p, x.g, w.gate(), c.ranks().gate(), SIGMOID, values, active);
        p.add(ERASE_KEYS, active * c.heads(), x.kappa, x.k, w.eraseKey(), c.heads(), c.dk(), c.keyEps(), c.keyFloor());
        p.add(WRITE_KEYS, active * keys, x.key, x.erase, x.k, x.kappa, x.rate, w.writeKey(), keys);
    }

    /** Step 6: the first layer's values are kept, the others mix them into their own. */
    private void values(Program p, int i, TimeMixWeights w, Buffer window, int active) {
        shift(p, w.shifts().v(), window, active);
        linear(p, x.v, x.shifted, w.v(), c.hidden(), values, active);
        if (i == 0) {
            linear(p, x.vFirst, x.shifted, w.v(), c.hidden(), values, active);
        } else {
            lowRank(p, x.projected, w.value(), c.ranks().value(), null, values, active);
            p.add(MIX_VALUES, active * values, x.v, x.vFirst, x.projected, w.value().bias(), values);
        }
    }

    /** Step 9 over the rows of the sequence. */
    void recurrence(Program p, Buffer state, Buffer kept, Buffer keep) {
        p.add(SEQUENCE, values, x.headOutput, x.erased, state, kept, x.r, x.decay, x.key, x.v, x.kappa, x.erase, keep,
                rows.main, c.heads(), c.dk(), c.dv());
    }

    /** Moves the window of the token shift past the rows of the sequence. */
    void moveWindow(Program p, Buffer window) {
        p.add(MOVE_WINDOW, c.hidden(), window, x.normed, rows.main, c.hidden(), TAPS);
    }

    /** Step 9 over the rows of the branches, each from the state it starts with. */
    void branches(Program p, Buffer kept, Buffer start) {
        p.add(BRANCHES, rows.branches * values, x.headOutput, x.erased, kept, x.r, x.decay, x.key, x.v, x.kappa, x.erase,
                rows.first, rows.length, start, c.heads(), c.dk(), c.dv());
    }

    /** Steps 10 to 12: norm of the heads, bonus, gate, output projection into the residual stream. */
    void output(Program p, TimeMixWeights w, Buffer residual, int active) {
        p.add(GROUP_NORM, active * c.heads(), x.headNormed, x.headOutput, w.headNorm().weight(), w.headNorm().bias(), c.heads(),
                c.dv(), c.headEps());
        p.add(BONUS_GATE, active * c.heads(), x.gatedOutput, x.headNormed, x.r, x.key, w.bonus(), x.v, x.g, c.heads(), c.dk(),
                c.dv());
        p.add(LINEAR_ADD, active * c.hidden(), residual, x.gatedOutput, w.out(), values, c.hidden());
    }

    private void shift(Program p, Buffer weight, Buffer window, int active) {
        p.add(SHIFT, active * c.hidden(), x.shifted, x.normed, window, weight, rows.previous, c.hidden());
    }

    /** y = f(shifted · first) · second, without its bias; f is left out where null. */
    private void lowRank(Program p, Buffer y, LowRank w, int rank, Kernel f, int out, int active) {
        linear(p, x.narrow, x.shifted, w.first(), c.hidden(), rank, active);
        if (f != null) {
            p.add(f, active * rank, x.narrowActivated, x.narrow);
        }
        linear(p, y, f == null ? x.narrow : x.narrowActivated, w.second(), rank, out, active);
    }

    private static void linear(Program p, Buffer y, Buffer in, Buffer weight, int inputs, int outputs, int active) {
        p.add(LINEAR, active * outputs, y, in, weight, inputs, outputs);
    }
}
