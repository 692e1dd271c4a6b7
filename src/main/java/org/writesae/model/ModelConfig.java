package org.writesae.model;

import java.util.ArrayList;
import java.util.List;

import org.writesae.io.InputException;

/** The sizes of a model that experiments and commands go by. */
public interface ModelConfig {

    /**
     * A gate of the recurrence.
     *
     * @param name  as in {@code layers.I.NAME} of a dump
     * @param shape sizes after the first, which is the token
     */
    record Gate(String name, int... shape) {

        /** Elements of one token. */
        public int width() {
            int width = 1;
            for (int size : shape) {
                width *= size;
            }
            return width;
        }
    }

    /** The family, for messages: "Qwen3.5 (Gated DeltaNet)". */
    String family();

    /** The recurrence of a head in one line, for a trace; the names are those of {@link #gates}. */
    default String recurrence() {
        return "S_t = decay(S_{t−1}) + k_t v_tᵀ";
    }

    /** What reads a state, {@link Pass#queries}, in one line, for a trace. */
    String queryEquation();

    /** The output of a head, {@link Pass#headOutputs}, in one line, for a trace. */
    default String outputEquation() {
        return "o = Sᵀ q";
    }

    /** Norm and gate behind it, {@link Pass#gatedOutputs}, in one line, for a trace. */
    default String gatedEquation() {
        return "o / √(mean o² + ε) ⊙ norm weight ⊙ silu(z)";
    }

    /** Rows of the embedding table. */
    int vocabulary();

    /** Width of the residual stream. */
    int hidden();

    int layers();

    /** Whether layer {@code i} has a matrix state. */
    boolean hasState(int i);

    /** Whether a short causal convolution stands in front of the recurrence. */
    default boolean hasConvolution() {
        return false;
    }

    /** H, heads of a layer with a state, each with a matrix of its own. */
    int heads();

    /** d_k, rows of a state: the side that meets the key and the query. */
    int dk();

    /** d_v, columns of a state: the side that meets the value. */
    int dv();

    /** The gates that {@link Pass#gate} gives. */
    List<Gate> gates();

    /**
     * Rank-1 terms of a native write with everything the token adds to the decayed state: 1, or 2 where the
     * recurrence also erases along a direction other than the key.
     */
    default int deltaTerms() {
        return 1;
    }

    /**
     * Whether upstream keeps the states of this family as [d_k, d_v], so that its dictionaries have key factors first.
     * Otherwise it keeps [d_v, d_k], and its dictionaries have value factors first.
     */
    default boolean upstreamKeysFirst() {
        return true;
    }

    /** The layers that have a matrix state. */
    default List<Integer> stateLayers() {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < layers(); i++) {
            if (hasState(i)) {
                found.add(i);
            }
        }
        return found;
    }

    /**
     * Checks that a layer exists and has a state.
     *
     * @param option the option that named it, for the message
     * @param model  name of the model, for the message
     * @throws InputException otherwise
     */
    default void requireStateLayer(int layer, String option, Object model) {
        if (layer < 0 || layer >= layers()) {
            throw new InputException(option + " " + layer + ": " + model + " has layers 0 to " + (layers() - 1));
        }
        if (!hasState(layer)) {
            throw new InputException(option + " " + layer + ": a full-attention layer of " + model
                    + ", which has no recurrent state; those with one are " + stateLayers());
        }
    }

    /**
     * Checks that a layer with a state has this head.
     *
     * @param place what named it, for the message
     * @param model name of the model, for the message
     * @throws InputException otherwise
     */
    default void requireHead(int head, String place, Object model) {
        if (head < 0 || head >= heads()) {
            throw new InputException(place + " " + head + ": " + model + " has heads 0 to " + (heads() - 1));
        }
    }

    /**
     * Checks tokens before any work is done with them.
     *
     * @param where file and place, for the message
     * @throws InputException if there are none or one is outside the vocabulary
     */
    default void requireTokens(int[] ids, String where) {
        if (ids.length == 0) {
            throw new InputException(where + ": no tokens");
        }
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] < 0 || ids[t] >= vocabulary()) {
                throw new InputException(where + ": token " + t + " has id " + ids[t] + ", outside the vocabulary of "
                        + vocabulary());
            }
        }
    }
}
