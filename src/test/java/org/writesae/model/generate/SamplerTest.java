package org.writesae.model.generate;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SamplerTest {
    private static final JsonNode GOLDEN = JsonFiles.read(Path.of(System.getProperty("writesae.reference", "reference-data"))
            .resolve("golden/generation/sampling.json"));

    @Test
    void leavesWhatUpstreamLeaves() {
        double[] logits = numbers(GOLDEN.get("logits"));
        for (JsonNode row : GOLDEN.get("cases")) {
            double[] expected = numbers(row.get("probabilities"));
            double[] p = new Sampler(options(row)).probabilities(logits);
            for (int id = 0; id < p.length; id++) {
                assertThat(p[id]).as("%s %d", row, id).isCloseTo(expected[id], within(1e-14));
                assertThat(p[id] == 0).isEqualTo(expected[id] == 0);
            }
        }
    }

    @Test
    void drawsByProbability() {
        double[] logits = numbers(GOLDEN.get("logits"));
        Sampler sampler = new Sampler(new Sampler.Options(1, 10, 1, 5));
        double[] p = sampler.probabilities(logits);
        long[] drawn = new long[p.length];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            drawn[sampler.choose(logits)]++;
        }
        int[] kept = IntStream.range(0, p.length).filter(id -> p[id] > 0).toArray();
        double[] expected = new double[kept.length];
        long[] observed = new long[kept.length];
        long counted = 0;
        for (int i = 0; i < kept.length; i++) {
            expected[i] = draws * p[kept[i]];
            observed[i] = drawn[kept[i]];
            counted += observed[i];
        }
        assertThat(counted).isEqualTo(draws);
        assertThat(new ChiSquareTest().chiSquareTest(expected, observed)).isGreaterThan(0.001);
    }

    @Test
    void equalsThatTopPCutsThroughAreKeptFromTheFirstId() {
        double[] p = new Sampler(new Sampler.Options(1, 0, 0.6, 1)).probabilities(new double[] {0, 0, 0, 0});
        assertThat(p).containsExactly(1 / 3d, 1 / 3d, 1 / 3d, 0);
        assertThat(new Sampler(new Sampler.Options(1, 0, 1e-9, 1)).probabilities(new double[] {0, 3, 3})).containsExactly(0, 1, 0);
    }

    @Test
    void greedyTakesTheFirstOfEquals() {
        assertThat(new Sampler(Sampler.Options.greedy()).choose(new double[] {-1, 2, 2, 0})).isEqualTo(1);
    }

    @Test
    void optionsOutOfRange() {
        assertThatThrownBy(() -> new Sampler.Options(-1, 0, 1, 0)).isInstanceOf(InputException.class).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Sampler.Options(Double.NaN, 0, 1, 0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Sampler.Options(1, -1, 1, 0)).isInstanceOf(InputException.class).hasMessageContaining("top k");
        assertThatThrownBy(() -> new Sampler.Options(1, 0, 0, 0)).isInstanceOf(InputException.class).hasMessageContaining("top p");
    }

    private static Sampler.Options options(JsonNode row) {
        return new Sampler.Options(row.get("temperature").asDouble(), row.get("top_k").asInt(), row.get("top_p").asDouble(), 1);
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    }
}
