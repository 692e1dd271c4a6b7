package org.writesae.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.stats.Interval;

import static org.assertj.core.api.Assertions.assertThat;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource({"0.04123, 0.0412", "1.0949, 1.09", "127.4, 127", "4851, 4851", "4.06e-7, 4.1×10⁻⁷", "-0.5, −0.500",
            "0, 0", "NaN, –", "Infinity, ∞", "0.00123, 0.00123", "2.5e9, 2.5×10⁹"})
    void threeDigits(double value, String text) {
        assertThat(NumberText.number(value)).isEqualTo(text);
    }

    @Test
    void sharesAndProbabilities() {
        assertThat(NumberText.percent(0.9237)).isEqualTo("92.4\u202f%");
        assertThat(NumberText.percent(new Interval(0.916, 0.931))).isEqualTo("91.6–93.1\u202f%");
        assertThat(NumberText.percent((Interval) null)).isEqualTo("–");
        assertThat(NumberText.probability(-229.56393)).isEqualTo("2.7×10⁻²³⁰");
        assertThat(NumberText.probability(Math.log10(9.97e-5))).isEqualTo("1.0×10⁻⁴");
        assertThat(NumberText.probability(-5)).isEqualTo("1.0×10⁻⁵");
        assertThat(NumberText.probability(-1)).isEqualTo("0.100");
    }
}
