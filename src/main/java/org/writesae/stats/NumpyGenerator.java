package org.writesae.stats;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The draws of NumPy's {@code numpy.random.default_rng(seed)}: PCG64 (XSL-RR, 128 bits) seeded through {@code SeedSequence}.
 * Covers {@code choice(n, k, replace=False)}, which is what upstream's scripts draw subsets and samples with.
 */
public final class NumpyGenerator {
    /** The multiplier of PCG64, in two words. */
    private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
    private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;
    private static final long UNSIGNED = 0xFFFFFFFFL;
    /** Above this many values NumPy shuffles them instead of drawing apart, unless few are drawn. */
    private static final int MANY = 10_000;
    private static final int FEW_OF_MANY = 50;

    private long high;
    private long low;
    private final long incrementHigh;
    private final long incrementLow;
    /** The upper half of the last 64 bits, where only the lower one was used; −1 for none. */
    private long spare = -1;

    /** @param seed at least 0 */
    public NumpyGenerator(int seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("seed " + seed + ": not negative");
        }
        long[] words = new SeedPool(seed).words(4);
        incrementHigh = words[2] << 1 | words[3] >>> 63;
        incrementLow = words[3] << 1 | 1;
        step();
        long sum = low + words[1];
        high += words[0] + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
        step();
    }

    private void step() {
        long productHigh = Math.unsignedMultiplyHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        long productLow = low * MULTIPLIER_LOW;
        low = productLow + incrementLow;
        high = productHigh + incrementHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
    }

    private long next64() {
        step();
        return Long.rotateRight(high ^ low, (int) (high >>> 58));
    }

    /** 32 bits: the lower half of 64 first, then the upper. */
    private long next32() {
        if (spare >= 0) {
            long kept = spare;
            spare = -1;
            return kept;
        }
        long next = next64();
        spare = next >>> 32;
        return next & UNSIGNED;
    }

    /** A value in [0, bound), by Lemire's multiplication; 1 gives 0 without a draw. */
    private int below(int bound) {
        if (bound == 1) {
            return 0;
        }
        long product = next32() * bound;
        if ((product & UNSIGNED) < bound) {
            long least = (UNSIGNED - (bound - 1)) % bound;
            while ((product & UNSIGNED) < least) {
                product = next32() * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /**
     * {@code choice(n, count, replace=False)}: different values of [0, n), in the order drawn.
     *
     * @throws IllegalArgumentException if there are not that many
     */
    public int[] choice(int n, int count) {
        if (count < 0 || count > n) {
            throw new IllegalArgumentException(count + " of " + n);
        }
        if (n > MANY && count > n / FEW_OF_MANY) {
            int[] all = new int[n];
            Arrays.setAll(all, i -> i);
            shuffle(all, Math.max(n - count, 1));
            return Arrays.copyOfRange(all, n - count, n);
        }
        int[] chosen = apart(n, count);
        shuffle(chosen, 1);
        return chosen;
    }

    /** Floyd's way: each draw is of one value more than the one before; of a value drawn before, the new one is taken. */
    private int[] apart(int n, int count) {
        BitSet taken = new BitSet(n);
        int[] chosen = new int[count];
        for (int j = n - count; j < n; j++) {
            int value = below(j + 1);
            int kept = taken.get(value) ? j : value;
            taken.set(kept);
            chosen[j - n + count] = kept;
        }
        return chosen;
    }

    /** Fisher and Yates, from the end to {@code first}. */
    private void shuffle(int[] values, int first) {
        for (int i = values.length - 1; i >= first; i--) {
            int other = below(i + 1);
            int kept = values[i];
            values[i] = values[other];
            values[other] = kept;
        }
    }

    /** NumPy's {@code SeedSequence} of one 32-bit word: a pool of four words, stirred. */
    private static final class SeedPool {
        private static final int SIZE = 4;
        private static final int INIT_A = 0x43b0d7e5;
        private static final int MULT_A = 0x931e8875;
        private static final int INIT_B = 0x8b51f9dd;
        private static final int MULT_B = 0x58f38ded;
        private static final int MIX_LEFT = 0xca01f9dd;
        private static final int MIX_RIGHT = 0x4973f715;
        private static final int SHIFT = 16;

        private final int[] pool = new int[SIZE];
        private int hash = INIT_A;

        SeedPool(int seed) {
            for (int i = 0; i < SIZE; i++) {
                pool[i] = hashed(i == 0 ? seed : 0);
            }
            for (int from = 0; from < SIZE; from++) {
                for (int to = 0; to < SIZE; to++) {
                    if (from != to) {
                        pool[to] = mixed(pool[to], hashed(pool[from]));
                    }
                }
            }
        }

        private int hashed(int value) {
            int v = value ^ hash;
            hash *= MULT_A;
            v *= hash;
            return v ^ v >>> SHIFT;
        }

        private static int mixed(int x, int y) {
            int v = MIX_LEFT * x - MIX_RIGHT * y;
            return v ^ v >>> SHIFT;
        }

        /** {@code generate_state(count, uint64)}. */
        long[] words(int count) {
            int[] halves = new int[2 * count];
            int stirring = INIT_B;
            for (int i = 0; i < halves.length; i++) {
                int v = pool[i % SIZE] ^ stirring;
                stirring *= MULT_B;
                v *= stirring;
                halves[i] = v ^ v >>> SHIFT;
            }
            long[] words = new long[count];
            for (int i = 0; i < count; i++) {
                words[i] = halves[2 * i] & UNSIGNED | (long) halves[2 * i + 1] << 32;
            }
            return words;
        }
    }
}
