package org.writesae.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A broken case is bad input, and the message names the file and the field. */
class GoldenCaseReaderTest {
    private static final String HEADER = """
            {"schema": "writesae-golden-1", "id": "l2/one", "kernel": "org.writesae.kernels.L2Norm#l2Norm",
             "about": "a", "equation": "e", "arguments": [
              {"name": "y", "role": "output", "dtype": "float64", "shape": [1, 2], "tensor": "y"},
              {"name": "x", "role": "input", "dtype": "float64", "shape": [1, 2], "tensor": "x"},
              {"name": "heads", "role": "size", "dtype": "int", "shape": [], "value": 1},
              {"name": "width", "role": "size", "dtype": "int", "shape": [], "value": 2},
              {"name": "stride", "role": "size", "dtype": "int", "shape": [], "value": 2},
              {"name": "offset", "role": "size", "dtype": "int", "shape": [], "value": 0},
              {"name": "scale", "role": "size", "dtype": "double", "shape": [], "value": 1},
              {"name": "eps", "role": "size", "dtype": "double", "shape": [], "value": 0.0}],
             "rows": 1, "source": {"packages": {}, "script": "s", "seed": 1}, "class": "budget",
             "limit": {"maxScaledUlp": 1, "measured": null, "reason": "r"}, "result": "valid", "flags": []}
            """;

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.createDirectories(directory.resolve("l2")).resolve("one.json");
        Files.writeString(file, HEADER);
        tensors(Tensor.of("x", new double[] {3, 4}, 1, 2));
    }

    private void tensors(Tensor x) {
        new SafetensorsWriter().put(Tensor.of("y", new double[] {0.6, 0.8}, 1, 2)).put(x)
                .write(directory.resolve("l2/one.safetensors"));
    }

    @Test
    void aGoodCaseIsRead() {
        GoldenCase golden = GoldenCase.load(file);
        assertThat(golden.id()).isEqualTo("l2/one");
        assertThat(golden.kernel().id()).isEqualTo("L2Norm#l2Norm");
        assertThat(golden.rigor()).isEqualTo(GoldenCase.Rigor.BUDGET);
        assertThat(golden.limit().measured()).isNaN();
        assertThat(golden.arguments().getFirst().expected()).containsExactly(0.6, 0.8);
        assertThat(golden.arguments().get(6).initial()).isEqualTo(1.0);
        assertThat(GoldenData.at(directory).ids()).containsExactly("l2/one");
    }

    /** What to replace, by what, and how the message ends. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "rows": 1            | "row": 1             | row: unknown field, the fields are about, arguments, class, equation, flags, id, kernel, limit, result, rows, schema, source
            "rows": 1,           | ''                   | rows: missing field
            "rows": 1            | "rows": -1           | rows: a whole number of at least 0 was expected
            "rows": 1            | "rows": "1"          | rows: a whole number of at least 0 was expected
            golden-1             | golden-2             | schema: "writesae-golden-2", expected "writesae-golden-1"
            l2/one               | l2/two               | id: "l2/two", expected the place of the file, "l2/one"
            #l2Norm              | #l3Norm              | kernel: no kernel "org.writesae.kernels.L2Norm#l3Norm"
            .L2Norm#             | .L3Norm#             | kernel: no kernel "org.writesae.kernels.L3Norm#l2Norm"
            org.writesae.kernels.L2Norm | java.lang.System | kernel: "java.lang.System#l2Norm", expected org.writesae.kernels.Class#method
            L2Norm#l2Norm        | Elementary#exponential | kernel: Elementary#exponential is a function, not a kernel
            L2Norm#l2Norm        | TopK#topK            | arguments: TopK#topK takes 4, not 8
            "budget"             | "close"              | class: "close", expected one of exact, budget, statistical
            "valid"              | "good"               | result: "good", expected one of valid, invalid
            "valid"              | "invalid"            | flags: an invalid case names its mistake
            "flags": []          | "flags": [1]         | flags: an array of texts was expected
            "maxScaledUlp": 1    | "maxScaledUlp": "1"  | limit.maxScaledUlp: a number was expected
            , "reason": "r"      | ''                   | limit.reason: missing field
            "seed": 1            | "seed": 1, "by": "x" | source.by: unknown field, the fields are code, commit, packages, script, seed
            "packages": {}       | "packages": []       | source.packages: an object of package versions was expected
            "role": "output"     | "role": "outptu"     | arguments[0].role: "outptu", expected one of output, input, state, scratch, size
            "role": "input"      | "role": "state"      | arguments[1].expected: missing field
            "name": "y",         | "name": "",          | arguments[0].name: a text was expected
            "shape": [1, 2], "tensor": "y" | "shape": [1, -2], "tensor": "y" | arguments[0].shape: an array of lengths was expected
            "shape": [1, 2], "tensor": "y" | "shape": 2, "tensor": "y" | arguments[0].shape: an array was expected
            "shape": [1, 2], "tensor": "y" | "shape": [65536, 65536], "tensor": "y" | arguments[0].shape: more elements than an array holds
            , "tensor": "y"      | ''                   | arguments[0].tensor: missing field
            "dtype": "int", "shape": [], "value": 0 | "dtype": "float32", "shape": [], "value": 0 | arguments[5].dtype: a size is an int or a double, everything else an array
            "dtype": "int", "shape": [], "value": 0 | "dtype": "int", "shape": [], "value": 0.5 | arguments[5].value: a whole number was expected
            "dtype": "int", "shape": [], "value": 0 | "dtype": "double", "shape": [], "value": 0 | arguments[5].dtype: L2Norm#l2Norm takes a int here, not double
            "value": 0.0         | "valve": 0.0         | arguments[7].valve: unknown field, the fields are dtype, expected, name, role, shape, tensor, value
            "dtype": "float64", "shape": [1, 2], "tensor": "y" | "dtype": "int32", "shape": [1, 2], "tensor": "y" | arguments[0].dtype: only an input may be int32
            """)
    void aBrokenHeaderIsNamed(String part, String replacement, String message) throws IOException {
        assertThat(HEADER).contains(part);
        Files.writeString(file, HEADER.replace(part, replacement));
        assertThatThrownBy(() -> GoldenCase.load(file)).isInstanceOf(InputException.class).hasMessage(file + ": " + message);
    }

    @Test
    void brokenTensorsAreNamed() throws IOException {
        Path data = directory.resolve("l2/one.safetensors");
        tensors(Tensor.of("x", new double[] {3, 4, 5}, 1, 3));
        assertBad(data + ": x: shape [1, 3], expected [1, 2]");
        Files.writeString(file, HEADER.replace("\"tensor\": \"x\"", "\"tensor\": \"xs\""));
        assertBad(data + ": xs: no such tensor");
        Files.writeString(file, HEADER);
        tensors(Tensor.of("x", new float[] {3, 4}, 1, 2));
        assertBad(data + ": x: stored as F32, expected F64");
        Files.delete(data);
        assertBad(data.toString());
    }

    @Test
    void aTensorThatNobodyUsesIsNamed() {
        new SafetensorsWriter().put(Tensor.of("y", new double[] {0.6, 0.8}, 1, 2)).put(Tensor.of("x", new double[2], 1, 2))
                .put(Tensor.of("z", new float[1], 1)).write(directory.resolve("l2/one.safetensors"));
        assertBad("z: no argument of one.json uses this tensor");
    }

    @Test
    void textThatIsNotJsonIsNamed() throws IOException {
        Files.writeString(file, "{\"schema\": ");
        assertBad(file + ": line 1");
        assertThatThrownBy(() -> GoldenData.at(directory)).isInstanceOf(InputException.class).hasMessageContaining("line 1");
    }

    @Test
    void casesOfOtherObjectsArePassedOver() throws IOException {
        Files.writeString(directory.resolve("l2/model.json"), "{\"schema\": \"writesae-golden-1\", \"object\": \"model\"}");
        Files.writeString(directory.resolve("l2/statistics.json"), "{\"source\": \"scipy\"}");
        Files.writeString(directory.resolve("flags.json"), "{}");
        assertThat(GoldenData.at(directory).ids()).containsExactly("l2/one");
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> GoldenData.at(directory.resolve("none"))).isInstanceOf(InputException.class)
                .hasMessage(directory.resolve("none") + ": no such folder of golden cases");
    }

    private void assertBad(String message) {
        assertThatThrownBy(() -> GoldenCase.load(file)).isInstanceOf(InputException.class).hasMessageContaining(message);
    }
}
