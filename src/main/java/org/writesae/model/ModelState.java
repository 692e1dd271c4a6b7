package org.writesae.model;

import org.writesae.runtime.Buffer;

/** What a model remembers of a text: the matrix state of every layer that has one. Families add what else they carry. */
public abstract class ModelState {
    private final int capacity;
    private final Buffer[] recurrent;
    private int position;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     */
    protected ModelState(ModelConfig config, int capacity) {
        this.capacity = capacity;
        recurrent = new Buffer[config.layers()];
        for (int i : config.stateLayers()) {
            recurrent[i] = Buffer.state("state " + i, new float[config.heads() * config.dk() * config.dv()]);
        }
    }

    /** Tokens read so far. */
    public final int position() {
        return position;
    }

    /** Tokens the text may have at most. */
    public final int capacity() {
        return capacity;
    }

    final void advance(int tokens) {
        position += tokens;
    }

    /** [H, d_k, d_v]: S of layer {@code i} after the last token read. */
    public final float[] recurrent(int i) {
        return recurrent[i].floats();
    }

    /** The same as a buffer. */
    public final Buffer recurrentBuffer(int i) {
        return recurrent[i];
    }
}
