package org.writesae.io;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The files that reference-data/generate/checkpoint_files.py wrote, and what it says is in them. */
public final class TestFiles {
    private static final TensorFile EXPECTED = Safetensors.open(file("expected.safetensors"));
    private static final JsonNode FACTS = JsonFiles.read(file("expected.json"));

    private TestFiles() {
    }

    public static Path file(String name) {
        try {
            return Path.of(TestFiles.class.getResource("/io/" + name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static JsonNode facts() {
        return FACTS;
    }

    /** Names of the tensors expected in that file. */
    public static String[] expectedNames(String file) {
        return EXPECTED.names().stream().filter(name -> name.startsWith(file + "/"))
                .map(name -> name.substring(file.length() + 1)).toArray(String[]::new);
    }

    /** Fails unless type, shape and every bit agree. */
    public static void assertExpected(String file, String key, Tensor actual) {
        Tensor expected = EXPECTED.tensor(file + "/" + key);
        assertThat(actual.dtype()).as(actual.where()).isEqualTo(expected.dtype());
        assertThat(actual.shape()).as(actual.where()).isEqualTo(expected.shape());
        assertThat(Arrays.stream(actual.doubles()).mapToLong(Double::doubleToRawLongBits).toArray()).as(actual.where())
                .isEqualTo(Arrays.stream(expected.doubles()).mapToLong(Double::doubleToRawLongBits).toArray());
    }
}
