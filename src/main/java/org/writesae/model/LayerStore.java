package org.writesae.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The weights of a model's layers: all in memory, or, where they would not fit, the one in use, read from
 * the checkpoint again each time another is asked for.
 *
 * @param <W> weights of one layer
 */
public final class LayerStore<W> {
    private final IntFunction<W> load;
    private final List<W> resident;
    private int current = -1;
    private W streamed;

    private LayerStore(IntFunction<W> load, List<W> resident) {
        this.load = load;
        this.resident = resident;
    }

    /** All layers, loaded now. */
    public static <W> LayerStore<W> resident(int layers, IntFunction<W> load) {
        List<W> all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            all.add(load.apply(i));
        }
        return new LayerStore<>(load, List.copyOf(all));
    }

    /** Layers loaded when they are asked for; only the last one is held. */
    public static <W> LayerStore<W> streamed(IntFunction<W> load) {
        return new LayerStore<>(load, null);
    }

    /** The weights of layer {@code i}. */
    public W get(int i) {
        return resident != null ? resident.get(i) : stream(i);
    }

    /** Workers ask for the same layer at the same time: the first one loads it. */
    private synchronized W stream(int i) {
        if (current != i) {
            streamed = null;
            streamed = load.apply(i);
            current = i;
        }
        return streamed;
    }
}
