package org.writesae.model.mamba2;

import java.util.Arrays;
import java.util.List;

import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;

/** What a model remembers of a text: the state and the convolution window of every layer. */
final class Mamba2State extends ModelState {
    private final Mamba2Config config;
    private final Buffer[] window;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     */
    Mamba2State(Mamba2Config config, int capacity) {
        super(config, capacity);
        this.config = config;
        window = new Buffer[config.layers()];
    }

    Buffer window(int i) {
        if (window[i] == null) {
            window[i] = Buffer.state("window " + i, new double[(config.taps() - 1) * config.channels()]);
        }
        return window[i];
    }

    @Override
    protected List<Buffer> carried(int i) {
        return List.of(recurrentBuffer(i), window(i));
    }

    @Override
    public void restartConvolution(int i) {
        Arrays.fill(window(i).doubles(), 0);
    }

    @Override
    public void forget(int i) {
        super.forget(i);
        window[i] = null;
    }
}
