package org.writesae.model;

import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text: the matrix state of every layer that has one. Families add what else they
 * carry. A layer takes memory from the first use of it on.
 */
public abstract class ModelState {
    private final ModelConfig config;
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
        this.config = config;
        this.capacity = capacity;
        this.recurrent = new Buffer[config.layers()];
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
        return recurrentBuffer(i).floats();
    }

    /** The same as a buffer. */
    public final Buffer recurrentBuffer(int i) {
        if (recurrent[i] == null) {
            recurrent[i] = Buffer.state("state " + i, new float[config.heads() * config.dk() * config.dv()]);
        }
        return recurrent[i];
    }

    /** Layer {@code i} as before the first token; what it held can be freed. Families forget what else they carry. */
    public void forget(int i) {
        recurrent[i] = null;
    }
}
