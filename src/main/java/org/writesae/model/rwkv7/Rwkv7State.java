package org.writesae.model.rwkv7;

import java.util.List;

import org.writesae.model.LayerBuffers;
import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;

/** What a model remembers of a text: the recurrent state of every layer, and for its two token shifts the last normed rows. */
final class Rwkv7State extends ModelState {
    private final LayerBuffers time;
    private final LayerBuffers channel;

    Rwkv7State(Rwkv7Config config, int capacity) {
        super(config, capacity);
        time = new LayerBuffers("time shift", config.layers(), () -> new double[config.hidden()]);
        channel = new LayerBuffers("channel shift", config.layers(), () -> new double[config.hidden()]);
    }

    /** [hidden]: the last row the time mix of layer {@code i} saw. */
    Buffer time(int i) {
        return time.of(i);
    }

    /** [hidden]: the last row the channel mix of layer {@code i} saw. */
    Buffer channel(int i) {
        return channel.of(i);
    }

    @Override
    protected List<Buffer> carried(int i) {
        return List.of(recurrentBuffer(i), time(i), channel(i));
    }

    @Override
    public void forget(int i) {
        super.forget(i);
        time.forget(i);
        channel.forget(i);
    }
}
