package org.writesae.io;

import java.util.List;

/** A Python tuple to be pickled; a {@link List} becomes a list. */
public record PythonTuple(List<Object> items) {
    public static PythonTuple of(Object... items) {
        return new PythonTuple(List.of(items));
    }
}
