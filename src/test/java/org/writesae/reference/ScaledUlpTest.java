package org.writesae.reference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScaledUlpTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @Test
    void theUnitIsTheFloatUlpOfTheLargestExpectedValue() {
        ScaledUlp found = ScaledUlp.between(new double[] {1e-9, -1.5, 0}, new double[] {0x1p-23, -1.5, 0x1p-22}, true);
        assertThat(found.value()).isEqualTo(2);
        assertThat(found.index()).isEqualTo(2);
        assertThat(found.values()).contains("expected 0.00000000").contains("actual 2.38418579e-07").contains("float 34800000")
                .contains("double 3e90000000000000");
    }

    @Test
    void equalTensorsAreAtDistanceZero() {
        double[] values = {NAN, INFINITE, -INFINITE, -0.0, 3};
        assertThat(ScaledUlp.between(values, values.clone(), true).value()).isZero();
        assertThat(ScaledUlp.between(new double[0], new double[0], true)).isEqualTo(new ScaledUlp(0, -1, 0, 0));
    }

    @Test
    void aSpecialValueOutOfPlaceIsInfinitelyFar() {
        double[] expected = {1, NAN, INFINITE};
        assertThat(ScaledUlp.between(expected, new double[] {1, 2, INFINITE}, true).value()).isEqualTo(INFINITE);
        assertThat(ScaledUlp.between(expected, new double[] {1, NAN, -INFINITE}, true).value()).isEqualTo(INFINITE);
        assertThat(ScaledUlp.between(expected, new double[] {NAN, NAN, INFINITE}, true).index()).isZero();
        assertThat(ScaledUlp.between(new double[] {0}, new double[] {NAN}, true).value()).isEqualTo(INFINITE);
    }

    @Test
    void allZeroExpectedCountsInTheSmallestFloat() {
        assertThat(ScaledUlp.between(new double[2], new double[] {0, -0.0}, true).value()).isZero();
        assertThat(ScaledUlp.between(new double[2], new double[] {0, Float.MIN_VALUE}, true).value()).isEqualTo(1);
        assertThat(ScaledUlp.between(new double[2], new double[] {0, 1}, true).value()).isGreaterThan(1e44);
    }

    @Test
    void beyondFloatAnInfinityIsExpectedOfFloat32Only() {
        assertThat(ScaledUlp.between(new double[] {1e300, 1}, new double[] {INFINITE, 1}, true).value()).isZero();
        assertThat(ScaledUlp.between(new double[] {1e300, 1}, new double[] {1e300, 1}, true).value()).isEqualTo(INFINITE);
        assertThat(ScaledUlp.between(new double[] {1e300, 1}, new double[] {1e300, 1}, false).value()).isZero();
        assertThat(ScaledUlp.between(new double[] {1e300}, new double[] {-1e300}, false).value()).isGreaterThan(1e200);
    }

    @Test
    void lengthsMustAgree() {
        assertThatThrownBy(() -> ScaledUlp.between(new double[1], new double[2], true)).isInstanceOf(IllegalArgumentException.class);
    }
}
