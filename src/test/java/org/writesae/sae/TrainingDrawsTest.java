package org.writesae.sae;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Initial weights, split, batches and resampled samples of upstream's own code, for all seven variants. */
class TrainingDrawsTest {
    private static final Path FOLDER = Path.of("reference-data", "golden", "torch");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void areUpstreams(String name, JsonNode expected) {
        TrainingDraws draws = new TrainingDraws(expected.get("seed").longValue(), expected.get("samples").intValue());
        assertThat(draws.train()).isEqualTo(ints(expected.get("train")));
        assertThat(draws.validation()).isEqualTo(ints(expected.get("validation")));
        Map<String, Tensor> parameters = draws.initialWeights(config(expected));
        List<String> names = new ArrayList<>();
        expected.get("parameters").forEach(key -> names.add(key.textValue()));
        assertThat(parameters.keySet()).containsExactlyElementsOf(names);
        try (TensorFile file = Safetensors.open(FOLDER.resolve("training.safetensors"))) {
            parameters.forEach((key, tensor) -> assertThat(ulps(tensor, file.tensor(name + "." + key)))
                    .as(key).isLessThanOrEqualTo(3));
        }
        float[] weights = floats(expected.get("weights"));
        for (int epoch = 0; epoch < 2; epoch++) {
            assertThat(draws.epoch()).isEqualTo(ints(expected.get("epochs").get(epoch)));
            int[] resampled = ints(expected.get("resampled").get(epoch));
            assertThat(draws.resampled(weights, resampled.length)).isEqualTo(resampled);
            draws.evaluation();
        }
        CRC32 crc = new CRC32();
        crc.update(draws.state());
        assertThat(crc.getValue()).isEqualTo(expected.get("crc32State").longValue());
    }

    static Stream<Arguments> cases() {
        JsonNode cases = JsonFiles.read(FOLDER.resolve("training.json")).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(node -> Arguments.of(node.get("name").textValue(), node));
    }

    /** From torch 2.13, {@code randperm(5000)} of seed 42. */
    @Test
    void splitOfTheFirstFiveThousand() {
        TrainingDraws draws = new TrainingDraws(42, 5000);
        assertThat(Arrays.copyOf(draws.train(), 8)).containsExactly(2542, 430, 846, 4406, 2154, 4435, 2792, 794);
        assertThat(Arrays.copyOf(draws.validation(), 8)).containsExactly(1363, 2619, 2826, 3340, 3364, 674, 3025, 3598);
    }

    @Test
    void goOnFromAStoredState() {
        TrainingDraws one = new TrainingDraws(7, 40);
        one.epoch();
        TrainingDraws other = new TrainingDraws(7, 40);
        other.restore(one.state());
        assertThat(other.epoch()).isEqualTo(one.epoch());
    }

    private static SaeConfig config(JsonNode expected) {
        return new SaeConfig(SaeType.named(expected.get("sae_type").textValue()).orElseThrow(),
                expected.get("n_features").intValue(), expected.get("rank").intValue(), expected.get("d_k").intValue(),
                expected.get("d_v").intValue(), expected.get("k").intValue(), false, null, null, Map.of("init_threshold", 1e-4));
    }

    private static long ulps(Tensor actual, Tensor expected) {
        actual.requireShape(expected.shape());
        float[] a = actual.floats();
        float[] e = expected.floats();
        long worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs((long) Float.floatToIntBits(a[i]) - Float.floatToIntBits(e[i])));
        }
        return worst;
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).doubleValue();
        }
        return values;
    }
}
