package org.writesae.tornado;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.writesae.runtime.Buffer;

/**
 * Numbers of rows for twins, in arrays, so that they can change without compiling. Equal numbers share an array: calls
 * of a graph then share what is copied up.
 */
final class Counts {
    private static final Map<Integer, Buffer> ARRAYS = new ConcurrentHashMap<>();

    private Counts() {
    }

    static Buffer of(int count) {
        return ARRAYS.computeIfAbsent(count, number -> Buffer.input("count", new int[] {number}));
    }
}
