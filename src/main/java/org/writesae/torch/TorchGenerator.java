package org.writesae.torch;

import java.util.Arrays;

/**
 * torch's CPU generator: {@code torch.manual_seed(seed)} and what is drawn after it, in the same order and to the
 * same bits as torch 2.13 on x86 with AVX2. Names are torch's. Not safe for several threads.
 */
public final class TorchGenerator {
    /** From here on torch takes 64 bits for every step of a permutation. */
    private static final int LONGEST_PERMUTATION = (int) (0xffffffffL / 20) - 1;
    private static final float FLOAT_STEP = 0x1p-24f;
    private static final double DOUBLE_STEP = 0x1p-53;

    private Mt19937 engine;
    private long seed;
    private double keptNormal;
    private boolean hasKeptNormal;

    /** {@code torch.Generator().manual_seed(seed)}; of the seed the low 32 bits count. */
    public TorchGenerator(long seed) {
        manualSeed(seed);
    }

    /** Starts over. */
    public void manualSeed(long newSeed) {
        seed = newSeed;
        engine = new Mt19937(newSeed);
        hasKeptNormal = false;
    }

    /** {@code torch.empty((), dtype=torch.int64).random_()}: uniform over [0, 2⁶³). */
    public long randomInt64() {
        return random64() & Long.MAX_VALUE;
    }

    /** {@code torch.rand(n)}, float32. */
    public float[] rand(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = uniformFloat();
        }
        return values;
    }

    /** {@code torch.rand(n, dtype=torch.float64)}. */
    public double[] randDouble(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = uniformDouble();
        }
        return values;
    }

    /** {@code torch.empty(n).uniform_(from, to)}, float32: u·(to − from) + from, rounded once. */
    public float[] uniform(int n, double from, double to) {
        float low = (float) from;
        float high = (float) to;
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            float value = Math.fma(uniformFloat(), high - low, low);
            values[i] = value == high ? low : value;
        }
        return values;
    }

    /**
     * {@code torch.randn(n)}, float32. From 16 numbers on by {@link BoxMuller} in blocks of sixteen, the last sixteen
     * drawn anew where n is no multiple of it; fewer one at a time in double, of which every second is kept for the
     * next call.
     */
    public float[] randn(int n) {
        if (n < BoxMuller.BLOCK) {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = (float) normal();
            }
            return values;
        }
        float[] values = rand(n);
        for (int at = 0; at + BoxMuller.BLOCK <= n; at += BoxMuller.BLOCK) {
            BoxMuller.block(values, at);
        }
        if (n % BoxMuller.BLOCK != 0) {
            int tail = n - BoxMuller.BLOCK;
            System.arraycopy(rand(BoxMuller.BLOCK), 0, values, tail, BoxMuller.BLOCK);
            BoxMuller.block(values, tail);
        }
        return values;
    }

    /**
     * {@code torch.randperm(n)}: a Fisher-Yates shuffle from the front.
     *
     * @throws IllegalArgumentException from 214,748,364 on, where torch draws 64 bits a step
     */
    public int[] randperm(int n) {
        if (n < 0 || n > LONGEST_PERMUTATION) {
            throw new IllegalArgumentException("a permutation of " + n + ", at most " + LONGEST_PERMUTATION + " are replayed");
        }
        int[] permutation = new int[n];
        Arrays.setAll(permutation, i -> i);
        for (int i = 0; i < n - 1; i++) {
            int other = i + Integer.remainderUnsigned(engine.next(), n - i);
            int moved = permutation[i];
            permutation[i] = permutation[other];
            permutation[other] = moved;
        }
        return permutation;
    }

    /** {@code torch.empty(n).exponential_()}, float32. */
    public float[] exponential(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) -Math.log1p(-uniformDouble());
        }
        return values;
    }

    /**
     * {@code torch.multinomial(weights, samples, replacement=True)} of float32 weights. One sample is the largest
     * weight over an exponential draw per weight; several are looked up one by one in the cumulated weights.
     *
     * @param weights finite, not negative, not all zero
     * @throws IllegalArgumentException for other weights, or fewer than one sample
     */
    public int[] multinomial(float[] weights, int samples) {
        return Multinomial.draw(this, weights, samples);
    }

    /** {@code get_state()}: torch's own 5,056 bytes, which {@code torch.set_rng_state} takes. */
    public byte[] state() {
        return GeneratorState.write(new GeneratorState.Contents(seed, engine, keptNormal, hasKeptNormal));
    }

    /**
     * {@code set_state(state)}.
     *
     * @throws IllegalArgumentException if these are not the bytes of a CPU generator
     */
    public void restore(byte[] state) {
        GeneratorState.Contents contents = GeneratorState.read(state);
        seed = contents.seed();
        engine = contents.engine();
        keptNormal = contents.keptNormal();
        hasKeptNormal = contents.hasKeptNormal();
    }

    /** Uniform in [0, 1), of 53 bits. */
    double uniformDouble() {
        return (random64() & (1L << 53) - 1) * DOUBLE_STEP;
    }

    private float uniformFloat() {
        return (engine.next() & (1 << 24) - 1) * FLOAT_STEP;
    }

    private long random64() {
        long high = engine.next();
        return high << 32 | engine.next() & 0xffffffffL;
    }

    private double normal() {
        if (hasKeptNormal) {
            hasKeptNormal = false;
            return keptNormal;
        }
        double u1 = uniformDouble();
        double u2 = uniformDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-u2));
        double theta = 2 * Math.PI * u1;
        keptNormal = radius * Math.sin(theta);
        hasKeptNormal = true;
        return radius * Math.cos(theta);
    }
}
