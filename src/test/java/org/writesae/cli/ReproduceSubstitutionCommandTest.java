package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.experiment.SubstitutionResult;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class ReproduceSubstitutionCommandTest {
    private static final Path SAE = CommandRun.DATA.resolve("models/gdn-tiny/sae");

    @TempDir
    private Path folder;

    private static CommandRun run(Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "92pct_substitution", "--model", CommandRun.MODEL, "--tokens",
                CommandRun.CORPUS, "--sae-checkpoint", SAE.resolve("bilinear_L2_H2/best.pt"), SAE.resolve("bilinear_L2_H1/best.pt"),
                "--features", "31,174", "--count", 2, "--cap", 5, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void cellsAreThoseOfSubstitute() {
        String printed = run(folder).done().out();
        assertThat(printed).contains("layer 2 head 2", "layer 2 head 1", "all cells:");
        Path claim = folder.resolve("92pct_substitution");
        JsonNode result = JsonFiles.read(claim.resolve("summary.json"));
        assertThat(result.at("/config/head").asText()).isEqualTo("1,2");
        SubstitutionResult second = SubstitutionResult.read(claim.resolve("L2_H1.json"));
        assertThat(second.config().featureIds()).hasSize(2);
        CommandRun.of("substitute", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--sae-checkpoint",
                SAE.resolve("bilinear_L2_H1/best.pt"), "--features", second.config().featureIds().get(0), second.config().featureIds().get(1),
                "--cap", 5, "--out", folder.resolve("own.json")).done();
        assertThat(second.records()).isEqualTo(SubstitutionResult.read(folder.resolve("own.json")).records());
        SubstitutionResult first = SubstitutionResult.read(claim.resolve("L2_H2.json"));
        assertThat(result.at("/summary/n_firings").asInt()).isEqualTo(first.records().size() + second.records().size());
        assertThat(result.at("/threshold_sweep/0/win_rate_atom_vs_ablate").asDouble())
                .isEqualTo(result.at("/summary/win_rate_atom_vs_ablate").asDouble());
        double[] rates = result.get("threshold_sweep").findValues("win_rate_atom_vs_ablate").stream().mapToDouble(JsonNode::asDouble).toArray();
        assertThat(result.at("/summary/threshold_sweep_largest_change_pp").asDouble()).isPositive()
                .isEqualTo(Arrays.stream(rates).map(rate -> 100 * Math.abs(rate - rates[0])).max().orElseThrow());
        JsonNode feature = JsonFiles.read(claim.resolve("L2_H2.json")).at("/summary/features/1");
        assertThat(feature.get("ratio_of_medians_random_over_atom").asDouble())
                .isEqualTo(feature.get("median_kl_random").asDouble() / feature.get("median_kl_atom").asDouble());
        assertThat(CommandRun.of("compare", claim.resolve("summary.json"), "--published", "92pct_substitution").out())
                .contains("not comparable");
    }

    @Test
    void shardsTogetherHaveTheBytesOfOneRun() throws IOException {
        run(folder.resolve("whole")).done();
        String first = run(folder.resolve("a"), "--shard", "1/2").done().out();
        assertThat(first).contains("--merge").doesNotContain("result:");
        run(folder.resolve("b"), "--shard", "2/2").done();
        for (int round = 0; round < 4; round++) {
            run(folder.resolve("a"), "--shard", "1/2", "--merge", folder.resolve("b")).done();
            if (Files.exists(folder.resolve("a/92pct_substitution/summary.json"))) {
                break;
            }
            run(folder.resolve("b"), "--shard", "2/2", "--merge", folder.resolve("a")).done();
        }
        try (Stream<Path> files = Files.list(folder.resolve("whole/92pct_substitution"))) {
            for (Path file : files.toList()) {
                assertThat(folder.resolve("a/92pct_substitution").resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
    }

    @Test
    void refuses() {
        run(folder, "--features", "1", "--features", "2").refused("given 3 times for 2 checkpoints");
        run(folder, "--shard", "3/2").refused("--shard 3/2");
        run(folder, "--merge", folder.resolve("nothing")).refused("has no unfinished work of 92pct_substitution");
        CommandRun.of("reproduce", "92pct_substitution", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--sae-checkpoint",
                CommandRun.SAE, CommandRun.SAE, "--out", folder).refused("a second dictionary of L2 H2");
    }
}
