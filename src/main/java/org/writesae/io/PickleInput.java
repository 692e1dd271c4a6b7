package org.writesae.io;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, with the position for messages and the means to check a claimed length before it is used. */
final class PickleInput extends InputStream {
    private final byte[] bytes;
    private int position;

    PickleInput(byte[] bytes) {
        this.bytes = bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    @Override
    public int read() {
        return position < bytes.length ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int at, int count) {
        if (count == 0) {
            return 0;
        }
        int part = Math.min(count, remaining());
        System.arraycopy(bytes, position, target, at, part);
        position += part;
        return part == 0 ? -1 : part;
    }

    /** The little-endian unsigned length of {@code width} bytes at the position, not consumed; -1 beyond 2^63 or the end. */
    long peekLength(int width) {
        if (remaining() < width) {
            return -1;
        }
        long length = 0;
        for (int i = width - 1; i >= 0; i--) {
            length = length << 8 | bytes[position + i] & 0xff;
        }
        return length;
    }

    /** Text up to the next line feed, or null where there is none within {@code most} bytes. */
    String line(int most) {
        int end = position;
        while (end < bytes.length && bytes[end] != '\n' && end - position < most) {
            end++;
        }
        if (end == bytes.length || bytes[end] != '\n') {
            return null;
        }
        String line = new String(bytes, position, end - position, StandardCharsets.UTF_8);
        position = end + 1;
        return line;
    }
}
