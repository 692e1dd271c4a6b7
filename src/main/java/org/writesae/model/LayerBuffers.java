package org.writesae.model;

import java.util.function.Supplier;

import org.writesae.runtime.Buffer;

/** A buffer for each layer of a text's state. A layer takes memory from the first use of it on. */
public final class LayerBuffers {
    private final Buffer[] buffers;
    private final Supplier<Object> zeros;
    private final String name;

    /**
     * @param name   of the buffers, in front of the layer, for messages
     * @param layers layers of the model
     * @param zeros  makes the array of a layer as it is before the first token
     */
    public LayerBuffers(String name, int layers, Supplier<Object> zeros) {
        this.buffers = new Buffer[layers];
        this.zeros = zeros;
        this.name = name;
    }

    /** The buffer of layer {@code i}. */
    public Buffer of(int i) {
        if (buffers[i] == null) {
            buffers[i] = Buffer.state(name + " " + i, zeros.get());
        }
        return buffers[i];
    }

    /** Layer {@code i} as before the first token; what it held can be freed. */
    public void forget(int i) {
        buffers[i] = null;
    }
}
