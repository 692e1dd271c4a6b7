package org.writesae.sae.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.Progress;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeFiles;
import org.writesae.sae.SavedSae;
import org.writesae.sae.TrainingState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Interrupted runs, threads, and input that cannot be trained on. */
class TrainerTest {
    @TempDir
    private Path folder;

    /** Stands for a process that ends without warning. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "rank1", "bilinear-batchtopk", "bilinear_tied", "bilinear_jumprelu"})
    void anInterruptedRunEndsWithTheSameFiles(String name) throws IOException {
        // 20 epochs of 8 steps: resampling before and after the interruption in the 16th epoch.
        TrainingOptions options = GoldenRuns.epochs(GoldenRuns.options(name), 20);
        train(options, "whole", 2, -1);
        assertThatThrownBy(() -> train(options, "cut", 1, 123)).isInstanceOf(Killed.class);
        assertThat(folder.resolve("cut")).isDirectoryContaining("glob:**checkpoint.pt");
        // A line cut short, as a killed process leaves it.
        Files.writeString(folder.resolve("cut/train_log.jsonl"), "{\"step\": 12", StandardOpenOption.APPEND);
        train(options, "cut", 3, -1);
        assertThat(files("cut")).isEqualTo(files("whole"));
        assertThat(files("whole").keySet()).containsExactly("best.pt", "config.json", "final.pt", "train_log.jsonl");
    }

    @Test
    void aRunKilledInItsFirstEpochBeginsAnew() throws IOException {
        TrainingOptions options = GoldenRuns.epochs(GoldenRuns.options("bilinear"), 2);
        train(options, "whole", 1, -1);
        assertThatThrownBy(() -> train(options, "cut", 1, 3)).isInstanceOf(Killed.class);
        train(options, "cut", 1, -1);
        assertThat(files("cut")).isEqualTo(files("whole"));
    }

    @Test
    void aRunKilledAfterItsLastEvaluationEndsWithTheSameFiles() throws IOException {
        // Steps so large that the last validation error is not the lowest.
        TrainingOptions options = GoldenRuns.rates(GoldenRuns.options("bilinear"), 3, 1, 1);
        train(options, "whole", 1, -1);
        assertThat(valMse("whole/final.pt")).isGreaterThan(valMse("whole/best.pt"));
        TrainingListener killer = new TrainingListener() {
            @Override
            public void evaluated(int epoch, Evaluation evaluation, boolean best) {
                if (epoch == 2) {
                    throw new Killed();
                }
            }
        };
        assertThatThrownBy(() -> train(options, "cut", 1, killer)).isInstanceOf(Killed.class);
        train(options, "cut", 1, -1);
        assertThat(files("cut")).isEqualTo(files("whole"));
    }

    @Test
    void anotherRunsFilesAreLeftAlone() {
        TrainingOptions options = GoldenRuns.epochs(GoldenRuns.options("bilinear"), 2);
        assertThatThrownBy(() -> train(options, "run", 1, 12)).isInstanceOf(Killed.class);
        assertThatThrownBy(() -> train(GoldenRuns.epochs(options, 3), "run", 1, -1)).isInstanceOf(InputException.class)
                .hasMessageContaining("checkpoint.pt: config.epochs: 2, but this run has 3");
        train(options, "run", 1, -1);
        assertThatThrownBy(() -> train(options, "run", 1, -1)).isInstanceOf(InputException.class)
                .hasMessageContaining("final.pt: a finished run is there");
    }

    @Test
    void aDamagedCheckpointIsNamed() {
        TrainingOptions options = GoldenRuns.epochs(GoldenRuns.options("bilinear"), 2);
        assertThatThrownBy(() -> train(options, "run", 1, 12)).isInstanceOf(Killed.class);
        Path file = folder.resolve("run/checkpoint.pt");
        SaeCheckpoint checkpoint = SaeCheckpoint.load(file);
        TrainingState training = TrainingState.of(checkpoint).orElseThrow();
        SavedSae sae = SavedSae.of(checkpoint);
        SaeFiles.writeTraining(file, sae, new TrainingState(training.adam(), new byte[7]));
        assertThatThrownBy(() -> train(options, "run", 1, -1)).isInstanceOf(InputException.class)
                .hasMessage(file + ": rng_state: 7 bytes, the state of a CPU generator has 5056");
        Progress unknown = new Progress(null, null, null, null);
        SaeFiles.writeTraining(file, new SavedSae(sae.state(), sae.config(), unknown), training);
        assertThatThrownBy(() -> train(options, "run", 1, -1)).isInstanceOf(InputException.class)
                .hasMessage(file + ": epoch, best_val_mse: missing, so that it cannot be gone on from");
    }

    @Test
    void notANumberInTheDataIsNamed() throws IOException {
        float[] values = Npy.open(GoldenRuns.STATES).floats();
        values[7 * 120 + 13] = Float.NaN;
        Npy.write(folder.resolve("nan.npy"), Tensor.of("nan", values, 300, 12, 10));
        assertRefused("nan.npy", "state 7, element [1, 3] is NaN");
    }

    @Test
    void dataOfAnotherFormIsNamed() throws IOException {
        Npy.write(folder.resolve("flat.npy"), Tensor.of("x", new float[24], 2, 12));
        assertRefused("flat.npy", "shape [2, 12], expected states [n, d_k, d_v]");
        Npy.write(folder.resolve("ints.npy"), Tensor.of("x", new int[24], 2, 3, 4));
        assertRefused("ints.npy", "I32, expected float16 or float32");
        Npy.write(folder.resolve("few.npy"), Tensor.of("x", new float[30 * 12], 30, 3, 4));
        assertRefused("few.npy", "30 states, of which 24 are trained on, are fewer than a batch of 32");
        assertRefused("none.npy", "no such file");
    }

    @Test
    void aLossThatIsNoNumberStopsAndKeepsTheCheckpoint() throws IOException {
        float[] values = Npy.open(GoldenRuns.STATES).floats();
        for (int n = 0; n < values.length; n++) {
            values[n] *= 1e30f;
        }
        Npy.write(folder.resolve("huge.npy"), Tensor.of("huge", values, 300, 12, 10));
        assertRefused("huge.npy", "step 2, epoch 0: the loss is NaN; there is no checkpoint yet");
        assertThat(folder.resolve("run/final.pt")).doesNotExist();
    }

    private void assertRefused(String file, String message) {
        assertThatThrownBy(() -> {
            try (JvmBackend backend = new JvmBackend(1)) {
                new Trainer(folder.resolve(file), GoldenRuns.options("bilinear"), folder.resolve("run"), backend,
                        TrainingListener.NONE).run();
            }
        }).isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    private void train(TrainingOptions options, String run, int threads, int killedAt) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(long step, long total, double loss, Measures measures) {
                if (step == killedAt) {
                    throw new Killed();
                }
            }
        };
        train(options, run, threads, listener);
    }

    private void train(TrainingOptions options, String run, int threads, TrainingListener listener) {
        try (JvmBackend backend = new JvmBackend(threads)) {
            new Trainer(GoldenRuns.STATES, options, folder.resolve(run), backend, listener).run();
        }
    }

    private double valMse(String file) {
        return SaeCheckpoint.load(folder.resolve(file)).valMse().orElseThrow();
    }

    private Map<String, Integer> files(String run) throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder.resolve(run))) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
