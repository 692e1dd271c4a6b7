package org.writesae.model.tokenizer;

import java.util.Arrays;

/** A growing list of token ids. */
final class IdList {
    private int[] ids = new int[64];
    private int size;

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, grown(size + 1));
        }
        ids[size++] = id;
    }

    void addAll(int[] more) {
        if (ids.length - size < more.length) {
            ids = Arrays.copyOf(ids, grown(Math.addExact(size, more.length)));
        }
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }

    private int grown(int least) {
        return (int) Math.max(least, Math.min(Integer.MAX_VALUE - 8, ids.length * 2L));
    }
}
