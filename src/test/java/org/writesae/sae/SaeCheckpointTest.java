package org.writesae.sae;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.io.TestFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SaeCheckpointTest {
    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> everyFormGivesTheSameAnswer() {
        return TestFiles.facts().properties().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
    }

    private static void check(String file, JsonNode facts) {
        SaeCheckpoint checkpoint = SaeCheckpoint.load(TestFiles.file(file));
        SaeConfig config = checkpoint.config();
        Map<String, Object> found = new java.util.HashMap<>();
        found.put("form", checkpoint.form());
        found.put("type", config.type().label());
        found.put("features", config.features());
        found.put("rank", config.rank());
        found.put("dk", config.dk());
        found.put("dv", config.dv());
        found.put("k", config.k());
        found.put("batchTopK", config.batchTopK());
        found.put("layer", config.layer());
        found.put("head", config.head());
        found.put("hasEncoder", checkpoint.hasEncoder());
        found.put("valMse", checkpoint.valMse().isPresent() ? checkpoint.valMse().getAsDouble() : null);
        facts.properties().forEach(fact -> {
            if (!fact.getKey().startsWith("atom") && !fact.getValue().isNull()) {
                assertThat(String.valueOf(found.get(fact.getKey()))).as(fact.getKey()).isEqualTo(fact.getValue().asText());
            }
        });
        for (String key : TestFiles.expectedNames(file)) {
            TestFiles.assertExpected(file, key, checkpoint.tensor(key));
        }
        checkAtom(checkpoint, facts);
    }

    private static void checkAtom(SaeCheckpoint checkpoint, JsonNode facts) {
        for (int r = 0; facts.has("atom3Key") && r < checkpoint.config().rank(); r++) {
            assertThat(checkpoint.atomKey(3, r)).containsExactly(floats(facts.get("atom3Key").get(r)));
            assertThat(checkpoint.atomValue(3, r)).containsExactly(floats(facts.get("atom3Value").get(r)));
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).doubleValue();
        }
        return values;
    }

    @Test
    void notesSayWhatWasInferred() {
        assertThat(SaeCheckpoint.load(TestFiles.file("form_a_bilinear_2d_no_config.pt")).notes())
                .contains("sae_type not stated, bilinear inferred from the tensors", "val_mse is best_val_mse",
                        "factors with two axes, a rank axis of 1 inserted: V_enc, W_enc, V_dec, W_dec");
        assertThat(SaeCheckpoint.load(TestFiles.file("form_b_decoder_only.pt")).notes())
                .contains("pickled some_lab.models.WriteSae, read as data", "decoder.v read as V",
                        "no encoder: encoder.weight, encoder.bias missing", "no decoder bias: bias missing");
        assertThat(SaeCheckpoint.load(TestFiles.file("form_a_bilinear_stated_untied.pt")).notes())
                .containsExactly("sae_type is bilinear, but there are no encoder factors: read as bilinear_tied");
        assertThat(SaeCheckpoint.load(TestFiles.file("form_a_bilinear.pt")).notes()).isEmpty();
    }

    @Test
    void safetensorsWithItsConfigReadsLikeTheCheckpointItCameFrom() throws Exception {
        SaeCheckpoint original = SaeCheckpoint.load(TestFiles.file("form_a_bilinear_jumprelu.pt"));
        SafetensorsWriter writer = new SafetensorsWriter();
        original.tensors().values().forEach(writer::put);
        writer.write(directory.resolve("sae_weights.safetensors"));
        Files.writeString(directory.resolve("cfg.json"), "{\"sae_type\": \"bilinear_jumprelu\", \"k\": 4, \"layer\": 9, \"val_mse\": 0.125}");
        SaeCheckpoint copy = SaeCheckpoint.load(directory);
        assertThat(copy.form()).isEqualTo("safetensors");
        assertThat(copy.config().type()).isEqualTo(SaeType.BILINEAR_JUMPRELU);
        assertThat(copy.valMse()).hasValue(0.125);
        assertThat(copy.atomValue(5, 0)).isEqualTo(original.atomValue(5, 0));
    }

    @Test
    void disagreeingShapesAreNamed() {
        Path file = write(Tensor.of("V", new float[12], 4, 3), Tensor.of("W", new float[10], 5, 2),
                Tensor.of("bias", new float[6], 3, 2), Tensor.of("encoder.weight", new float[24], 4, 6),
                Tensor.of("encoder.bias", new float[4], 4));
        assertThatThrownBy(() -> SaeCheckpoint.load(file)).isInstanceOf(InputException.class)
                .hasMessageContaining("sae.safetensors: W: shape [5, 1, 2], expected [4, 1, 2]");
    }

    @Test
    void nonFiniteValuesAreNamed() {
        float[] values = new float[12];
        values[7] = Float.NaN;
        Path file = write(Tensor.of("V", values, 4, 3), Tensor.of("W", new float[8], 4, 2),
                Tensor.of("bias", new float[6], 3, 2), Tensor.of("encoder.weight", new float[24], 4, 6),
                Tensor.of("encoder.bias", new float[4], 4));
        assertThatThrownBy(() -> SaeCheckpoint.load(file)).isInstanceOf(InputException.class)
                .hasMessageContaining("sae.safetensors: V: element [2, 0, 1] is NaN");
    }

    @Test
    void aStateDictMustBeComplete() {
        Path file = write(Tensor.of("V_dec", new float[12], 4, 3), Tensor.of("W_dec", new float[8], 4, 2));
        assertThatThrownBy(() -> SaeCheckpoint.load(file)).isInstanceOf(InputException.class)
                .hasMessageContaining("sae.safetensors: b_enc: missing; the file has [V_dec, W_dec]");
    }

    @Test
    void filesWithoutAnAutoencoderSayWhatTheyHold() {
        assertThatThrownBy(() -> SaeCheckpoint.load(TestFiles.file("tensors.pt"))).isInstanceOf(InputException.class)
                .hasMessageContaining("tensors.pt: no autoencoder found").hasMessageContaining("[tensors, values]");
    }

    @Test
    void nonsenseInTheConfigIsNamed() throws Exception {
        Path file = write(Tensor.of("V_dec", new float[12], 4, 3), Tensor.of("W_dec", new float[8], 4, 2),
                Tensor.of("b_enc", new float[4], 4), Tensor.of("bias", new float[6], 3, 2));
        for (String[] wrong : new String[][] {{"\"rank\": 0", "config.rank: 0, an integer of at least 1"},
            {"\"n_features\": 1.5", "config.n_features: 1.5, an integer"}, {"\"d_k\": 2147483647", "too large"},
            {"\"d_in\": 7", "config.d_in: 7, but d_k * d_v is 3 * 2"}, {"\"n_features\": 5", "b_enc: shape [4], expected [5]"},
            {"\"sae_type\": \"bilinear_jumprelu\"", "V_enc, W_enc, log_threshold: missing"}}) {
            Files.writeString(directory.resolve("cfg.json"), "{" + wrong[0] + "}");
            assertThatThrownBy(() -> SaeCheckpoint.load(file)).as(wrong[0]).isInstanceOf(InputException.class)
                    .hasMessageContaining("sae.safetensors").hasMessageContaining(wrong[1]);
        }
    }

    private Path write(Tensor... tensors) {
        Path file = directory.resolve("sae.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        Stream.of(tensors).forEach(writer::put);
        writer.write(file);
        return file;
    }
}
