package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.JsonFiles;
import org.writesae.io.Npz;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

class ReproduceMemoryAlignmentCommandTest {
    @TempDir
    private Path folder;

    private static CommandRun alignment(Path model, Object... more) {
        Object[] given = {"reproduce", "memory_alignment", "--model", model, "--sae-checkpoint", sae(model), "--tokens",
            model.resolve("corpus.npy")};
        return CommandRun.of(Stream.concat(Stream.of(given), Stream.of(more)).toArray());
    }

    private static Path sae(Path model) {
        return model.equals(CommandRun.MODEL) ? CommandRun.SAE : model.resolve("sae/bilinear_L1_H2/best.pt");
    }

    private static final Path SQUARE = CommandRun.DATA.resolve("models/gdn-square");

    @Test
    void writesUpstreamsFiles() {
        JsonNode line = alignment(CommandRun.MODEL, "--out", folder, "--n-seqs", 4, "--json").done().json();
        Path out = folder.resolve("memory_alignment");
        JsonNode results = JsonFiles.read(out.resolve("alignment_results.json"));
        assertThat(results.get("results")).hasSize(results.get("n_features").intValue());
        assertThat(results.get("alive_count")).isEqualTo(line.at("/summary/alive_count"));
        assertThat(results.get("n_seqs").intValue()).isEqualTo(4);
        try (TensorFile arrays = Npz.open(out.resolve("alignment_histograms.npz"))) {
            assertThat(arrays.names()).containsExactly("k_abs", "v_abs", "combined");
            assertThat(arrays.tensor("combined").size()).isEqualTo(results.get("alive_count").intValue());
        }
        assertThat(JsonFiles.read(out.resolve("alignment_sensitivity.json")).at("/top_n_results/50/mean_combined"))
                .isEqualTo(line.at("/summary/combined/mean"));
        assertThat(JsonFiles.read(out.resolve("weighted_alignment.json")).get("per_feature").get(0).has("alive")).isTrue();
        assertThat(JsonFiles.read(out.resolve("summary.json")).at("/cosines/k_abs")).hasSize(results.get("alive_count").intValue());
    }

    @Test
    void shardsGiveTheBytesOfOneRun() throws Exception {
        alignment(SQUARE, "--out", folder.resolve("one"), "--replay", "transposed", "--threads", 1).done();
        alignment(SQUARE, "--out", folder.resolve("a"), "--replay", "transposed", "--shard", "1/2").done();
        alignment(SQUARE, "--out", folder.resolve("b"), "--replay", "transposed", "--shard", "2/2").done();
        alignment(SQUARE, "--out", folder.resolve("all"), "--replay", "transposed", "--merge", folder.resolve("a"), folder.resolve("b"))
                .done();
        for (String name : new String[] {"summary.json", "alignment_results.json", "alignment_histograms.npz", "weighted_alignment.json"}) {
            assertThat(folder.resolve("all/memory_alignment").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("one/memory_alignment").resolve(name));
        }
        try (Stream<Path> left = Files.list(folder.resolve("all/memory_alignment"))) {
            assertThat(left).hasSize(5);
        }
    }

    @Test
    void refuses() {
        alignment(CommandRun.MODEL, "--out", folder, "--replay", "transposed").refused("--replay transposed", "16 x 24");
        alignment(CommandRun.MODEL, "--out", folder, "--replay", "other").refused("--replay", "model, transposed");
        alignment(CommandRun.MODEL, "--out", folder, "--top-n", 0).refused("--top-n 0");
        alignment(CommandRun.MODEL, "--out", folder, "--head", 7).refused("--head 7");
    }
}
