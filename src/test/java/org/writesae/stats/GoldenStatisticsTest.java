package org.writesae.stats;

import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.writesae.stats.StatisticsCases.cases;
import static org.writesae.stats.StatisticsCases.close;
import static org.writesae.stats.StatisticsCases.doubles;
import static org.writesae.stats.StatisticsCases.integers;
import static org.writesae.stats.StatisticsCases.items;

/** Every statistic against NumPy's and SciPy's value of the same data. */
class GoldenStatisticsTest {
    @ParameterizedTest
    @MethodSource
    void wilcoxon(JsonNode expected) {
        WilcoxonSignedRank test = WilcoxonSignedRank.of(doubles(expected, "x"), doubles(expected, "y"));
        close(test.statistic(), expected.get("statistic"));
        close(test.z(), expected.get("z"));
        close(test.log10P(), expected.get("log10_p"));
        close(test.p(), expected.get("p"));
    }

    static Stream<JsonNode> wilcoxon() {
        return cases("wilcoxon");
    }

    @ParameterizedTest
    @MethodSource
    void cliffsDelta(JsonNode expected) {
        close(CliffsDelta.of(doubles(expected, "x"), doubles(expected, "y")), expected.get("delta"));
    }

    static Stream<JsonNode> cliffsDelta() {
        return cases("cliffs_delta");
    }

    @ParameterizedTest
    @MethodSource
    void signFlip(JsonNode expected) {
        double p = SignFlipTest.pValue(doubles(expected, "differences"), expected.get("flips").intValue(),
                expected.get("seed").intValue());
        assertThat(p).isEqualTo(expected.get("p").doubleValue());
    }

    static Stream<JsonNode> signFlip() {
        return cases("sign_flip");
    }

    @ParameterizedTest
    @MethodSource
    void proportion(JsonNode expected) {
        int successes = expected.get("successes").intValue();
        int n = expected.get("n").intValue();
        close(ProportionInterval.wilson(successes, n), expected.get("wilson"));
        close(ProportionInterval.wald(successes, n), expected.get("wald"));
    }

    static Stream<JsonNode> proportion() {
        return cases("proportion");
    }

    @ParameterizedTest
    @MethodSource
    void choice(JsonNode expected) {
        NumpyGenerator random = new NumpyGenerator(expected.get("seed").intValue());
        items(expected.get("draws")).forEach(draw -> assertThat(random.choice(draw.get("n").intValue(),
                draw.get("count").intValue())).isEqualTo(integers(draw, "drawn")));
    }

    static Stream<JsonNode> choice() {
        return cases("choice");
    }

    @ParameterizedTest
    @MethodSource
    void quantile(JsonNode expected) {
        double[] values = doubles(expected, "values");
        double[] levels = doubles(expected, "levels");
        for (int i = 0; i < levels.length; i++) {
            close(Quantile.linear(values, levels[i]), expected.get("quantiles").get(i));
        }
        close(Quantile.median(values), expected.get("median"));
        close(Quantile.medianAbsoluteDeviation(values), expected.get("mad"));
    }

    static Stream<JsonNode> quantile() {
        return cases("quantile");
    }

    @ParameterizedTest
    @MethodSource
    void randint(JsonNode expected) {
        NumpyRandom random = new NumpyRandom(expected.get("seed").intValue());
        List<Integer> drawn = Stream.generate(() -> random.below(expected.get("bound").intValue()))
                .limit(expected.get("drawn").size()).toList();
        assertThat(drawn).isEqualTo(items(expected.get("drawn")).map(JsonNode::intValue).toList());
    }

    static Stream<JsonNode> randint() {
        return cases("randint");
    }

    @ParameterizedTest
    @MethodSource
    void randn(JsonNode expected) {
        NumpyRandom random = new NumpyRandom(expected.get("seed").intValue());
        for (JsonNode value : expected.get("drawn")) {
            close(random.gaussian(), value);
        }
    }

    static Stream<JsonNode> randn() {
        return cases("randn");
    }

    @ParameterizedTest
    @MethodSource
    void clusterBootstrap(JsonNode expected) {
        Interval interval = ClusterBootstrap.rate(integers(expected, "successes"), integers(expected, "sizes"),
                expected.get("resamples").intValue(), expected.get("seed").intValue());
        close(interval, expected.get("interval"));
    }

    static Stream<JsonNode> clusterBootstrap() {
        return cases("cluster_bootstrap");
    }

    @ParameterizedTest
    @MethodSource
    void normalTail(JsonNode expected) {
        double[] z = doubles(expected, "z");
        for (int i = 0; i < z.length; i++) {
            close(NormalTail.log(z[i]), expected.get("log_tail").get(i));
        }
    }

    static Stream<JsonNode> normalTail() {
        return cases("normal_tail");
    }
}
