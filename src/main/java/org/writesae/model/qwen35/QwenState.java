package org.writesae.model.qwen35;

import java.util.Arrays;
import java.util.List;

import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text: the recurrent state and the convolution window of every delta-rule
 * layer, the keys and values of every full-attention layer.
 */
final class QwenState extends ModelState {
    private final QwenConfig config;
    private final int slots;
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
        this.config = config;
        this.slots = capacity + spare;
        window = new Buffer[config.layers()];
        keys = new Buffer[config.layers()];
        values = new Buffer[config.layers()];
    }

    Buffer window(int i) {
        if (window[i] == null) {
            window[i] = Buffer.state("window " + i, new double[(config.taps() - 1) * config.channels()]);
        }
        return window[i];
    }

    Buffer keys(int i) {
        if (keys[i] == null) {
            keys[i] = Buffer.state("keys " + i, new float[rowsOfKeys()]);
        }
        return keys[i];
    }

    Buffer values(int i) {
        if (values[i] == null) {
            values[i] = Buffer.state("values " + i, new float[rowsOfKeys()]);
        }
        return values[i];
    }

    private int rowsOfKeys() {
        return Math.multiplyExact(slots, config.kvHeads() * config.headWidth());
    }

    @Override
    protected List<Buffer> carried(int i) {
        return config.hasState(i) ? List.of(recurrentBuffer(i), window(i)) : List.of();
    }

    @Override
    public void restartConvolution(int i) {
        if (config.hasState(i)) {
            Arrays.fill(window(i).doubles(), 0);
        }
    }

    @Override
    public void forget(int i) {
        super.forget(i);
        window[i] = null;
        keys[i] = null;
        values[i] = null;
    }
}
