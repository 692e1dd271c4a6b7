package org.writesae.model;

import java.util.Arrays;
import java.util.List;

import org.writesae.runtime.Buffer;

/**
 * What a model remembers of a text where a short convolution stands in front of the recurrence: the matrix state and the window
 * of the convolution of every layer that has them.
 */
public class ConvolutionState extends ModelState {
    private final ModelConfig config;
    private final LayerBuffers windows;

    /**
     * The state before the first token.
     *
     * @param config   sizes
     * @param capacity tokens the text may have at most
     * @param taps     width of the convolution
     * @param channels its channels
     */
    public ConvolutionState(ModelConfig config, int capacity, int taps, int channels) {
        super(config, capacity);
        this.config = config;
        this.windows = new LayerBuffers("window", config.layers(), () -> new double[(taps - 1) * channels]);
    }

    /** [taps − 1, channels]: what the convolution of layer {@code i} saw of the last tokens. */
    public final Buffer window(int i) {
        return windows.of(i);
    }

    @Override
    protected final List<Buffer> carried(int i) {
        return config.hasState(i) ? List.of(recurrentBuffer(i), window(i)) : List.of();
    }

    @Override
    public final void restartConvolution(int i) {
        if (config.hasState(i)) {
            Arrays.fill(window(i).doubles(), 0);
        }
    }

    @Override
    public void forget(int i) {
        super.forget(i);
        windows.forget(i);
    }
}
