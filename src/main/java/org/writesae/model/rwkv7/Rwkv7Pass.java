package org.writesae.model.rwkv7;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.LayerNorm;
import org.writesae.model.Branch;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;
import org.writesae.model.Writes;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** A walk through the layers of an RWKV-7 model. */
final class Rwkv7Pass extends Pass {
    private static final Kernel NORM = Kernel.of(LayerNorm.class, "groupNorm");

    private final Rwkv7Config c;
    private final Rwkv7Weights weights;
    private final Rwkv7State state;
    private final Activations x;
    private final TimeMix timeMix;
    private final ChannelMix channelMix;

    Rwkv7Pass(Rwkv7Model model, Rwkv7State state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.c = model.config();
        this.weights = model.weights();
        this.state = state;
        this.x = new Activations(c, rows);
        this.timeMix = new TimeMix(c, x, rows);
        this.channelMix = new ChannelMix(c, x, rows);
    }

    /** The values of layer 0 go along: every later layer mixes them into its own. */
    @Override
    protected List<Buffer> carried() {
        return List.of(residual, x.vFirst);
    }

    @Override
    protected void addLayer(Program p, int i, Buffer start, StateEdits edits) {
        LayerWeights w = weights.layers().get(i);
        if (w.preNorm() != null) {
            addRounding(p);
            addNorm(p, active(), residual, rounded, w.preNorm());
        }
        addRounding(p);
        addNorm(p, active(), x.normed, rounded, w.timeNorm());
        timeMix.project(p, i, w.time(), state.time(i), active());
        timeMix.recurrence(p, state.recurrentBuffer(i), kept.pool(), kept.index());
        timeMix.moveWindow(p, state.time(i));
        addBranches(p, i, start, edits);
        timeMix.output(p, w.time(), residual, active());
        addRounding(p);
        addNorm(p, active(), x.normed, rounded, w.channelNorm());
        channelMix.add(p, w, residual, state.channel(i), active());
    }

    @Override
    protected void addBranches(Program p, int i, Buffer start) {
        timeMix.branches(p, kept.pool(), start);
    }

    @Override
    protected void addEditedReads(Program p, int i, StateEdits edits) {
        edits.addReads(p, x.headOutput, kept.pool(), x.r, c.heads(), c);
    }

    @Override
    protected void addProbe(Program p, int i, Buffer probed) {
        LayerWeights w = weights.layers().get(i);
        addRounding(p);
        if (w.preNorm() != null) {
            addNorm(p, active(), x.shifted, rounded, w.preNorm());
        }
        addNorm(p, active(), x.normed, w.preNorm() == null ? rounded : x.shifted, w.timeNorm());
        timeMix.project(p, i, w.time(), state.time(i), active());
        timeMix.recurrence(p, probed, kept.pool(), kept.index());
    }

    private void addNorm(Program p, int count, Buffer y, Buffer in, LayerWeights.Norm norm) {
        p.add(NORM, count, y, in, norm.weight(), norm.bias(), 1, c.hidden(), c.eps());
    }

    @Override
    protected void addFinalNorm(Program p, int count, Buffer normed, Buffer in) {
        addNorm(p, count, normed, in, weights.finalNorm());
    }

    /** k̃_t v_tᵀ. */
    @Override
    public Writes rawWrites() {
        return new Writes(1, rows.ofSequence(x.key, c.heads() * c.dk()), rows.ofSequence(x.v, c.values()));
    }

    /** k̃_t v_tᵀ, then b_t e_tᵀ with e_t = −S_{t−1}ᵀ κ_t. */
    @Override
    public Writes deltaWrites() {
        return new Writes(2, interleaved(x.key, x.erase, c.dk()), interleaved(x.v, x.erased, c.dv()));
    }

    /** [T, H, 2, width]. */
    private double[] interleaved(Buffer write, Buffer erase, int width) {
        double[] both = new double[2 * rows.main * c.heads() * width];
        for (int n = 0; n < rows.main * c.heads(); n++) {
            System.arraycopy(write.doubles(), n * width, both, 2 * n * width, width);
            System.arraycopy(erase.doubles(), n * width, both, (2 * n + 1) * width, width);
        }
        return both;
    }

    /** r_t, without a scale. */
    @Override
    public double[] queries() {
        return x.r.doubles();
    }

    @Override
    public double[] headOutputs() {
        return x.headOutput.doubles();
    }

    /** g_t, which is no SiLU. */
    @Override
    public double[] outputGates() {
        return x.g.doubles();
    }

    @Override
    public double[] gatedOutputs() {
        return x.gatedOutput.doubles();
    }

    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        int from = (row * c.heads() + head) * c.dk();
        double read = erase ? dot(x.kappa.doubles(), from, v) : 0;
        double[] next = new double[v.length];
        Arrays.setAll(next, n -> x.decay.doubles()[from + n] * v[n] - x.erase.doubles()[from + n] * read);
        return next;
    }

    @Override
    protected Map<String, Buffer> gates() {
        return Map.of(Rwkv7Config.DECAY, x.decay, Rwkv7Config.RATE, x.rate, Rwkv7Config.KAPPA, x.kappa);
    }
}
