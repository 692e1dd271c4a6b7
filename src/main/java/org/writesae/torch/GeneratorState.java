package org.writesae.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of torch's {@code CPUGeneratorImpl} state. Offsets, little-endian: seed 0 (8), words left 8 (4), seeded
 * 12 (4), next word 16 (8), 624 words of 8 bytes from 24, an unused double 5016, kept normal 5024 (8), an unused
 * double 5032, whether one is kept 5040 (4), then the same for float32, which torch's kernels no longer use, 5048 (8).
 */
final class GeneratorState {
    private static final int BYTES = 5056;
    private static final int LEFT = 8;
    private static final int SEEDED = 12;
    private static final int NEXT = 16;
    private static final int WORDS = 24;
    private static final int NORMAL = 5024;
    private static final int HAS_NORMAL = 5040;

    record Contents(long seed, Mt19937 engine, double keptNormal, boolean hasKeptNormal) {
    }

    private GeneratorState() {
    }

    static byte[] write(Contents contents) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, contents.seed());
        bytes.putInt(LEFT, contents.engine().left());
        bytes.putInt(SEEDED, 1);
        bytes.putLong(NEXT, contents.engine().position());
        for (int i = 0; i < Mt19937.WORDS; i++) {
            bytes.putLong(WORDS + 8 * i, contents.engine().word(i) & 0xffffffffL);
        }
        if (contents.hasKeptNormal()) {
            bytes.putDouble(NORMAL, contents.keptNormal());
            bytes.putInt(HAS_NORMAL, 1);
        }
        return bytes.array();
    }

    static Contents read(byte[] state) {
        if (state.length != BYTES) {
            throw new IllegalArgumentException(state.length + " bytes, the state of a CPU generator has " + BYTES);
        }
        ByteBuffer bytes = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        int left = bytes.getInt(LEFT);
        long next = bytes.getLong(NEXT);
        // Torch counts one word left before the first draw, when none is used, and after the last of a block.
        boolean matching = next == Mt19937.WORDS + 1 - left || left == 1 && next == 0;
        if (left < 1 || left > Mt19937.WORDS || !matching || bytes.getInt(SEEDED) != 1) {
            throw new IllegalArgumentException("not the state of a CPU generator: " + left + " words left, next " + next);
        }
        int[] words = new int[Mt19937.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = (int) bytes.getLong(WORDS + 8 * i);
        }
        return new Contents(bytes.getLong(0), new Mt19937(words, left, (int) next), bytes.getDouble(NORMAL),
                bytes.getInt(HAS_NORMAL) == 1);
    }
}
