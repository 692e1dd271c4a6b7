package org.writesae.sae;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.InputException;
import org.writesae.io.Tensor;
import org.writesae.io.TestFiles;
import org.writesae.io.TorchFile;
import org.writesae.io.TorchWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files that torch wrote, written again in both forms and read back: the same bits. */
class SaeFilesTest {
    @TempDir
    private Path directory;

    static Stream<String> complete() {
        Stream<String> types = Arrays.stream(SaeType.values()).map(SaeType::label);
        return Stream.concat(types.flatMap(type -> Stream.of("form_a_" + type + ".pt", "form_a_" + type + "_2d_no_config.pt")),
                Stream.of("form_a_bilinear_rank2.pt", "form_a_rank1_rank2.pt", "form_a_training.pt"));
    }

    @ParameterizedTest
    @MethodSource("complete")
    void keepEveryBit(String file) throws IOException {
        SaeCheckpoint original = SaeCheckpoint.load(TestFiles.file(file));
        SaeFiles.writeSafetensors(directory, SavedSae.of(original));
        SaeCheckpoint safetensors = SaeCheckpoint.load(directory);
        same(safetensors, original);
        Path torch = directory.resolve("again.pt");
        SaeFiles.writeTorch(torch, SavedSae.of(safetensors));
        SaeCheckpoint again = SaeCheckpoint.load(torch);
        same(again, original);
        assertThat(again.form()).isEqualTo("A");
        assertThat(again.config().raw()).isEqualTo(asRead(SavedSae.of(original).config()));
        Path twice = directory.resolve("twice.pt");
        SaeFiles.writeTorch(twice, SavedSae.of(again));
        assertThat(Files.readAllBytes(twice)).isEqualTo(Files.readAllBytes(torch));
    }

    @Test
    void keepTheTrainingUnderWay() {
        SaeCheckpoint original = SaeCheckpoint.load(TestFiles.file("form_a_training.pt"));
        AdamState adam = TrainingState.of(original).orElseThrow().adam();
        assertThat(adam.steps()).isEqualTo(1);
        assertThat(adam.learningRate()).isEqualTo(3e-4);
        byte[] generator = new TrainingDraws(42, 10).state();
        Path file = directory.resolve("checkpoint.pt");
        SaeFiles.writeTraining(file, SavedSae.of(original), new TrainingState(adam, generator));
        SaeCheckpoint read = SaeCheckpoint.load(file);
        same(read, original);
        TrainingState training = TrainingState.of(read).orElseThrow();
        assertThat(training.generator()).isEqualTo(generator);
        assertThat(training.adam().averages().keySet()).containsExactly("V_enc", "W_enc", "b_enc", "V_dec", "W_dec", "bias");
        adam.averages().forEach((name, tensor) -> bits(training.adam().averages().get(name), tensor));
        adam.squares().forEach((name, tensor) -> bits(training.adam().squares().get(name), tensor));
        assertThat(TorchFile.read(file).at("optimizer_state_dict.param_groups.0.params").toString()).isEqualTo("[0, 1, 2, 3, 4, 5]");
    }

    @Test
    void keepNumbersThatAreNone() {
        SaeCheckpoint original = SaeCheckpoint.load(TestFiles.file("form_a_bilinear.pt"));
        SavedSae sae = SavedSae.of(original);
        Progress progress = new Progress(0, 3, Double.NaN, Double.POSITIVE_INFINITY);
        SaeFiles.writeSafetensors(directory, new SavedSae(sae.state(), sae.config(), progress));
        assertThat(SaeCheckpoint.load(directory).progress()).isEqualTo(progress);
    }

    @Test
    void needEveryTensor() {
        SaeCheckpoint decoder = SaeCheckpoint.load(TestFiles.file("form_b_decoder_only.pt"));
        assertThatThrownBy(() -> SavedSae.of(decoder)).isInstanceOf(InputException.class)
                .hasMessageContaining("form_b_decoder_only.pt: ").hasMessageContaining("missing");
    }

    @Test
    void refuseAnotherOptimizersState() {
        SaeCheckpoint original = SaeCheckpoint.load(TestFiles.file("form_a_training.pt"));
        AdamState adam = TrainingState.of(original).orElseThrow().adam();
        Map<String, Tensor> fewer = new LinkedHashMap<>(adam.averages());
        fewer.remove("bias");
        refused(original, new AdamState(1e-3, 1, fewer, adam.squares()), "5 parameters, the autoencoder has 6");
        Map<String, Tensor> other = new LinkedHashMap<>(adam.averages());
        other.put("bias", Tensor.of("bias", new float[] {1}, 1));
        refused(original, new AdamState(1e-3, 1, other, adam.squares()), "shape [1], expected [6, 5]");
        other.put("bias", Tensor.of("bias", filled(30), 6, 5));
        refused(original, new AdamState(1e-3, 1, other, adam.squares()), "NaN");
    }

    @Test
    void nothingIsLeftOfAFailedWrite() throws IOException {
        Path file = directory.resolve("x.pt");
        assertThatThrownBy(() -> TorchWriter.write(file, Map.of("a", new Object()))).isInstanceOf(IllegalArgumentException.class);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private void refused(SaeCheckpoint sae, AdamState adam, String... parts) {
        Path file = directory.resolve("other.pt");
        SaeFiles.writeTraining(file, SavedSae.of(sae), new TrainingState(adam, null));
        assertThatThrownBy(() -> TrainingState.of(SaeCheckpoint.load(file))).isInstanceOf(InputException.class)
                .hasMessageContaining("other.pt").hasMessageContainingAll(parts);
    }

    private static float[] filled(int n) {
        float[] values = new float[n];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private static void same(SaeCheckpoint actual, SaeCheckpoint original) {
        assertThat(actual.config().type()).isEqualTo(original.config().type());
        assertThat(actual.config()).usingRecursiveComparison().ignoringFields("raw").isEqualTo(original.config());
        assertThat(actual.progress()).isEqualTo(original.progress());
        assertThat(actual.tensors().keySet()).containsExactlyInAnyOrderElementsOf(original.tensors().keySet());
        original.tensors().forEach((name, tensor) -> bits(actual.tensor(name), tensor));
    }

    private static void bits(Tensor actual, Tensor expected) {
        assertThat(actual.dtype()).as(expected.name()).isEqualTo(expected.dtype());
        assertThat(actual.shape()).as(expected.name()).isEqualTo(expected.shape());
        assertThat(actual.doubles()).as(expected.name()).isEqualTo(expected.doubles());
    }

    /** Integers come back as long. */
    private static Map<String, Object> asRead(Map<String, Object> config) {
        Map<String, Object> read = new LinkedHashMap<>();
        config.forEach((key, value) -> read.put(key, value instanceof Integer number ? (Object) number.longValue() : value));
        return read;
    }
}
