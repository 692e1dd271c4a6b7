package org.writesae.model.qwen35;

import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.Write;
import org.writesae.model.Branch;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;
import org.writesae.model.SwiGluBlock;
import org.writesae.model.Writes;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** A walk through the layers of a Qwen3.5 model. */
final class QwenPass extends Pass {
    private static final Kernel KEYS = Kernel.of(Write.class, "writeKeys");
    private static final Kernel RAW = Kernel.of(Write.class, "rawValues");

    private final QwenConfig config;
    private final QwenWeights weights;
    private final Backend backend;
    private final QwenState state;
    private final Activations x;
    private final SwiGluBlock block;
    private final Layers layers;
    private final Buffer cosines;
    private final Buffer sines;
    private final int slotsSeen;

    QwenPass(QwenModel model, QwenState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.config = model.config();
        this.weights = model.weights();
        this.backend = model.backend();
        this.state = state;
        this.slotsSeen = state.capacity() + branches.stream().mapToInt(Branch::length).max().orElse(0);
        this.x = new Activations(config, rows.total, slotsSeen);
        this.block = new SwiGluBlock(residual, rounded, rows.total, config.hidden(), config.intermediate(), Layers.ZERO_CENTRED,
                config.eps());
        this.layers = new Layers(config, x, block, rows);
        RotaryTable table = model.rotary(state.capacity());
        this.cosines = Buffer.constant("cosines", table.cosines());
        this.sines = Buffer.constant("sines", table.sines());
    }

    @Override
    protected void addLayer(Program p, int i, Buffer start, StateEdits edits) {
        LayerWeights w = weights.layers().get(i);
        block.norm(p, w.inputNorm(), active());
        switch (w.mixer()) {
            case LayerWeights.Delta delta -> {
                layers.project(p, delta, state.window(i), active());
                layers.recurrence(p, state.recurrentBuffer(i), kept(), keep());
                layers.shiftWindow(p, state.window(i));
                if (active() > rows.main) {
                    addBranches(p, start, edits);
                }
                layers.output(p, delta, active());
            }
            case LayerWeights.Attention attention -> layers.attention(p, attention, state.keys(i), state.values(i),
                    cosines, sines, slotsSeen, active());
        }
        block.feedForward(p, w.block(), active());
    }

    private void addBranches(Program p, Buffer start, StateEdits edits) {
        if (edits != null) {
            addEdits(p, edits);
        }
        layers.branches(p, kept(), start);
        if (edits != null) {
            layers.readEdited(p, kept(), edits);
        }
    }

    @Override
    protected void addProbe(Program p, int i, Buffer probed) {
        LayerWeights w = weights.layers().get(i);
        block.norm(p, w.inputNorm(), active());
        layers.project(p, (LayerWeights.Delta) w.mixer(), state.window(i), active());
        layers.recurrence(p, probed, kept(), keep());
    }

    @Override
    protected void addFinalNorm(Program p, int count, Buffer normed, Buffer in) {
        block.norm(p, normed, in, weights.finalNorm(), count);
    }

    /** β_t k_t v_tᵀ: the paper's write. */
    @Override
    public Writes rawWrites() {
        double[] raw = new double[rows.main * config.heads() * config.dv()];
        backend.run(new Program("raw writes").add(RAW, raw.length, Buffer.output("raw values", raw), x.mixed, x.beta,
                config.heads(), config.keyHeads(), config.dk(), config.dv()));
        return new Writes(1, keys(), raw);
    }

    /** β_t k_t (v_t − (α_t S_{t−1})ᵀ k_t)ᵀ: the write as executed. */
    @Override
    public Writes deltaWrites() {
        double[] errors = new double[rows.main * config.heads() * config.dv()];
        System.arraycopy(x.error.doubles(), 0, errors, 0, errors.length);
        return new Writes(1, keys(), errors);
    }

    /** [T, H, d_k]: the normalised keys as value heads use them. */
    private double[] keys() {
        return ofValueHeads(x.k, rows.main);
    }

    /** [count, H, d_k]: what key heads have, as value heads use it. */
    private double[] ofValueHeads(Buffer own, int count) {
        double[] all = new double[count * config.heads() * config.dk()];
        backend.run(new Program("of value heads").add(KEYS, all.length, Buffer.output("of value heads", all), own, config.heads(),
                config.keyHeads(), config.dk()));
        return all;
    }

    @Override
    public double[] queries() {
        return ofValueHeads(x.q, rows.total);
    }

    @Override
    public double[] headOutputs() {
        return x.headOutput.doubles();
    }

    @Override
    public double[] outputGates() {
        return silu(x.z.doubles());
    }

    @Override
    public double[] gatedOutputs() {
        return x.gatedOutput.doubles();
    }

    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        int key = (row * config.keyHeads() + head / (config.heads() / config.keyHeads())) * config.dk();
        double alpha = x.alpha.doubles()[row * config.heads() + head];
        double erased = erase ? x.beta.doubles()[row * config.heads() + head] * read(x.k.doubles(), key, v) : 0;
        double[] next = new double[v.length];
        Arrays.setAll(next, n -> alpha * (v[n] - erased * x.k.doubles()[key + n]));
        return next;
    }

    @Override
    public double[] gate(String name) {
        return switch (name) {
            case QwenConfig.ALPHA -> x.alpha.doubles();
            case QwenConfig.BETA -> x.beta.doubles();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
