package org.writesae.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole models against upstream's float64 run: logits, states, writes and gates at most half as far
 * from it as upstream's own float32 run is. An invalid case holds what a named mistake gives, and has to be refused.
 */
class GoldenModelTest {
    static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));

    @TempDir
    private Path folder;

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.walk(DATA.resolve("golden/model"))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isCloserToFloat64ThanUpstreamsFloat32(Path header) {
        JsonNode golden = JsonFiles.read(header);
        List<String> failures = new ArrayList<>();
        double worst = 0;
        try (JvmBackend backend = new JvmBackend(2);
                HostModel model = Families.load(DATA.resolve(golden.get("model").asText()), backend);
                TensorFile expected = Safetensors.open(sibling(header));
                TensorFile actual = dump(model, golden, expected)) {
            for (String name : expected.names()) {
                if (golden.path("limit").path("tensors").has(name)) {
                    double limit = golden.path("limit").path("tensors").path(name).path("limit").asDouble();
                    double error = distance(actual.tensor(name), expected.tensor(name));
                    worst = Math.max(worst, error / limit);
                    if (!(error <= limit)) {
                        failures.add(name + ": " + error + " > " + limit + " = " + error / limit);
                    }
                }
            }
        }
        if (golden.get("result").asText().equals("invalid")) {
            assertThat(failures).as("the result of %s is accepted", golden.get("flags")).isNotEmpty();
            JsonNode notes = JsonFiles.read(DATA.resolve("golden/flags.json"));
            golden.get("flags").forEach(flag -> assertThat(notes.at("/" + flag.asText() + "/description").asText()).isNotBlank());
        } else {
            assertThat(failures).isEmpty();
        }
        System.getLogger("test").log(System.Logger.Level.DEBUG, header + " " + worst);
    }

    private static Path sibling(Path header) {
        return header.resolveSibling(header.getFileName().toString().replace(".json", ".safetensors"));
    }

    private TensorFile dump(HostModel model, JsonNode golden, TensorFile expected) {
        int[] positions = new int[golden.get("state_positions").size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = golden.get("state_positions").get(i).asInt();
        }
        Path out = folder.resolve("dump.safetensors");
        new ForwardDump(model, EnumSet.allOf(ForwardDump.Part.class), model.config().stateLayers(), positions)
                .write(expected.tensor("tokens").ints(), out, done -> { });
        return Safetensors.open(out);
    }

    static double distance(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] a = actual.doubles();
        double[] e = expected.doubles();
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - e[i]));
        }
        return worst;
    }
}
