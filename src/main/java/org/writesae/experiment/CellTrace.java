package org.writesae.experiment;

import java.util.Arrays;
import java.util.List;

import org.writesae.kernels.Write;
import org.writesae.model.qwen35.Pass;
import org.writesae.model.qwen35.QwenConfig;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * What one head of one layer did over a sequence: its states and its native writes. The layers before
 * it have run; the pass stands in front of the layer.
 */
final class CellTrace {
    private static final Kernel RAW = Kernel.of(Write.class, "rawValues");

    private final Pass pass;
    private final float[] states;
    private final double[] keys;
    private final double[] values;

    private CellTrace(Pass pass, float[] states, double[] keys, double[] values) {
        this.pass = pass;
        this.states = states;
        this.keys = keys;
        this.values = values;
    }

    /**
     * Runs a sequence up to the layer.
     *
     * @param ids   tokens of the sequence
     * @param layer a delta-rule layer
     * @param head  a value head
     * @param write which update counts as the native write
     */
    static CellTrace of(QwenModel model, int[] ids, int layer, int head, WriteReading write) {
        QwenConfig c = model.config();
        Pass pass = model.pass(ids.length, List.of());
        pass.embed(ids);
        for (int i = 0; i < layer; i++) {
            pass.layer(i, new int[0]);
        }
        float[] states = new float[Math.multiplyExact(ids.length, c.dk() * c.dv())];
        int[] keep = new int[ids.length * c.valueHeads()];
        Arrays.fill(keep, -1);
        for (int t = 0; t < ids.length; t++) {
            keep[t * c.valueHeads() + head] = t;
        }
        pass.keepStates(states, keep);
        pass.probe(layer);
        return new CellTrace(pass, states, keys(pass, c, ids.length, head), values(model, pass, ids.length, head, write));
    }

    /** [T, d_k]: the keys of the head. */
    private static double[] keys(Pass pass, QwenConfig c, int rows, int head) {
        double[] keys = new double[rows * c.dk()];
        int keyHead = head / (c.valueHeads() / c.keyHeads());
        for (int t = 0; t < rows; t++) {
            System.arraycopy(pass.keys().doubles(), (t * c.keyHeads() + keyHead) * c.dk(), keys, t * c.dk(), c.dk());
        }
        return keys;
    }

    /** [T, d_v]: the value factors of the head's native writes. */
    private static double[] values(QwenModel model, Pass pass, int rows, int head, WriteReading write) {
        QwenConfig c = model.config();
        double[] all = pass.errors().doubles();
        if (write == WriteReading.RAW) {
            all = new double[rows * c.valueHeads() * c.dv()];
            model.backend().run(new Program("raw writes").add(RAW, all.length, Buffer.output("raw values", all), pass.mixed(),
                    pass.beta(), c.valueHeads(), c.keyHeads(), c.dk(), c.dv()));
        }
        double[] values = new double[rows * c.dv()];
        for (int t = 0; t < rows; t++) {
            System.arraycopy(all, (t * c.valueHeads() + head) * c.dv(), values, t * c.dv(), c.dv());
        }
        return values;
    }

    /** The pass, in front of the layer. */
    Pass pass() {
        return pass;
    }

    /** [T, d_k, d_v]: S_t after each token. */
    float[] states() {
        return states;
    }

    /** [T, d_k], wide: k_t, the key factor of the native write. */
    double[] keys() {
        return keys;
    }

    /** [T, d_v], wide: the value factor of the native write in the reading asked for. */
    double[] values() {
        return values;
    }
}
