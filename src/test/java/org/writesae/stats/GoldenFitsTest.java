package org.writesae.stats;

import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.writesae.stats.StatisticsCases.close;
import static org.writesae.stats.StatisticsCases.doubles;

/** One sample or pairs: means, correlations, lines, bootstraps and mixtures against SciPy, NumPy and scikit-learn. */
class GoldenFitsTest {
    /** Points on a line have r = ±1, or the last bit off it, which decides what is left for p. */
    private static final double ON_A_LINE = 1e-11;

    @ParameterizedTest
    @MethodSource
    void pairedT(JsonNode expected) {
        PairedT test = PairedT.of(doubles(expected, "x"), doubles(expected, "y"));
        close(test.t(), expected.get("t"));
        close(test.p(), expected.get("p"));
        close(test.differences().mean(), expected.get("mean"));
        close(test.differences().sd(), expected.get("sd"));
        close(test.differences().populationSd(), expected.get("population_sd"));
        close(test.cohensD(), expected.get("cohens_d"));
        close(test.differences().interval(0.95), expected.get("interval"));
    }

    static Stream<JsonNode> pairedT() {
        return StatisticsCases.cases("paired_t");
    }

    @ParameterizedTest
    @MethodSource
    void studentT(JsonNode expected) {
        double df = expected.get("df").doubleValue();
        close(StudentT.twoSided(expected.get("t").doubleValue(), df), expected.get("p"));
        close(StudentT.centralQuantile(0.95, df), expected.get("quantile95"));
    }

    static Stream<JsonNode> studentT() {
        return StatisticsCases.cases("student_t");
    }

    @ParameterizedTest
    @MethodSource
    void correlation(JsonNode expected) {
        double[] x = doubles(expected, "x");
        double[] y = doubles(expected, "y");
        Correlation pearson = Correlation.pearson(x, y);
        Correlation spearman = Correlation.spearman(x, y);
        close(pearson.r(), expected.get("r"));
        close(pearson.p(), expected.get("p"), ON_A_LINE, 1e-12);
        close(spearman.r(), expected.get("rho"));
        close(spearman.p(), expected.get("rho_p"), ON_A_LINE, 1e-12);
        if (expected.has("interval")) {
            close(pearson.interval(0.95), expected.get("interval"));
        }
    }

    static Stream<JsonNode> correlation() {
        return StatisticsCases.cases("correlation");
    }

    @ParameterizedTest
    @MethodSource
    void publishedCorrelation(JsonNode expected) {
        Correlation printed = Correlation.published(expected.get("r").doubleValue(), expected.get("n").intValue());
        close(printed.p(), expected.get("p"));
    }

    static Stream<JsonNode> publishedCorrelation() {
        return StatisticsCases.cases("published_correlation");
    }

    @ParameterizedTest
    @MethodSource
    void linearFit(JsonNode expected) {
        double[] x = doubles(expected, "x");
        double[] y = doubles(expected, "y");
        LinearFit line = LinearFit.of(x, y);
        close(line.slope(), expected.get("slope"));
        close(line.intercept(), expected.get("intercept"), 1, 1e-12);
        close(line.r2(), expected.get("r2"));
        close(line.p(), expected.get("p"), ON_A_LINE, 1e-12);
        double slope = LinearFit.slopeThroughOrigin(x, y);
        close(slope, expected.get("origin_slope"));
        close(LinearFit.r2OfPrediction(x, y, slope), expected.get("origin_r2"), 1, 1e-12);
        close(LinearFit.r2OfPrediction(x, y, 1), expected.get("unit_r2"), 1, 1e-12);
    }

    static Stream<JsonNode> linearFit() {
        return StatisticsCases.cases("linear_fit");
    }

    @ParameterizedTest
    @MethodSource
    void bootstrap(JsonNode expected) {
        double[] values = doubles(expected, "values");
        int resamples = expected.get("resamples").intValue();
        int seed = expected.get("seed").intValue();
        same(Bootstrap.mean(values, resamples, seed), expected.get("mean"));
        same(Bootstrap.median(values, resamples, seed), expected.get("median"));
    }

    private static void same(Bootstrap actual, JsonNode expected) {
        close(actual.observed(), expected.get("observed"));
        close(actual.interval(), expected.get("interval"));
        close(actual.p(), expected.get("p"));
    }

    static Stream<JsonNode> bootstrap() {
        return StatisticsCases.cases("bootstrap");
    }

    @ParameterizedTest
    @MethodSource
    void bimodality(JsonNode expected) {
        BimodalityCoefficient coefficient = BimodalityCoefficient.of(doubles(expected, "values"));
        close(coefficient.skewness(), expected.get("skewness"), 1, 1e-12);
        close(coefficient.excessKurtosis(), expected.get("excess_kurtosis"), 1, 1e-12);
        close(coefficient.value(), expected.get("value"));
        close(coefficient.asPublished(), expected.get("as_published"));
    }

    static Stream<JsonNode> bimodality() {
        return StatisticsCases.cases("bimodality");
    }

    /** An iteration that ends at a change of 1e-9 leaves parameters further apart than one rounding. */
    @ParameterizedTest
    @MethodSource
    void gaussianMixture(JsonNode expected) {
        GaussianMixture fit = GaussianMixture.fit(doubles(expected, "values"), expected.get("k").intValue());
        close(fit.bic(), expected.get("bic"), 0, 1e-10);
        same(fit.weights(), expected.get("weights"));
        same(fit.means(), expected.get("means"));
        same(fit.variances(), expected.get("variances"));
    }

    private static void same(List<Double> actual, JsonNode expected) {
        for (int i = 0; i < actual.size(); i++) {
            close(actual.get(i), expected.get(i), 0, 1e-8);
        }
    }

    static Stream<JsonNode> gaussianMixture() {
        return StatisticsCases.cases("gaussian_mixture");
    }
}
