package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** Training and partition are each held to upstream elsewhere; here, that the claim is both, one after the other. */
class ReproduceFamilyInvarianceCommandTest {
    @TempDir
    private Path folder;

    private CommandRun invariance(Object... more) {
        Path states = folder.resolve("states");
        if (!Files.exists(states)) {
            CommandRun.of("extract", "--model", CommandRun.MODEL, "--tokens", CommandRun.CORPUS, "--layers", 2, "--heads", 2, "--out", states)
                    .done();
        }
        Object[] words = {"reproduce", "sae_family_invariance", "--data-dir", states, "--layers", 2, "--heads", 2, "--seeds", 3,
            "--n-features", 64, "--k", 4, "--epochs", 3, "--batch-size", 4, "--lr", "3e-3", "--warmup-steps", 2, "--model", CommandRun.MODEL,
            "--tokens", CommandRun.CORPUS, "--out", folder};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandRun.of(all);
    }

    @Test
    void trainsEveryActivationAndPartitionsEach() {
        assertThat(invariance().done().out()).contains("bilinear_batchtopk", "bilinear_jumprelu", "bilinear_gated");
        JsonNode result = JsonFiles.read(folder.resolve("sae_family_invariance/summary.json"));
        assertThat(result.get("partitions")).hasSize(4);
        Path jump = folder.resolve("sae_family_invariance/checkpoints/layer_2/head_2/bilinear_jumprelu_s3/best.pt");
        CommandRun.of("reproduce", "partition", "--model", CommandRun.MODEL, "--sae-checkpoint", jump, "--tokens", CommandRun.CORPUS, "--out",
                folder).done();
        JsonNode partition = JsonFiles.read(folder.resolve("partition/summary.json"));
        assertThat(result.at("/partitions/2/partition")).isEqualTo(partition.get("partition"));
        assertThat(result.at("/partitions/2/atoms")).isEqualTo(partition.get("atoms"));
        assertThat(result.at("/summary/bilinear_jumprelu/register_count")).isEqualTo(partition.at("/partition/register_count"));
        assertThat(result.at("/partitions/0/mean_l0").doubleValue()).isLessThanOrEqualTo(4);
    }

    @Test
    void refuses() {
        invariance("--layers", "2,4").refused("one cell");
        invariance("--threshold", "NaN").refused("--threshold");
    }
}
