package org.writesae.io;

import java.util.List;
import java.util.stream.Collectors;

/** Dictionary keys as text: JSON-like maps have string keys, Python's also numbers and tuples of them. */
final class PickleKeys {
    private static final int LONGEST_PART = 200;

    private PickleKeys() {
    }

    /** {@code 3} for 3, {@code (9, 4)} for a tuple of scalars; null for what cannot be a key here. */
    static String text(Object key) {
        if (key instanceof List<?> tuple && !tuple.isEmpty() && tuple.size() <= 8
                && tuple.stream().allMatch(PickleKeys::isShort)) {
            return tuple.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        }
        return isScalar(key) ? String.valueOf(key) : null;
    }

    private static boolean isShort(Object value) {
        return isScalar(value) && (!(value instanceof String text) || text.length() <= LONGEST_PART);
    }

    private static boolean isScalar(Object value) {
        return value == null || value instanceof String || value instanceof Number || value instanceof Boolean;
    }
}
