package org.writesae.torch;

/**
 * Turns uniform into normal numbers as torch's vectorised CPU kernel does, to the bit: sixteen at a time, u₁ from
 * the first eight and u₂ from the last, r = √(−2 ln(1 − u₁)), θ = 2π u₂, then r cos θ in place of u₁ and r sin θ
 * in place of u₂.
 *
 * <p>Every operation is in float32, with the polynomials of Cephes' logf, sinf and cosf and the fused
 * multiply-adds that torch's x86 builds have ({@code normal_fill} with {@code NormalFill16<float>},
 * {@code log256_ps} and {@code sincos256_ps}). A build without AVX2 takes the C library's functions instead, which
 * differ from these by up to 3 ulp.
 */
final class BoxMuller {
    static final int BLOCK = 16;
    private static final int HALF = BLOCK / 2;
    private static final float TWO_PI = (float) (2 * Math.PI);
    private static final float FOUR_OVER_PI = 1.27323954473516f;
    private static final float SQRT_HALF = 0.707106781186547524f;
    private static final float[] LOG = {7.0376836292E-2f, -1.1514610310E-1f, 1.1676998740E-1f, -1.2420140846E-1f,
        1.4249322787E-1f, -1.6668057665E-1f, 2.0000714765E-1f, -2.4999993993E-1f, 3.3333331174E-1f};
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float LN2_HIGH = 0.693359375f;
    /** π/4 in three parts, each exact in few bits, so that the reduced angle keeps its low bits. */
    private static final float[] MINUS_QUARTER_PI = {-0.78515625f, -2.4187564849853515625e-4f, -3.77489497744594108e-8f};
    private static final float[] SIN = {-1.9515295891E-4f, 8.3321608736E-3f, -1.6666654611E-1f};
    private static final float[] COS = {2.443315711809948E-005f, -1.388731625493765E-003f, 4.166664568298827E-002f};

    private BoxMuller() {
    }

    /** Overwrites sixteen uniform numbers of [0, 1) with normal ones. */
    static void block(float[] values, int at) {
        for (int j = at; j < at + HALF; j++) {
            float radius = (float) Math.sqrt(-2 * log(1 - values[j]));
            float theta = TWO_PI * values[j + HALF];
            int octant = (int) (theta * FOUR_OVER_PI) + 1 & ~1;
            float reduced = reduced(theta, octant);
            boolean swapped = (octant & 2) != 0;
            float sine = swapped ? cosine(reduced) : sine(reduced);
            float cosine = swapped ? sine(reduced) : cosine(reduced);
            // Adding the mean of 0 makes a negative zero positive.
            values[j] = radius * ((octant + 2 & 4) != 0 ? -cosine : cosine) + 0f;
            values[j + HALF] = radius * ((octant & 4) != 0 ? -sine : sine) + 0f;
        }
    }

    /** ln x for x in (0, 1]. */
    private static float log(float positive) {
        int bits = Float.floatToRawIntBits(positive);
        float exponent = (bits >> 23) - 126;
        float m = Float.intBitsToFloat(bits & 0x007fffff | 0x3f000000); // in [1/2, 1)
        float x = m - 1;
        if (m < SQRT_HALF) {
            exponent -= 1;
            x += m;
        }
        float z = x * x;
        float y = polynomial(LOG, x) * x;
        y = Math.fma(y, z, exponent * LN2_LOW);
        y -= z * 0.5f;
        return Math.fma(exponent, LN2_HIGH, x + y);
    }

    /** θ − octant·π/4. */
    private static float reduced(float theta, int octant) {
        float x = theta;
        for (float part : MINUS_QUARTER_PI) {
            x = Math.fma(octant, part, x);
        }
        return x;
    }

    private static float sine(float x) {
        float z = x * x;
        return Math.fma(polynomial(SIN, z) * z, x, x);
    }

    private static float cosine(float x) {
        float z = x * x;
        return Math.fma(polynomial(COS, z) * z, z, -(z * 0.5f)) + 1;
    }

    private static float polynomial(float[] coefficients, float x) {
        float y = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            y = Math.fma(y, x, coefficients[i]);
        }
        return y;
    }
}
