package org.writesae.model;

import java.util.List;

import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text: the matrix state of every layer that has one. Families add what else they
 * carry.
 */
public class ModelState {
    private final ModelConfig config;
    private final int capacity;
    private final LayerBuffers recurrent;
    private int position;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     */
    public ModelState(ModelConfig config, int capacity) {
        this.config = config;
        this.capacity = capacity;
        this.recurrent = new LayerBuffers("state", config.layers(),
                () -> new float[config.heads() * config.dk() * config.dv()]);
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
        return recurrent.of(i);
    }

    /**
     * What layer {@code i} carries from token to token and writes over: its state, and the windows a family adds. Keys and
     * values are not among it; they are kept by position.
     */
    protected List<Buffer> carried(int i) {
        return config.hasState(i) ? List.of(recurrentBuffer(i)) : List.of();
    }

    /**
     * Makes the short convolution in front of the recurrence of layer {@code i} see nothing before the next token, as it is
     * before the first one. Families without a convolution ({@link ModelConfig#hasConvolution}) have nothing to forget.
     */
    public void restartConvolution(int i) {
        // GLA and RWKV-7 have none.
    }

    /** Where the text is now, to go on from again: what layer {@code first} and those after it carry. */
    public final StateBookmark bookmark(int first) {
        StateBookmark mark = new StateBookmark(position, first);
        for (int i = first; i < config.layers(); i++) {
            carried(i).forEach(mark::keep);
        }
        return mark;
    }

    /**
     * Goes back to a bookmark of this text: everything as it was there. Keys and values of later tokens are written over
     * when the text goes on.
     */
    public final void returnTo(StateBookmark mark) {
        takeStates(mark);
        position = mark.position();
    }

    /**
     * Only what the layers carry as it was at a bookmark: the position stays, and attention goes on to see the keys and
     * values of the tokens read since.
     */
    public final void takeStates(StateBookmark mark) {
        int n = 0;
        for (int i = mark.first(); i < config.layers(); i++) {
            for (Buffer buffer : carried(i)) {
                mark.restore(n++, buffer);
            }
        }
    }

    /** Layer {@code i} as before the first token; what it held can be freed. Families forget what else they carry. */
    public void forget(int i) {
        recurrent.forget(i);
    }
}
