package org.writesae.stats;

import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.writesae.stats.StatisticsCases.close;
import static org.writesae.stats.StatisticsCases.doubles;
import static org.writesae.stats.StatisticsCases.integers;

/** Tests of two samples, and of counts, against SciPy's and NumPy's values. */
class GoldenTwoSamplesTest {

    @ParameterizedTest
    @MethodSource
    void mannWhitney(JsonNode expected) {
        double[] x = doubles(expected, "x");
        double[] y = doubles(expected, "y");
        close(MannWhitneyU.of(x, y).u(), expected.get("u"));
        close(MannWhitneyU.of(x, y).p(), expected.get("p"));
        close(MannWhitneyU.asymptotic(x, y).p(), expected.get("asymptotic"));
        assertThat(MannWhitneyU.greater(x, y).u()).isEqualTo(MannWhitneyU.of(x, y).u());
        close(MannWhitneyU.greater(x, y).p(), expected.get("greater"));
        if (expected.has("exact")) {
            close(MannWhitneyU.exact(x, y).p(), expected.get("exact"));
            MannWhitneyU untied = MannWhitneyU.ofDelta(CliffsDelta.of(x, y), x.length, y.length);
            close(untied.p(), expected.get("untied"));
        }
    }

    static Stream<JsonNode> mannWhitney() {
        return StatisticsCases.cases("mann_whitney");
    }

    @ParameterizedTest
    @MethodSource
    void welch(JsonNode expected) {
        WelchT test = WelchT.greater(doubles(expected, "x"), doubles(expected, "y"));
        close(test.t(), expected.get("t"));
        close(test.df(), expected.get("df"));
        close(test.p(), expected.get("p"));
        close(test.cohensD(), expected.get("cohens_d"));
    }

    static Stream<JsonNode> welch() {
        return StatisticsCases.cases("welch_t");
    }

    @ParameterizedTest
    @MethodSource
    void kolmogorovSmirnov(JsonNode expected) {
        double[] x = doubles(expected, "x");
        double[] y = doubles(expected, "y");
        assertThat(KolmogorovSmirnov.of(x, y).exact()).isTrue();
        close(KolmogorovSmirnov.exact(x, y).d(), expected.get("d"));
        close(KolmogorovSmirnov.exact(x, y).p(), expected.get("exact"));
        if (expected.has("asymptotic")) {
            close(KolmogorovSmirnov.asymptotic(x, y).p(), expected.get("asymptotic"), 0, 1e-7);
        }
    }

    static Stream<JsonNode> kolmogorovSmirnov() {
        return StatisticsCases.cases("kolmogorov_smirnov");
    }

    /** In the bulk of a large sample both sides are approximations, so they are held to less there. */
    @ParameterizedTest
    @MethodSource
    void kolmogorovTail(JsonNode expected) {
        int n = expected.get("n").intValue();
        double d = expected.get("d").doubleValue();
        boolean approximate = n > 140 && n * d * d < 2.2 && d < 0.5;
        close(KolmogorovTail.probability(d, n), expected.get("p"), approximate ? 1 : 0, approximate ? 1e-6 : 1e-11);
    }

    static Stream<JsonNode> kolmogorovTail() {
        return StatisticsCases.cases("kolmogorov_tail");
    }

    @ParameterizedTest
    @MethodSource
    void holm(JsonNode expected) {
        double[] adjusted = Holm.adjusted(doubles(expected, "p"));
        for (int i = 0; i < adjusted.length; i++) {
            close(adjusted[i], expected.get("adjusted").get(i));
        }
    }

    static Stream<JsonNode> holm() {
        return StatisticsCases.cases("holm");
    }

    @ParameterizedTest
    @MethodSource
    void permutation(JsonNode expected) {
        NumpyRandom random = new NumpyRandom(expected.get("seed").intValue());
        assertThat(random.permutation(expected.get("n").intValue())).isEqualTo(integers(expected, "order"));
    }

    static Stream<JsonNode> permutation() {
        return StatisticsCases.cases("permutation");
    }

    @ParameterizedTest
    @MethodSource
    void wilcoxonExact(JsonNode expected) {
        close(WilcoxonSignedRank.exactP(doubles(expected, "x"), doubles(expected, "y")), expected.get("p"));
    }

    static Stream<JsonNode> wilcoxonExact() {
        return StatisticsCases.cases("wilcoxon_exact");
    }

    @ParameterizedTest
    @MethodSource
    void binomial(JsonNode expected) {
        int successes = expected.get("successes").intValue();
        int n = expected.get("n").intValue();
        close(BinomialTest.log10TwoSided(successes, n), expected.get("log10"));
        close(BinomialTest.twoSided(successes, n), expected.get("two_sided"));
        close(BinomialTest.atMost(successes, n), expected.get("at_most"));
    }

    static Stream<JsonNode> binomial() {
        return StatisticsCases.cases("binomial");
    }
}
