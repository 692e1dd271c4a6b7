package org.writesae.model.mamba2;

import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;

/** What a model remembers of a text: the state and the convolution window of every layer. */
final class Mamba2State extends ModelState {
    private final Buffer[] window;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     */
    Mamba2State(Mamba2Config config, int capacity) {
        super(config, capacity);
        window = new Buffer[config.layers()];
        for (int i = 0; i < window.length; i++) {
            window[i] = Buffer.state("window " + i, new double[(config.taps() - 1) * config.channels()]);
        }
    }

    Buffer window(int i) {
        return window[i];
    }
}
