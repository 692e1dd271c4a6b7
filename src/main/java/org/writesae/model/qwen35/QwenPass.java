package org.writesae.model.qwen35;

import java.util.List;
import java.util.Map;

import org.writesae.model.Branch;
import org.writesae.model.DeltaRule;
import org.writesae.model.HeadNorm;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;
import org.writesae.model.SwiGluBlock;
import org.writesae.model.Writes;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Program;

/** A walk through the layers of a Qwen3.5 model. */
final class QwenPass extends Pass {
    private final QwenConfig config;
    private final QwenWeights weights;
    private final QwenState state;
    private final Activations x;
    private final DeltaRule rule;
    private final SwiGluBlock block;
    private final Layers layers;
    private final Buffer cosines;
    private final Buffer sines;
    private final int slotsSeen;

    QwenPass(QwenModel model, QwenState state, int rowCount, List<Branch> branches) {
        super(model, state, rowCount, branches);
        this.config = model.config();
        this.weights = model.weights();
        this.state = state;
        this.slotsSeen = state.capacity() + branches.stream().mapToInt(Branch::length).max().orElse(0);
        this.x = new Activations(config, rows, slotsSeen);
        this.rule = new DeltaRule(model, config.keyHeads(), config.taps(), rows, rows.output("alpha", config.heads()));
        this.block = new SwiGluBlock(residual, rounded, rows, config.hidden(), config.intermediate(), Layers.ZERO_CENTRED,
                config.eps());
        this.layers = new Layers(config, x, rule, block, rows);
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
                rule.addSequence(p, state.recurrentBuffer(i), kept.pool(), kept.index());
                rule.addWindowShift(p, state.window(i));
                addBranches(p, i, start, edits);
                layers.output(p, delta, active());
            }
            case LayerWeights.Attention attention -> layers.attention(p, attention, state.keys(i), state.values(i),
                    cosines, sines, slotsSeen, active());
        }
        block.feedForward(p, w.block(), active());
    }

    @Override
    protected void addBranches(Program p, int i, Buffer start) {
        rule.addBranches(p, kept.pool(), start);
    }

    @Override
    protected void addEditedReads(Program p, int i, StateEdits edits) {
        rule.addEditedReads(p, kept.pool(), edits);
    }

    @Override
    protected void addProbe(Program p, int i, Buffer probed) {
        LayerWeights w = weights.layers().get(i);
        block.norm(p, w.inputNorm(), active());
        layers.project(p, (LayerWeights.Delta) w.mixer(), state.window(i), active());
        rule.addSequence(p, probed, kept.pool(), kept.index());
    }

    @Override
    protected void addFinalNorm(Program p, int count, Buffer normed, Buffer in) {
        block.norm(p, normed, in, weights.finalNorm(), count);
    }

    /** β_t k_t v_tᵀ: the paper's write. */
    @Override
    public Writes rawWrites() {
        return rule.rawWrites();
    }

    /** β_t k_t (v_t − (α_t S_{t−1})ᵀ k_t)ᵀ: the write as executed. */
    @Override
    public Writes deltaWrites() {
        return rule.deltaWrites();
    }

    @Override
    public double[] queries() {
        return rule.queries();
    }

    @Override
    public double[] headOutputs() {
        return rule.headOutput.doubles();
    }

    @Override
    public double[] outputGates() {
        return HeadNorm.gates(x.z.doubles());
    }

    @Override
    public double[] gatedOutputs() {
        return x.gatedOutput.doubles();
    }

    @Override
    public double[] transition(double[] v, int row, int head, boolean erase) {
        return rule.transition(v, row, head, erase);
    }

    @Override
    protected Map<String, Buffer> gates() {
        return Map.of(QwenConfig.ALPHA, rule.alpha, QwenConfig.BETA, rule.beta);
    }
}
