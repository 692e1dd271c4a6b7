package org.writesae.model.qwen35;

import org.writesae.model.ConvolutionState;
import org.writesae.model.LayerBuffers;
import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text: the recurrent state and the convolution window of every delta-rule
 * layer, the keys and values of every full-attention layer.
 */
final class QwenState extends ConvolutionState {
    private final LayerBuffers keys;
    private final LayerBuffers values;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     * @param spare    further rows of keys and values, for branches
     */
    QwenState(QwenConfig config, int capacity, int spare) {
        super(config, capacity, config.taps(), config.channels());
        int slots = capacity + spare;
        int width = config.kvHeads() * config.headWidth();
        keys = new LayerBuffers("keys", config.layers(), () -> new float[Math.multiplyExact(slots, width)]);
        values = new LayerBuffers("values", config.layers(), () -> new float[Math.multiplyExact(slots, width)]);
    }

    /** [slots, kvHeads · width]. */
    Buffer keys(int i) {
        return keys.of(i);
    }

    /** [slots, kvHeads · width]. */
    Buffer values(int i) {
        return values.of(i);
    }

    @Override
    public void forget(int i) {
        super.forget(i);
        keys.forget(i);
        values.forget(i);
    }
}
