package org.writesae.torch;

/**
 * The 32-bit Mersenne Twister as torch's CPU generator runs it ({@code at::mt19937}). Commons Math has the same
 * recurrence, but seeds differently from 2³¹ on and keeps its state to itself, which a resumed training needs.
 */
final class Mt19937 {
    static final int WORDS = 624;
    private static final int SHIFT = 397;

    private final int[] words;
    private int left;
    private int next;

    /** @param seed its low 32 bits count, as in torch */
    Mt19937(long seed) {
        words = new int[WORDS];
        words[0] = (int) seed;
        for (int i = 1; i < WORDS; i++) {
            words[i] = 1812433253 * (words[i - 1] ^ words[i - 1] >>> 30) + i;
        }
        left = 1;
    }

    /** Takes over a stored state: {@code left - 1} of the words are unused, from {@code next} on. */
    Mt19937(int[] words, int left, int next) {
        this.words = words.clone();
        this.left = left;
        this.next = next;
    }

    /** Uniform over all 32-bit values. */
    int next() {
        left--;
        if (left == 0) {
            renew();
            left = WORDS;
            next = 0;
        }
        int y = words[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** One more than the words still unused: 1 before the first draw. */
    int left() {
        return left;
    }

    /** Index of the word that comes next. */
    int position() {
        return next;
    }

    int word(int i) {
        return words[i];
    }

    private void renew() {
        for (int i = 0; i < WORDS; i++) {
            int joined = words[i] & 0x80000000 | words[(i + 1) % WORDS] & 0x7fffffff;
            words[i] = words[(i + SHIFT) % WORDS] ^ joined >>> 1 ^ ((joined & 1) == 0 ? 0 : 0x9908b0df);
        }
    }
}
