package org.writesae.model.qwen35;

import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text: the recurrent state and the convolution window of every delta-rule
 * layer, the keys and values of every full-attention layer.
 */
public final class QwenState {
    private final int capacity;
    private final Buffer[] recurrent;
    private final Buffer[] window;
    private final Buffer[] keys;
    private final Buffer[] values;
    private int position;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     * @param spare    further rows of keys and values, for branches
     */
    QwenState(QwenConfig config, int capacity, int spare) {
        this.capacity = capacity;
        recurrent = new Buffer[config.layers()];
        window = new Buffer[config.layers()];
        keys = new Buffer[config.layers()];
        values = new Buffer[config.layers()];
        int matrix = config.dk() * config.dv();
        int row = config.kvHeads() * config.headWidth();
        for (int i = 0; i < config.layers(); i++) {
            if (config.isLinear(i)) {
                recurrent[i] = Buffer.state("state " + i, new float[config.valueHeads() * matrix]);
                window[i] = Buffer.state("window " + i, new double[(config.taps() - 1) * config.channels()]);
            } else {
                keys[i] = Buffer.state("keys " + i, new float[(capacity + spare) * row]);
                values[i] = Buffer.state("values " + i, new float[(capacity + spare) * row]);
            }
        }
    }

    /** Tokens read so far. */
    public int position() {
        return position;
    }

    /** Tokens the text may have at most. */
    public int capacity() {
        return capacity;
    }

    void advance(int tokens) {
        position += tokens;
    }

    /** [H, d_k, d_v]: S of layer {@code i} after the last token read. */
    public float[] recurrent(int i) {
        return recurrent[i].floats();
    }

    Buffer recurrentBuffer(int i) {
        return recurrent[i];
    }

    Buffer window(int i) {
        return window[i];
    }

    Buffer keys(int i) {
        return keys[i];
    }

    Buffer values(int i) {
        return values[i];
    }
}
