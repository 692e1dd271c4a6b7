package org.writesae.model.qwen35;

import org.writesae.kernels.Attention;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.RmsNorm;
import org.writesae.kernels.Rotary;
import org.writesae.kernels.RowCopy;
import org.writesae.model.DeltaRule;
import org.writesae.model.Rows;
import org.writesae.model.SwiGluBlock;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * The kernel calls of the mixers of Qwen3.5, in order, around the {@link DeltaRule}. Numbers in comments are the steps of
 * the package's description.
 */
final class Layers {
    private static final Kernel HEAD_NORM = Kernel.of(RmsNorm.class, "headRmsNorm");
    private static final Kernel GATED_NORM = Kernel.of(RmsNorm.class, "gatedRmsNorm");
    private static final Kernel GATES = Kernel.of(GatedDelta.class, "gates");
    private static final Kernel ROTATE = Kernel.of(Rotary.class, "rotateHalves");
    private static final Kernel SCATTER = Kernel.of(RowCopy.class, "scatterRows");
    private static final Kernel ATTEND = Kernel.of(Attention.class, "attend");
    private static final Kernel GATE_OUTPUT = Kernel.of(Attention.class, "gateOutput");
    /** Qwen3.5 stores block, query, key and final norms as w − 1. */
    static final double ZERO_CENTRED = 1.0;

    private final QwenConfig c;
    private final Activations x;
    private final DeltaRule rule;
    private final SwiGluBlock block;
    private final Rows rows;

    Layers(QwenConfig config, Activations activations, DeltaRule rule, SwiGluBlock block, Rows rows) {
        this.c = config;
        this.x = activations;
        this.rule = rule;
        this.block = block;
        this.rows = rows;
    }

    /** Steps 3 to 8: from u to q, k, v, α and β. */
    void project(Program p, LayerWeights.Delta w, Buffer window, int active) {
        int values = c.heads() * c.dv();
        block.linear(p, rule.projected, block.normed(), w.qkv(), c.hidden(), c.channels(), active);
        block.linear(p, x.z, block.normed(), w.z(), c.hidden(), values, active);
        block.linear(p, x.b, block.normed(), w.b(), c.hidden(), c.heads(), active);
        block.linear(p, x.a, block.normed(), w.a(), c.hidden(), c.heads(), active);
        rule.addConvolution(p, w.conv(), window, active);
        p.add(GATES, active * c.heads(), rule.alpha, rule.beta, x.a, x.b, w.aLog(), w.dtBias(), c.heads());
    }

    /** Steps 10 and 11: norm, gate, output projection. */
    void output(Program p, LayerWeights.Delta w, int active) {
        p.add(GATED_NORM, active * c.heads(), x.gatedOutput, rule.headOutput, x.z, w.norm(), c.dv(), c.eps());
        block.linearAdd(p, x.gatedOutput, w.out(), c.heads() * c.dv(), active);
    }

    /** Steps 12 to 16: gated full attention. */
    void attention(Program p, LayerWeights.Attention w, Buffer keys, Buffer values, Buffer cosines, Buffer sines,
            int slotsSeen, int active) {
        int width = c.headWidth();
        int queries = c.queryHeads() * width;
        int kvs = c.kvHeads() * width;
        block.linear(p, x.queryGate, block.normed(), w.query(), c.hidden(), 2 * queries, active);
        block.linear(p, x.key, block.normed(), w.key(), c.hidden(), kvs, active);
        block.linear(p, x.value, block.normed(), w.value(), c.hidden(), kvs, active);
        p.add(HEAD_NORM, active * c.queryHeads(), x.query, x.queryGate, w.queryNorm(), width, 2 * width, ZERO_CENTRED,
                c.eps());
        p.add(HEAD_NORM, active * c.kvHeads(), x.keyNormed, x.key, w.keyNorm(), width, width, ZERO_CENTRED, c.eps());
        p.add(ROTATE, active * queries, x.queryRotated, x.query, cosines, sines, rows.positions, c.queryHeads(), width,
                c.rotary());
        p.add(ROTATE, active * kvs, x.keyRotated, x.keyNormed, cosines, sines, rows.positions, c.kvHeads(), width,
                c.rotary());
        p.add(SCATTER, active * kvs, keys, x.keyRotated, rows.slots, kvs);
        p.add(SCATTER, active * kvs, values, x.value, rows.slots, kvs);
        p.add(ATTEND, active * c.queryHeads(), x.attended, x.scores, x.queryRotated, keys, values, rows.prefix,
                rows.ownFirst, rows.ownCount, c.queryHeads(), c.kvHeads(), width, slotsSeen);
        p.add(GATE_OUTPUT, active * queries, x.attendedGated, x.attended, x.queryGate, width);
        block.linearAdd(p, x.attendedGated, w.out(), queries, active);
    }
}
