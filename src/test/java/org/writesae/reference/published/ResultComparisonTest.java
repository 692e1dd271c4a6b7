package org.writesae.reference.published;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResultComparisonTest {
    private static final Map<String, String> READINGS = Map.of("write", "raw", "amplitude", "natural");
    private static final String PUBLISHED = """
            {"config": {"model": "Qwen3.5-0.8B", "layer": 9, "head": 4, "seed": 2026},
             "summary": {"n_firings": 300, "win_rate_atom_vs_ablate": 0.92, "win_rate_atom_vs_ablate_ci95": [0.9, 0.94],
                         "median_kl_atom": 0.4, "further": 7}}""";

    @Test
    void valuesAreInsideOrOutside() throws Exception {
        assertThat(outcomes(result("Qwen/Qwen3.5-0.8B", 9, 2026, "raw", 0.91, 0.40001))).contains(
                "summary.n_firings: inside rounding", "summary.win_rate_atom_vs_ablate: inside interval",
                "summary.median_kl_atom: inside rounding", "summary.further: not comparable: the run has no value");
        assertThat(outcomes(result("Qwen/Qwen3.5-0.8B", 9, 2026, "raw", 0.95, 0.5)))
                .contains("summary.win_rate_atom_vs_ablate: outside", "summary.median_kl_atom: outside");
    }

    @Test
    void anotherModelCellSeedOrReadingIsSaid() throws Exception {
        assertThat(outcomes(result("gdn-tiny", 2, 2026, "delta", 0.92, 0.4))).contains(
                "summary.n_firings: not comparable: other model: gdn-tiny, published for Qwen3.5-0.8B; other cell: L2 H4, "
                        + "published for L9 H4; other reading: write delta, the published one is raw");
        assertThat(outcomes(result("Qwen3.5-0.8B", 9, 1, "raw", 0.91, 0.5))).contains(
                "summary.win_rate_atom_vs_ablate: inside interval",
                "summary.median_kl_atom: not comparable: other seed: 1, published with 2026");
    }

    private static String result(String model, int layer, int seed, String write, double rate, double median) {
        return """
                {"config": {"model": "%s", "layer": %d, "head": 4, "seed": %d, "write": "%s", "amplitude": "natural"},
                 "summary": {"n_firings": 300, "win_rate_atom_vs_ablate": %s, "win_rate_atom_vs_ablate_ci95": [0.9, 0.94],
                             "median_kl_atom": %s}}""".formatted(model, layer, seed, write, rate, median);
    }

    private static List<String> outcomes(String result) throws Exception {
        JsonNode actual = new JsonMapper().readTree(result);
        return ResultComparison.of(actual, new JsonMapper().readTree(PUBLISHED), READINGS).stream().map(compared ->
                compared.id() + ": " + compared.outcome().label()
                        + (compared.outcome() == Outcome.NOT_COMPARABLE ? ": " + compared.why() : "")).toList();
    }
}
