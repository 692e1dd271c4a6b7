package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeType;

import static org.assertj.core.api.Assertions.assertThat;

class TrainCommandTest {
    private static final Path STATES = Path.of("reference-data/golden/training/states.npy");

    @TempDir
    private Path folder;

    @BeforeEach
    void states() throws IOException {
        Files.createDirectories(folder.resolve("states/layer_3"));
        Files.copy(STATES, folder.resolve("states/layer_3/head_0.npy"));
        Files.copy(STATES, folder.resolve("states/layer_3/head_11.npy"));
    }

    @Test
    void trainsEveryHeadWithUpstreamsSpelling() throws IOException {
        CommandRun run = train("--sae_type", "rank1", "--head", "all", "--n_features", "0.5x", "--batch_size", 64, "--epochs", 2,
                "--json").done();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(new JsonMapper().readTree(line));
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().get("n_features").asInt()).isEqualTo(60);
        assertThat(lines.getLast().get("head").asInt()).isEqualTo(11);
        for (int head : new int[] {0, 11}) {
            Path of = folder.resolve("out/rank1_L3_H" + head);
            assertThat(of).isDirectoryContaining("glob:**final.pt").isDirectoryContaining("glob:**best.pt")
                    .isDirectoryContaining("glob:**config.json").isDirectoryNotContaining("glob:**checkpoint.pt");
            SaeCheckpoint trained = SaeCheckpoint.load(of.resolve("final.pt"));
            assertThat(trained.config().type()).isEqualTo(SaeType.RANK1);
            assertThat(trained.config().head()).isEqualTo(head);
            assertThat(trained.valMse().getAsDouble()).isEqualTo(lines.get(head == 0 ? 0 : 1).get("final_mse").asDouble());
        }
    }

    @Test
    void badOptionsAreNamed() {
        train("--sae-type", "dense", "--head", 0).refused("--sae-type dense: expected one of flat, rank1");
        train("--sae-type", "flat", "--head", "x").refused("--head x: a number or all");
        train("--sae-type", "flat", "--head", 5).refused("head_5.npy", "no such file");
        train("--sae-type", "flat", "--head", 0, "--n-features", "many").refused("--n-features many");
        train("--sae-type", "flat", "--head", 0, "--batch-size", 0).refused("--batch-size 0: at least 1");
        train("--sae-type", "flat", "--head", 0, "--rank", 0).refused("--rank 0: at least 1");
        train("--sae-type", "flat", "--head", 0, "--n-features", 10).refused("300 states, of which 240 are trained on",
                "a batch of 256");
        train("--sae-type", "flat", "--head", 0, "--n-features", 20_000_000, "--batch-size", 8).refused("arrays of more than 2^31");
        train("--sae-type", "bilinear_jumprelu", "--head", 0, "--jumprelu-bandwidth-schedule", "linear")
                .refused("--jumprelu-bandwidth-schedule linear: constant or cosine_to_zero");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private CommandRun train(Object... more) {
        Object[] words = new Object[7 + more.length];
        System.arraycopy(new Object[] {"train", "--data-dir", folder.resolve("states"), "--layer", 3, "--output-dir",
            folder.resolve("out")}, 0, words, 0, 7);
        System.arraycopy(more, 0, words, 7, more.length);
        return CommandRun.of(words);
    }
}
