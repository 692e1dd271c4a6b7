package org.writesae.model.qwen35;

import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text: the recurrent state and the convolution window of every delta-rule
 * layer, the keys and values of every full-attention layer.
 */
final class QwenState extends ModelState {
    private final Buffer[] window;
    private final Buffer[] keys;
    private final Buffer[] values;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     * @param spare    further rows of keys and values, for branches
     */
    QwenState(QwenConfig config, int capacity, int spare) {
        super(config, capacity);
        window = new Buffer[config.layers()];
        keys = new Buffer[config.layers()];
        values = new Buffer[config.layers()];
        int row = config.kvHeads() * config.headWidth();
        for (int i = 0; i < config.layers(); i++) {
            if (config.hasState(i)) {
                window[i] = Buffer.state("window " + i, new double[(config.taps() - 1) * config.channels()]);
            } else {
                keys[i] = Buffer.state("keys " + i, new float[(capacity + spare) * row]);
                values[i] = Buffer.state("values " + i, new float[(capacity + spare) * row]);
            }
        }
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
