package org.writesae.io;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsRoundTripTest {
    @TempDir
    private Path directory;

    @Test
    void everyTypeComesBack() {
        Path file = directory.resolve("deep/er/all.safetensors");
        new SafetensorsWriter().put(Tensor.of("ids", new int[] {1, -2, 3}, 3))
                .put(Tensor.of("x", new float[] {1, Float.MIN_VALUE, -0f, 4, 5, 6}, 2, 3))
                .put(Tensor.of("scalar", new double[] {Math.PI}))
                .put(Tensor.of("none", new float[0], 0, 7))
                .metadata("format", "pt").write(file);
        try (TensorFile tensors = Safetensors.open(file)) {
            assertThat(tensors.names()).containsExactly("scalar", "ids", "x", "none");
            assertThat(tensors.metadata()).containsEntry("format", "pt");
            assertThat(tensors.tensor("x").requireShape(2, -1).floats()).containsExactly(1, Float.MIN_VALUE, -0f, 4, 5, 6);
            assertThat(tensors.tensor("ids").ints()).containsExactly(1, -2, 3);
            assertThat(tensors.tensor("scalar").doubles()).containsExactly(Math.PI);
            assertThat(tensors.tensor("none").size()).isZero();
            assertThatThrownBy(() -> tensors.tensor("idz")).isInstanceOf(InputException.class)
                    .hasMessageContaining("all.safetensors: idz: no such tensor; closest: ids");
        }
    }

    @Test
    void aStreamGivesTheSameBytesAsAWrite() throws Exception {
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.25f;
        }
        Path whole = directory.resolve("whole.safetensors");
        Path streamed = directory.resolve("streamed.safetensors");
        new SafetensorsWriter().put(Tensor.of("empty", new double[0], 0)).put(Tensor.of("x", values, 100, 100)).write(whole);
        SafetensorsWriter declared = new SafetensorsWriter().declare("empty", DType.F64, 0).declare("x", DType.F32, 100, 100);
        try (SafetensorsStream stream = declared.open(streamed)) {
            stream.write(values, 0, 9_000);
            stream.write(values, 9_000, 1_000);
            stream.commit();
        }
        assertThat(streamed).hasSameBinaryContentAs(whole);
    }

    @Test
    void anAbandonedStreamLeavesNothing() {
        try (SafetensorsStream stream = new SafetensorsWriter().declare("x", DType.F32, 4).open(directory.resolve("x"))) {
            stream.write(new float[2], 0, 2);
            assertThatThrownBy(stream::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void npyComesBack() {
        Path file = directory.resolve("a.npy");
        Npy.write(file, Tensor.of("a", new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
        Tensor back = Npy.open(file).requireShape(3, 2);
        assertThat(back.floats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(back.name()).isEqualTo("a");
    }
}
