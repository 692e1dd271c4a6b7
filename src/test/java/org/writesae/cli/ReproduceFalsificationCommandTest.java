package org.writesae.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The parts against full float64 replays and SciPy. Counts and shares of counts are exact; medians of divergences within
 * 1e-4 relative or 1e-8 absolute, ratios of them within 2e-4 relative; statistics of ranks within 1e-12, since no pair of
 * divergences changes its order; the spectrum of float32 states within 1e-5.
 */
class ReproduceFalsificationCommandTest {
    private static final Path RANK2 = CommandRun.MODEL.resolve("sae/bilinear-r2_L2_H2");

    @TempDir
    private Path folder;

    private final JsonNode golden = JsonFiles.read(CommandRun.DATA.resolve("golden/falsification/gdn-tiny.json"));

    private CommandRun part(String part, Object... more) {
        Object[] given = {"reproduce", "falsification", "--part", part, "--model", CommandRun.MODEL, "--sae-checkpoint", CommandRun.SAE,
            "--tokens", CommandRun.CORPUS, "--out", folder};
        return CommandRun.of(Stream.concat(Stream.of(given), Stream.of(more)).toArray());
    }

    private static void near(JsonNode actual, JsonNode expected, String name, double relative, double absolute) {
        double value = expected.get(name).asDouble();
        assertThat(actual.get(name).asDouble()).as(name).isCloseTo(value, within(Math.max(absolute, relative * Math.abs(value))));
    }

    @Test
    void oneAtomAtTwoAmplitudes() {
        JsonNode expected = golden.get("inversion");
        JsonNode summary = part("f", "--features", expected.get("feature"), "--cap", expected.get("cap"), "--json").done().json()
                .get("summary");
        near(summary, expected, "n_firings", 0, 0);
        near(summary, expected, "median_kl_ablate", 1e-4, 1e-8);
        near(summary, expected, "top1_swap_ablate", 0, 1e-15);
        for (String amplitude : new String[] {"natural", "matched"}) {
            near(summary.get(amplitude), expected.get(amplitude), "n_wins", 0, 0);
            near(summary.get(amplitude), expected.get(amplitude), "median_kl_atom", 1e-4, 1e-8);
            near(summary.get(amplitude), expected.get(amplitude), "median_atom_over_ablate", 2e-4, 0);
            near(summary.get(amplitude), expected.get(amplitude), "top1_swap_atom", 0, 1e-15);
        }
    }

    @Test
    void atomsOfTwoRanks() {
        JsonNode expected = golden.get("ranks");
        JsonNode summary = part("c", "--rank2", RANK2, "--total", expected.get("total"), "--json").done().json().get("summary");
        near(summary, expected, "n_firings", 0, 0);
        for (String name : List.of("median_kl_atom_rank1", "median_kl_atom_rank2")) {
            near(summary, expected, name, 1e-4, 1e-8);
        }
        near(summary, expected, "median_log_ratio", 0, 2e-4);
        for (String name : List.of("cliffs_delta", "dominance_2p_minus_1", "wilcoxon_p", "mann_whitney_p")) {
            near(summary, expected, name, 0, 1e-12);
        }
    }

    @Test
    void cellsAndTheSpectrumOfTheirStates() {
        JsonNode expected = golden.get("spectrum");
        part("b", "--count", 2, "--cap", 5).done();
        CommandRun run = part("e", "--features", "31,44,174", "--cap", expected.get("cap")).done();
        assertThat(run.out()).contains("top-1 variance", "strict chain");
        JsonNode all = JsonFiles.read(folder.resolve("falsification/summary.json"));
        JsonNode summary = all.at("/parts/e/summary");
        for (String name : List.of("mean_top1_variance", "median_top1_variance", "mean_stable_rank", "median_stable_rank")) {
            double value = expected.get(name).asDouble();
            String own = name.replace("mean_", "mean_state_").replace("median_", "median_state_");
            assertThat(summary.get(own).asDouble()).as(name).isCloseTo(value, within(1e-5 * value));
        }
        assertThat(summary.get("n_states").asInt()).isEqualTo(expected.get("n_states").asInt());
        assertThat(summary.get("strict_chain_ci95_wald")).hasSize(2);
        assertThat(all.at("/summary/b/n_firings").asInt()).isEqualTo(10);
        assertThat(all.at("/parts/b/summary/feature_ids")).hasSize(2);
    }

    @Test
    void refuses() {
        part("d").refused("--part d", "a, b, c, e or f");
        part("c").refused("--rank2", "needs");
        part("b", "--rank2", RANK2).refused("only part c");
        part("f", "--features", "1,2").refused("part f takes one");
        part("f", "--features", "999").refused("--features 999");
        part("c", "--rank2", CommandRun.MODEL.resolve("sae/flat_L2_H2")).refused("flat", "not rank-1");
        part("c", "--rank2", RANK2, "--total", 0).refused("--total 0");
    }
}
