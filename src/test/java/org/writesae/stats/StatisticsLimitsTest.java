package org.writesae.stats;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What the library functions leave open: nothing to test, infinities, the paper's own figures. */
class StatisticsLimitsTest {

    @Test
    void withoutDifferencesNothingIsSignificant() {
        WilcoxonSignedRank test = WilcoxonSignedRank.of(new double[] {1, 2}, new double[] {1, 2});
        assertThat(test.p()).isEqualTo(1);
        assertThat(test.log10P()).isZero();
        assertThat(test.pairs()).isZero();
    }

    /** Check C11: with n = 4,851 the most extreme p is about 1e-792, far below the smallest double. */
    @Test
    void theLogarithmOfPDoesNotUnderflow() {
        double[] zero = new double[4_851];
        double[] rising = new double[4_851];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = i + 1;
        }
        WilcoxonSignedRank test = WilcoxonSignedRank.of(zero, rising);
        assertThat(test.p()).isZero();
        assertThat(test.log10P()).isEqualTo(-792, within(1.0));
    }

    /** Check C10: the printed "Cliff's delta" of layer 9 is the dominance of 1,689 wins of 1,851. */
    @Test
    void thePublishedDeltaIsADominance() {
        assertThat(PairedDominance.of(1_689, 1_851)).isEqualTo(0.825, within(5e-4));
    }

    @Test
    void infiniteValuesStayInfinite() {
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(Quantile.median(new double[] {1, infinite, infinite, infinite})).isInfinite();
        assertThat(Quantile.median(new double[] {1, infinite})).isInfinite();
        assertThat(Quantile.median(new double[] {1, 2, 3, infinite})).isEqualTo(2.5);
        assertThat(Quantile.median(new double[] {1, Double.NaN})).isNaN();
    }

    @Test
    void impossibleArgumentsAreRefused() {
        assertThatThrownBy(() -> ProportionInterval.wilson(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProportionInterval.wald(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedDominance.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantile.median(new double[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumpyRandom(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumpyRandom(0).below(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CliffsDelta.of(new double[0], new double[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilcoxonSignedRank.of(new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClusterBootstrap.rate(new int[0], new int[0], 10, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void impossibleSamplesAreRefused() {
        double[] none = {};
        double[] one = {1};
        double[] unknown = {1, Double.NaN};
        assertThatThrownBy(() -> MannWhitneyU.of(none, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MannWhitneyU.of(one, unknown)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MannWhitneyU.greater(unknown, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WelchT.greater(unknown, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KolmogorovSmirnov.of(one, none)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KolmogorovSmirnov.of(unknown, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Correlation.pearson(one, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedT.of(one, unknown)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bootstrap.mean(none, 10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bootstrap.mean(unknown, 10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignFlipTest.pValue(unknown, 10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CliffsDelta.of(unknown, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CliffsDelta.of(one, unknown)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GaussianMixture.fit(one, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BimodalityCoefficient.of(unknown)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BinomialTest.twoSided(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilcoxonSignedRank.exactP(one, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StudentT.twoSided(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConstantSampleHasNoCorrelation() {
        assertThat(Correlation.pearson(new double[] {1, 1, 1}, new double[] {1, 2, 3}).r()).isNaN();
        assertThat(PairedT.of(new double[] {2, 3}, new double[] {1, 2}).t()).isInfinite();
    }

    /** Three times 0.1, added up and divided by three, is not 0.1; SciPy asks whether the values are equal. */
    @Test
    void aConstantSampleHasNoSpreadAfterRoundingEither() {
        double[] constant = {0.1, 0.1, 0.1};
        double[] other = {1, 2, 4};
        assertThat(Sample.of(constant)).isEqualTo(new Sample(3, 0.1, 0));
        assertThat(Correlation.pearson(constant, other).r()).isNaN();
        assertThat(Correlation.pearson(other, constant).p()).isNaN();
        assertThat(LinearFit.of(constant, other).slope()).isNaN();
        assertThat(PairedT.of(constant, new double[3]).t()).isInfinite();
    }
}
