package org.writesae.kernels;

/**
 * The elementary functions of every kernel, in double and from {@code + - * /}, comparisons and casts alone, so that they give
 * the same bits wherever those do. Built-in exp and log differ between devices, and on a GPU are only float approximations.
 * A caller rounds the result once, when it stores it.
 *
 * <p><b>Error.</b> In ulp of double, the largest seen against 400-bit values on the golden cases ({@code elementary/*}, about
 * 3700 inputs each over the whole float32 range); and over all 2^32 float32 inputs the results that are not the correctly
 * rounded float32 value ({@code mvn test -Dtest=ElementaryEveryFloat}). A <i>tie</i> is an exact value so close
 * to the middle of two floats that even a correctly rounded double rounds to the wrong one.
 * <pre>
 *                       ulp of double   mis-rounded   of them ties
 *   exponential             0.86             0             0
 *   logarithm               0.67             5             5
 *   sigmoid                 1.61            78            74
 *   softplus                1.35             1             1
 *   hyperbolicTangent       1.63             0             0
 *   silu                    1.98             0             0
 * </pre>
 * For silu, the subnormal results x/2 of odd x with |x| &lt; 2^-125 are left out: all 2^24 of them are ties.
 *
 * <p><b>Contraction.</b> A device compiler may fuse {@code a * b + c} into one rounding. k times the high part of ln 2 is exact,
 * so there it changes nothing; elsewhere it can change the last bit of a double. Compiled as C with gcc, with and without
 * {@code -ffp-contract=fast}, 2 in 1000 doubles or fewer differed and no float32 (exponential and logarithm over all inputs,
 * the others over 2^-40 &lt;= |x| &lt;= 128). On an NVIDIA H200, whose compiler fuses unless told otherwise, a whole
 * result did differ; the device backend tells it.
 *
 * <p><b>Method.</b> exponential: x = k ln 2 + r with ln 2 in two parts (Cody and Waite), e^r as the even and odd halves of its
 * Taylor series to r^13/13! (truncation 4e-18), which tanh shares as cosh and sinh. logarithm: x = 2^k (1 + f), and with
 * s = f / (2 + f), ln(1 + f) = 2 artanh s to s^21/21, summed as f - f^2/2 + s (f^2/2 + ...) so that f stays unrounded (as
 * fdlibm does). Coefficients are those of the Taylor series.
 */
public final class Elementary {
    /** ln 2 in two parts. The high part has 32 significant bits, so {@code k * LN2_HIGH} is exact for every exponent k. */
    private static final double LN2_HIGH = 6.93147180369123816490e-01;
    private static final double LN2_LOW = 1.90821492927058770002e-10;
    private static final double ONE_OVER_LN2 = 1.44269504088896338700;
    private static final double SQRT2 = 1.41421356237309504880;

    private static final double TWO_TO_30 = 1073741824.0;
    private static final double TWO_TO_MINUS_30 = 1.0 / TWO_TO_30;
    private static final double TWO_TO_64 = 18446744073709551616.0;

    private Elementary() {}

    /**
     * e^x for every double: infinity from 709.7827..., 0 below -745.1332..., subnormals between, NaN for NaN. 2^k comes from int
     * shifts for |k| up to 30, that is |x| up to 21; beyond that a loop scales by 2^30 at a time.
     */
    public static double exponential(double x) {
        // Beyond these bounds the result is infinity or 0. NaN takes the upper one here and is put back at the end.
        double atMost = x < 710.0 ? x : 710.0;
        double bounded = atMost > -746.0 ? atMost : -746.0;
        int k = nearestPower(bounded);
        double r = reduced(bounded, k);
        double square = r * r;
        double y = 1.0 + (r + square * (evenSeries(square) + r * oddSeries(square)));
        while (k > 30) {
            y = y * TWO_TO_30;
            k = k - 30;
        }
        while (k < -30) {
            y = y * TWO_TO_MINUS_30;
            k = k + 30;
        }
        // 2^k for |k| <= 30 as a product of two int powers: exact, and no branch in the common case.
        int shift = k + 30;
        int first = shift >> 1;
        double scale = (double) (1 << first) * (double) (1 << (shift - first)) * TWO_TO_MINUS_30;
        return x == x ? y * scale : x;
    }

    /** The integer nearest to x / ln 2: the cast truncates, and the offset keeps its argument positive. */
    static int nearestPower(double x) {
        return (int) (x * ONE_OVER_LN2 + 1100.5) - 1100;
    }

    /** x − k ln 2. */
    static double reduced(double x, int k) {
        return (x - k * LN2_HIGH) - k * LN2_LOW;
    }

    /** ln x for every double, subnormals included: -infinity at both zeros, infinity at infinity, NaN for negatives and NaN. */
    public static double logarithm(double x) {
        // x - x is 0 for finite x alone. On PTX x > 0 is true of NaN, and a loop would wait for it to shrink.
        boolean ordinary = x > 0.0 && x - x == 0.0;
        double m = ordinary ? x : 1.0;
        int k = 0;
        while (m > TWO_TO_64) {
            m = m * (1.0 / TWO_TO_64);
            k = k + 64;
        }
        while (m < 1.0) {
            m = m * TWO_TO_64;
            k = k - 64;
        }
        // 1 <= m <= 2^64: halve the range of exponents until m <= 2. Every multiplication is exact.
        if (m > 4294967296.0) {
            m = m * (1.0 / 4294967296.0);
            k = k + 32;
        }
        if (m > 65536.0) {
            m = m * (1.0 / 65536.0);
            k = k + 16;
        }
        if (m > 256.0) {
            m = m * (1.0 / 256.0);
            k = k + 8;
        }
        if (m > 16.0) {
            m = m * (1.0 / 16.0);
            k = k + 4;
        }
        if (m > 4.0) {
            m = m * 0.25;
            k = k + 2;
        }
        if (m > 2.0) {
            m = m * 0.5;
            k = k + 1;
        }
        if (m > SQRT2) {
            m = m * 0.5;
            k = k + 1;
        }
        double y = logarithmNearOne(m - 1.0, k);
        // -1/x^2 is -infinity at both zeros; (x - x)/(x - x) is NaN for negatives and NaN.
        double special = x == 0.0 ? -1.0 / (x * x) : (x - x) / (x - x);
        return ordinary ? y : x > 0.0 ? x : special;
    }

    /** 1 / (1 + e^-x), as e^x / (1 + e^x) where x is negative, so that nothing overflows and the tail keeps its digits. */
    public static double sigmoid(double x) {
        double t = exponential(-Math.abs(x));
        return (x < 0.0 ? t : 1.0) / (1.0 + t);
    }

    /**
     * ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), about e^x where x is very negative. PyTorch returns x itself
     * above 20; the difference, at most e^-20 = 2e-9, is 1e-10 of the result and so below float32 rounding.
     */
    public static double softplus(double x) {
        double t = exponential(-Math.abs(x));
        // 1 + t is not formed: it would lose a small t. Above sqrt(2) it is written 2 (1 + (t - 1) / 2).
        boolean upper = t > SQRT2 - 1.0;
        double tail = logarithmNearOne(upper ? 0.5 * (t - 1.0) : t, upper ? 1 : 0);
        return (x > 0.0 ? x : 0.0) + tail;
    }

    /** tanh x: 1 - 2 / (e^2|x| + 1) with the sign of x, and sinh x / cosh x from their series near 0, where that would cancel. */
    public static double hyperbolicTangent(double x) {
        double a = Math.abs(x);
        double square = x * x;
        double t = 2.0 / (exponential(2.0 * a) + 1.0);
        double large = x < 0.0 ? t - 1.0 : 1.0 - t;
        double small = (x + x * (square * oddSeries(square))) / (1.0 + square * evenSeries(square));
        return a < 0.35 ? small : large;
    }

    /** x / (1 + e^-x), also called swish. NaN at -infinity, as in PyTorch: an overflow upstream stays visible. */
    public static double silu(double x) {
        return x * sigmoid(x);
    }

    /** (cosh r - 1) / r^2 = 1/2! + r^2/4! + ... + r^10/12!, for z = r^2 and |r| up to 0.35. */
    static double evenSeries(double z) {
        return 1.0 / 2 + z * (1.0 / 24 + z * (1.0 / 720 + z * (1.0 / 40320 + z * (1.0 / 3628800 + z * (1.0 / 479001600)))));
    }

    /** (sinh r / r - 1) / r^2 = 1/3! + r^2/5! + ... + r^10/13!, for z = r^2 and |r| up to 0.35. */
    static double oddSeries(double z) {
        return 1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800 + z * (1.0 / 6227020800.0)))));
    }

    /** k ln 2 + ln(1 + f), for sqrt(1/2) - 1 <= f <= sqrt(2) - 1. */
    private static double logarithmNearOne(double f, int k) {
        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
        double even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
        double tail = z * (odd + z * even);
        double halfSquare = 0.5 * (f * f);
        return k * LN2_HIGH - ((halfSquare - (s * (halfSquare + tail) + k * LN2_LOW)) - f);
    }
}
