package org.writesae.model;

import java.util.ArrayList;
import java.util.List;

import org.writesae.runtime.Buffer;

/** What some layers of a {@link ModelState} carried at a token; {@link ModelState#bookmark} makes it. */
public final class StateBookmark {
    private final int position;
    private final int first;
    private final List<Object> kept = new ArrayList<>();

    StateBookmark(int position, int first) {
        this.position = position;
        this.first = first;
    }

    /** Tokens read before it. */
    int position() {
        return position;
    }

    /** The first layer it knows of. */
    int first() {
        return first;
    }

    void keep(Buffer buffer) {
        kept.add(buffer.array() instanceof float[] floats ? floats.clone() : buffer.doubles().clone());
    }

    void restore(int n, Buffer into) {
        System.arraycopy(kept.get(n), 0, into.array(), 0, into.length());
    }
}
