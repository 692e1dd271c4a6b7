package org.writesae.model.rwkv7;

import java.util.List;

import org.writesae.model.ModelState;
import org.writesae.runtime.Buffer;

/** What a model remembers of a text: the recurrent state of every layer, and for its two token shifts the last normed rows. */
final class Rwkv7State extends ModelState {
    private final int hidden;
    private final Buffer[] time;
    private final Buffer[] channel;

    Rwkv7State(Rwkv7Config config, int capacity) {
        super(config, capacity);
        hidden = config.hidden();
        time = new Buffer[config.layers()];
        channel = new Buffer[config.layers()];
    }

    /** [hidden]: the last row the time mix of layer {@code i} saw. */
    Buffer time(int i) {
        return row(time, i, "time shift ");
    }

    /** [hidden]: the last row the channel mix of layer {@code i} saw. */
    Buffer channel(int i) {
        return row(channel, i, "channel shift ");
    }

    private Buffer row(Buffer[] rows, int i, String name) {
        if (rows[i] == null) {
            rows[i] = Buffer.state(name + i, new double[hidden]);
        }
        return rows[i];
    }

    @Override
    protected List<Buffer> carried(int i) {
        return List.of(recurrentBuffer(i), time(i), channel(i));
    }

    @Override
    public void forget(int i) {
        super.forget(i);
        time[i] = null;
        channel[i] = null;
    }
}
