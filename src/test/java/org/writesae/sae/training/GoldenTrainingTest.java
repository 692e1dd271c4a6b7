package org.writesae.sae.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.Safetensors;
import org.writesae.io.TensorFile;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Whole runs against those of upstream's trainer in float32, from the same seed. */
class GoldenTrainingTest {
    private static final double TOLERANCE = 1e-6;

    @TempDir
    private Path folder;

    static List<String> names() {
        return GoldenRuns.NAMES;
    }

    /** Remembers what was resampled. */
    private static final class Events implements TrainingListener {
        private final List<int[]> features = new ArrayList<>();
        private final List<int[]> samples = new ArrayList<>();

        @Override
        public void resampled(long step, int[] reset, int[] from) {
            features.add(reset);
            samples.add(from);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void followsUpstream(String name) throws IOException {
        Events events = new Events();
        TrainResult result;
        try (Backend backend = new JvmBackend(1)) {
            result = new Trainer(GoldenRuns.STATES, GoldenRuns.options(name), folder.resolve("run"), backend, events).run();
        }
        try (TensorFile golden = Safetensors.open(GoldenRuns.FOLDER.resolve(name + ".safetensors"))) {
            List<JsonNode> steps = new ArrayList<>();
            List<JsonNode> epochs = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("run/train_log.jsonl"))) {
                JsonNode node = new JsonMapper().readTree(line);
                (node.has("val_mse") ? epochs : steps).add(node);
            }
            List.of("loss", "mse", "nmse", "explained_var", "lr", "l0").forEach(key -> same(key, steps, golden));
            List.of("val_mse", "val_l0", "val_dead").forEach(key -> same(key, epochs, golden));
            assertThat(epochs.getLast().get("val_mse").asDouble()).isEqualTo(result.finalMse());
            int resampled = 0;
            for (; golden.names().contains("resampled." + resampled + ".features"); resampled++) {
                assertThat(events.features.get(resampled)).isEqualTo(golden.tensor("resampled." + resampled + ".features").ints());
                assertThat(events.samples.get(resampled)).isEqualTo(golden.tensor("resampled." + resampled + ".samples").ints());
            }
            assertThat(events.features).hasSize(resampled);
            sameWeights(golden, SaeCheckpoint.load(folder.resolve("run/final.pt")));
        }
    }

    /** A value of every line. */
    private static void same(String key, List<JsonNode> lines, TensorFile golden) {
        double[] expected = golden.tensor(key).doubles();
        assertThat(lines).hasSameSizeAs(expected);
        for (int n = 0; n < expected.length; n++) {
            // The explained variance is a difference to 1.
            double tolerance = key.equals("explained_var") ? TOLERANCE : Math.abs(expected[n]) * TOLERANCE;
            assertThat(lines.get(n).get(key).asDouble()).as("%s of line %d", key, n).isCloseTo(expected[n], within(tolerance));
        }
    }

    /** Up to the signs that a pair of singular vectors may have; both of a pair turn at once, which is the same atom. */
    private static void sameWeights(TensorFile golden, SaeCheckpoint ours) {
        ours.parameters().forEach((name, tensor) -> {
            double[] expected = golden.tensor("final." + name).doubles();
            double[] actual = tensor.doubles();
            double largest = 0;
            double error = 0;
            for (int n = 0; n < expected.length; n++) {
                largest = Math.max(largest, Math.abs(expected[n]));
                error = Math.max(error, Math.abs(Math.abs(actual[n]) - Math.abs(expected[n])));
            }
            assertThat(error).as(name).isLessThanOrEqualTo(1e-5 * largest);
        });
    }
}
