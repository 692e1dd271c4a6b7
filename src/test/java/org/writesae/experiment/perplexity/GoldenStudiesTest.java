package org.writesae.experiment.perplexity;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What is made of the losses, by the names of upstream's files, against NumPy and SciPy on float64 losses of transformers.
 * Changes of a loss come out within 2e-8, of values of 1e-5 to 2e-3; t and p of a test over four heads within 1e-3 of
 * theirs, since the mean changes of a head they are made of differ by 1e-5 to 2e-3 only.
 */
class GoldenStudiesTest {
    private static final double LOSS = 2e-8;
    private static Backend backend;
    private static HostModel model;

    @BeforeAll
    static void load() {
        backend = new JvmBackend(1);
        model = Families.load(TinyTexts.MODEL, backend);
    }

    @AfterAll
    static void close() {
        model.close();
        backend.close();
    }

    private static JsonNode run(ReplacementKind kind, KeyCache keys, String... kinds) {
        DownstreamPerplexity.Plan plan = new DownstreamPerplexity.Plan(List.of(kind), null, TinyTexts.LAYER, 64, Convolution.RESET, keys,
                SingularRanks.RANKS, List.of(1, 2, 3, 4, 8), 3, 42);
        return new DownstreamPerplexity(model, TinyTexts.dictionaries(kinds), plan)
                .run(WorkUnits.inMemory(2), TinyTexts.sequences(), JsonNodeFactory.instance.objectNode()).result().get(kind.key());
    }

    @ParameterizedTest
    @EnumSource
    void oneByOne(KeyCache keys) {
        JsonNode golden = TinyTexts.golden("reset").get("one_by_one").get(keys.option());
        JsonNode actual = run(ReplacementKind.ONE_BY_ONE, keys, "bilinear", "flat");
        for (String tag : List.of("bilinear", "flat")) {
            golden.get("per_head_deltas").get(tag).properties().forEach(head -> {
                JsonNode one = actual.get("per_head_deltas").get(tag).get(head.getKey());
                for (String field : List.of("mean_loss_delta", "std_loss_delta", "n")) {
                    assertThat(one.get(field).doubleValue()).as("%s H%s %s", tag, head.getKey(), field)
                            .isCloseTo(head.getValue().get(field).doubleValue(), within(LOSS));
                }
            });
        }
        JsonNode test = actual.get("paired_test_bilinear_vs_flat");
        JsonNode expected = golden.get("paired_test_bilinear_vs_flat");
        assertThat(test.get("t_stat").doubleValue()).isCloseTo(expected.get("t_stat").doubleValue(), within(1e-3));
        assertThat(test.get("p_value").doubleValue()).isCloseTo(expected.get("p_value").doubleValue(), within(1e-3));
        for (String mean : List.of("bilinear_mean", "flat_mean")) {
            assertThat(test.get(mean).doubleValue()).isCloseTo(expected.get(mean).doubleValue(), within(LOSS));
        }
    }

    @Test
    void curve() {
        JsonNode golden = TinyTexts.golden("reset").get("curve");
        JsonNode actual = run(ReplacementKind.CURVE, KeyCache.FRESH, "flat", "bilinear", "rank1");
        assertThat(actual.get("k_values")).isEqualTo(golden.get("k_values"));
        assertThat(actual.has("rank1")).as("has one head only").isFalse();
        for (String tag : List.of("flat", "bilinear")) {
            golden.get(tag).properties().forEach(count -> {
                JsonNode one = actual.get(tag).get(count.getKey());
                JsonNode expected = count.getValue();
                assertThat(one.get("subsets")).isEqualTo(expected.get("subsets"));
                assertThat(one.get("mean_ppl").doubleValue()).isCloseTo(expected.get("mean_ppl").doubleValue(), within(4 * LOSS));
                assertThat(one.get("std_ppl").doubleValue()).isCloseTo(expected.get("std_ppl").doubleValue(), within(4 * LOSS));
                for (int s = 0; s < expected.get("all_ppls").size(); s++) {
                    assertThat(one.get("all_ppls").get(s).doubleValue())
                            .isCloseTo(expected.get("all_ppls").get(s).doubleValue(), within(4 * LOSS));
                }
            });
        }
    }
}
