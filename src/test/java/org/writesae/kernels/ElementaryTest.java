package org.writesae.kernels;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Elementary} against two references that share nothing with it: StrictMath (fdlibm, within 1 ulp for exp, log and
 * log1p, 2.5 for tanh) over the whole float32 range, and 160-digit decimal arithmetic at fewer points.
 */
class ElementaryTest {
    private static final MathContext DIGITS = new MathContext(160);

    enum Function {
        EXPONENTIAL(Elementary::exponential, StrictMath::exp, ElementaryTest::exp, 708),
        LOGARITHM(Elementary::logarithm, StrictMath::log, ElementaryTest::ln, 1e300),
        SIGMOID(Elementary::sigmoid, ElementaryTest::strictSigmoid, x -> inverse(BigDecimal.ONE.add(exp(x.negate()))), 104),
        SOFTPLUS(
                Elementary::softplus,
                x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))),
                x -> ln(BigDecimal.ONE.add(exp(x))),
                104),
        HYPERBOLIC_TANGENT(
                Elementary::hyperbolicTangent,
                StrictMath::tanh,
                x -> {
                    BigDecimal e = exp(x.add(x));
                    return e.subtract(BigDecimal.ONE).multiply(inverse(e.add(BigDecimal.ONE)));
                },
                20),
        SILU(Elementary::silu, x -> x * strictSigmoid(x), x -> x.multiply(inverse(BigDecimal.ONE.add(exp(x.negate())))), 110);

        final DoubleUnaryOperator ours;
        final DoubleUnaryOperator strict;
        final UnaryOperator<BigDecimal> exact;
        final double range;

        Function(DoubleUnaryOperator ours, DoubleUnaryOperator strict, UnaryOperator<BigDecimal> exact, double range) {
            this.ours = ours;
            this.strict = strict;
            this.exact = exact;
            this.range = range;
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithStrictMathOverTheWholeFloatRange(Function f) {
        double worst = 0;
        float at = 0;
        for (long bits = 0; bits < 1L << 32; bits += 2003) {
            float x = Float.intBitsToFloat((int) bits);
            double actual = f.ours.applyAsDouble(x);
            double expected = f.strict.applyAsDouble(x);
            if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
                // The floor lets the last units of subnormal doubles differ; float32 ends at 1e-45 already.
                double error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-305);
                if (!(error <= worst)) {
                    worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
                    at = x;
                }
            }
        }
        assertThat(worst).as("relative difference at x = %s", at).isLessThan(1e-15);
    }

    @ParameterizedTest
    @EnumSource
    void staysWithinThreeUlpOfTheExactValue(Function f) {
        Random random = new Random(20260512);
        double worst = 0;
        double at = 0;
        for (int n = 0; n < 300; n++) {
            double x = switch (n % 3) {
                case 0 -> random.nextGaussian();
                case 1 -> Math.min(f.range, 708) * (2 * random.nextDouble() - 1);
                default -> Math.scalb(random.nextGaussian(), random.nextInt(60) - 50);
            };
            x = Math.clamp(x, -f.range, f.range);
            x = f == Function.LOGARITHM ? Math.abs(x) : x;
            double error = ulpError(f, x);
            if (error > worst) {
                worst = error;
                at = x;
            }
        }
        assertThat(worst).as("ulp of double, at x = %s", at).isLessThan(3);
    }

    @ParameterizedTest
    @CsvSource({
        "EXPONENTIAL, NaN, NaN", "EXPONENTIAL, Infinity, Infinity", "EXPONENTIAL, -Infinity, 0", "EXPONENTIAL, 0, 1",
        "EXPONENTIAL, -0.0, 1", "EXPONENTIAL, 1.4e-45, 1", "EXPONENTIAL, 709.782712893384, 1.797693134862273e308",
        "EXPONENTIAL, 709.7827128933841, Infinity", "EXPONENTIAL, 3.4e38, Infinity", "EXPONENTIAL, -3.4e38, 0",
        "EXPONENTIAL, -745.1332191019411, 4.9e-324", "EXPONENTIAL, -745.1332191019412, 0",
        "LOGARITHM, NaN, NaN", "LOGARITHM, Infinity, Infinity", "LOGARITHM, 0, -Infinity", "LOGARITHM, -0.0, -Infinity",
        "LOGARITHM, -1, NaN", "LOGARITHM, -1e-45, NaN", "LOGARITHM, -Infinity, NaN", "LOGARITHM, 1, 0",
        "LOGARITHM, 4.9e-324, -744.4400719213812", "LOGARITHM, 1.7976931348623157e308, 709.782712893384",
        "SIGMOID, NaN, NaN", "SIGMOID, Infinity, 1", "SIGMOID, -Infinity, 0", "SIGMOID, 0, 0.5", "SIGMOID, -0.0, 0.5",
        "SIGMOID, 3.4e38, 1", "SIGMOID, -3.4e38, 0",
        "SOFTPLUS, NaN, NaN", "SOFTPLUS, Infinity, Infinity", "SOFTPLUS, -Infinity, 0", "SOFTPLUS, 0, 0.6931471805599453",
        "SOFTPLUS, 3.4e38, 3.4e38", "SOFTPLUS, -3.4e38, 0", "SOFTPLUS, -40, 4.248354255291589e-18",
        "HYPERBOLIC_TANGENT, NaN, NaN", "HYPERBOLIC_TANGENT, Infinity, 1", "HYPERBOLIC_TANGENT, -Infinity, -1",
        "HYPERBOLIC_TANGENT, 0, 0", "HYPERBOLIC_TANGENT, -0.0, -0.0", "HYPERBOLIC_TANGENT, 1.4e-45, 1.4e-45",
        "HYPERBOLIC_TANGENT, 3.4e38, 1", "HYPERBOLIC_TANGENT, -3.4e38, -1",
        "SILU, NaN, NaN", "SILU, Infinity, Infinity", "SILU, -Infinity, NaN", "SILU, 0, 0", "SILU, -0.0, -0.0",
        "SILU, -3.4e38, -0.0", "SILU, 3.4e38, 3.4e38"
    })
    void hasTheseValues(Function f, double x, double expected) {
        double actual = f.ours.applyAsDouble(x);
        // Bits, so that -0 and 0 differ; one unit of slack for the values that are not special.
        assertThat(Math.abs(Double.doubleToLongBits(actual) - Double.doubleToLongBits(expected)))
                .as("%s(%s) = %s, expected %s", f, x, actual, expected)
                .isLessThanOrEqualTo(expected == 0 || Double.isNaN(expected) || Double.isInfinite(expected) ? 0 : 1);
    }

    /** Every float within 20 000 of a place where the computation changes path. */
    @ParameterizedTest
    @EnumSource
    void isMonotonicInFloat32AcrossItsSwitchPoints(Function f) {
        double ln2 = StrictMath.log(2);
        double[] points = {
            0.35, -0.35, ln2 / 2, -ln2 / 2, 1.5 * ln2, -1.5 * ln2, 30.5 * ln2, -30.5 * ln2, -126 * ln2, -149 * ln2, 128 * ln2, 1, 2,
            Math.sqrt(2), Math.sqrt(0.5), 4, 16, 256, 0x1p32, 0x1p64, 0x1p-64, 0x1p-126, StrictMath.log(Math.sqrt(2) - 1),
            -StrictMath.log(Math.sqrt(2) - 1)
        };
        List<String> falls = new ArrayList<>();
        for (double point : points) {
            boolean outside = f == Function.LOGARITHM && point <= 0 || f == Function.SILU && point < -1;
            int middle = Float.floatToRawIntBits((float) point);
            double sign = Math.signum(point);
            float before = (float) (sign * f.ours.applyAsDouble(Float.intBitsToFloat(middle - 20_000)));
            for (int bits = middle - 19_999; !outside && bits <= middle + 20_000; bits++) {
                float here = (float) (sign * f.ours.applyAsDouble(Float.intBitsToFloat(bits)));
                if (here < before) {
                    falls.add(f + " at " + Float.intBitsToFloat(bits));
                }
                before = here;
            }
        }
        assertThat(falls).isEmpty();
    }

    @Test
    void tanhIsOddAndSigmoidsOfOppositesSumToOne() {
        Random random = new Random(7);
        double worst = 0;
        int asymmetric = 0;
        for (int n = 0; n < 200_000; n++) {
            double x = 10 * random.nextGaussian();
            asymmetric += Elementary.hyperbolicTangent(-x) == -Elementary.hyperbolicTangent(x) ? 0 : 1;
            worst = Math.max(worst, Math.abs(Elementary.sigmoid(-x) - (1 - Elementary.sigmoid(x))));
        }
        assertThat(asymmetric).isZero();
        assertThat(worst).isLessThanOrEqualTo(Math.ulp(1.0));
    }

    @Test
    void mapsWriteOnlyTheirRows() {
        float[] x = {9, 9, 0.5f, -3, 9};
        float[] y = {7, 7, 7, 7, 7};
        ElementaryMaps.softpluses(y, x, 2, 2);
        assertThat(y).containsExactly(7, 7, (float) Elementary.softplus(0.5f), (float) Elementary.softplus(-3), 7);
    }

    private static double ulpError(Function f, double x) {
        BigDecimal exact = f.exact.apply(new BigDecimal(x));
        BigDecimal error = new BigDecimal(f.ours.applyAsDouble(x)).subtract(exact).abs();
        return error.divide(new BigDecimal(Math.ulp(exact.doubleValue())), MathContext.DECIMAL64).doubleValue();
    }

    private static double strictSigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    private static BigDecimal inverse(BigDecimal x) {
        return BigDecimal.ONE.divide(x, DIGITS);
    }

    /** e^x by the Taylor series of e^(x/4096), squared twelve times. */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal r = x.divide(BigDecimal.valueOf(4096), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; n < 80; n++) {
            term = term.multiply(r).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int n = 0; n < 12; n++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** One Halley step from StrictMath's value triples its 16 digits. */
    private static BigDecimal ln(BigDecimal x) {
        double above = x.subtract(BigDecimal.ONE).doubleValue();
        BigDecimal start = new BigDecimal(Math.abs(above) < 0.5 ? StrictMath.log1p(above) : StrictMath.log(x.doubleValue()));
        BigDecimal e = exp(start);
        BigDecimal step = x.subtract(e).multiply(BigDecimal.TWO).divide(x.add(e), DIGITS);
        return start.add(step);
    }
}
