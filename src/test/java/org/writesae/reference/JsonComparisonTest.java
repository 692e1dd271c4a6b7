package org.writesae.reference;

import java.util.List;
import java.util.OptionalDouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonComparisonTest {
    private static final String TWO_FIRINGS = """
            {"config": {"layer": 9, "version": "0.1"},
             "summary": {"n_firings": 2, "win_rate_atom_vs_ablate": 1.0, "wilcoxon_p": 1e-3},
             "records": [
               {"feature_id": 412, "prompt_id": 0, "firing_position": 7, "kl_atom": 0.2, "kl_ablate": 0.3, "kl_random": 0.4},
               {"feature_id": 412, "prompt_id": 1, "firing_position": 7, "kl_atom": 0.29999, "kl_ablate": 0.3, "kl_random": 0.4}]}
            """;

    @ParameterizedTest
    @CsvSource({
        // key, actual, expected, passes
        "kl_atom, 1.00009, 1, true", "kl_atom, 1.00011, 1, false",
        "kl_atom, 9e-9, 0, true", "median_kl_random, 2.0003, 2, false",
        "win_rate, 0.5, 0.5000000000000001, true", "win_rate, 0.5, 0.50001, false",
        "n_firings, 300, 300, true", "n_firings, 300, 301, false", "seed, 1, 2, false",
        "coefficient, 0.1000000999, 0.1, true", "coefficient, 0.10000011, 0.1, false",
        "wilcoxon_p, 1.00001e-3, 1e-3, false", "ratio_of_medians_ablate_over_atom, 1.0001, 1, true",
        "coefficient, 1, 1.0, true", "amplitude, '\"natural\"', '\"matched\"', false",
        "sae_checkpoint, '\"a.pt\"', '\"b.pt\"', true", "run_seconds, 3.5, 2.5, true",
        "median_ratio_random_over_atom, null, null, true", "win_rate, null, 0.5, false", "cosine, NaN, NaN, true",
        "cosine, NaN, 0.5, false", "kl_atom, 1, Infinity, false", "kl_atom, Infinity, Infinity, true"})
    void limitsDependOnTheKindOfValue(String key, String actual, String expected, boolean passes) {
        JsonComparison comparison = compare("{\"" + key + "\":" + actual + "}", "{\"" + key + "\":" + expected + "}");
        assertThat(comparison.equal()).isEqualTo(passes);
        assertThat(comparison.values()).singleElement().extracting(ComparedValue::path).isEqualTo(key);
    }

    @Test
    void aFileEqualsItself() {
        assertThat(compare(TWO_FIRINGS, TWO_FIRINGS).equal()).isTrue();
    }

    @Test
    void recordsAreFoundByWhatTheyAreAbout() {
        String swapped = """
                {"records": [{"prompt_id": 1, "feature_id": 5, "kl_atom": 2.0}, {"prompt_id": 0, "feature_id": 5, "kl_atom": 1.0}]}
                """;
        String ordered = """
                {"records": [{"prompt_id": 0, "feature_id": 5, "kl_atom": 1.0}, {"prompt_id": 1, "feature_id": 5, "kl_atom": 2.0}]}
                """;
        assertThat(compare(swapped, ordered).equal()).isTrue();
        assertThat(compare(swapped, ordered).values()).extracting(ComparedValue::path)
                .contains("records[prompt_id=1,feature_id=5].kl_atom");
    }

    @Test
    void missingAndExtraRecordsFailButExtraFieldsAreOnlyShown() {
        String one = "{\"records\": [{\"prompt_id\": 0, \"kl_atom\": 1.0, \"cosine\": 0.5}]}";
        String other = "{\"records\": [{\"prompt_id\": 1, \"kl_atom\": 1.0}]}";
        assertThat(failing(compare(one, other))).containsExactly("records[prompt_id=1]", "records[prompt_id=0]");
        String without = "{\"records\": [{\"prompt_id\": 0, \"kl_atom\": 1.0}]}";
        assertThat(compare(one, without).equal()).isTrue();
        assertThat(failing(compare(without, one))).containsExactly("records[prompt_id=0].cosine");
    }

    @Test
    void repeatedRecordsArePairedInOrder() {
        String twice = "{\"records\": [{\"feature_id\": 1, \"kl_atom\": 1.0}, {\"feature_id\": 1, \"kl_atom\": 2.0}]}";
        assertThat(compare(twice, twice).values()).extracting(ComparedValue::path)
                .contains("records[feature_id=1#2].kl_atom");
    }

    @Test
    void aFiringThatChangedSidesGivesRatesRoom() {
        String flipped = TWO_FIRINGS.replace("0.29999,", "0.30001,").replace("1.0, \"wil", "0.5, \"wil")
                .replace("1e-3", "1.002e-3");
        JsonComparison comparison = compare(flipped, TWO_FIRINGS);
        assertThat(comparison.drift()).isEqualTo(new Drift(true, 1));
        assertThat(failing(comparison)).isEmpty();
    }

    @Test
    void aRateThatMovesWithoutAFiringFails() {
        String edited = TWO_FIRINGS.replace("1.0, \"wil", "0.5, \"wil");
        assertThat(failing(compare(edited, TWO_FIRINGS))).containsExactly("summary.win_rate_atom_vs_ablate");
    }

    /** A divergence outside its limit is the news; the rate it changed must fail with it. */
    @Test
    void aWrongDivergenceExcusesNothing() {
        String wrong = TWO_FIRINGS.replace("0.29999,", "0.9,").replace("1.0, \"wil", "0.5, \"wil");
        assertThat(failing(compare(wrong, TWO_FIRINGS))).containsExactly("summary.win_rate_atom_vs_ablate",
                "records[prompt_id=1,feature_id=412,firing_position=7].kl_atom");
    }

    @Test
    void ownTolerancesReplaceThoseOfEveryKindButNotOfCounts() {
        Tolerance loose = new Tolerance(OptionalDouble.of(0.1), OptionalDouble.empty());
        assertThat(compare("{\"kl_atom\":1.05,\"win_rate\":0.52}", "{\"kl_atom\":1,\"win_rate\":0.5}", loose).equal())
                .isTrue();
        assertThat(compare("{\"n\":100}", "{\"n\":101}", loose).equal()).isFalse();
        Tolerance none = new Tolerance(OptionalDouble.of(0), OptionalDouble.of(0));
        assertThat(compare("{\"kl_atom\":1.0000000000000002}", "{\"kl_atom\":1.0}", none).equal()).isFalse();
    }

    @Test
    void shapesMustAgree() {
        assertThat(compare("{\"a\": [1, 2]}", "{\"a\": [1]}").equal()).isFalse();
        assertThat(compare("{\"a\": {}}", "{\"a\": []}").equal()).isFalse();
        assertThat(compare("[]", "{}").equal()).isFalse();
        assertThat(compare("[[1.0, 2.0]]", "[[1.0, 2.5]]").values()).extracting(ComparedValue::path)
                .containsExactly("[0][0]", "[0][1]");
    }

    private static List<String> failing(JsonComparison comparison) {
        return comparison.values().stream().filter(value -> !value.ok()).map(ComparedValue::path).toList();
    }

    private static JsonComparison compare(String actual, String expected) {
        return compare(actual, expected, Tolerance.BY_KIND);
    }

    private static JsonComparison compare(String actual, String expected, Tolerance tolerance) {
        return JsonComparison.of(json(actual), json(expected), tolerance);
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.builder()
                    .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build()
                    .readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
