package org.writesae.io;

import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TensorTest {

    @Test
    void everyBfloat16BitPatternWidensToItsFloat() {
        Tensor all = halves(DType.BF16);
        float[] values = all.floats();
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertThat(Float.floatToRawIntBits(values[bits])).isEqualTo(bits << 16);
        }
    }

    @Test
    void everyHalfBitPatternWidensExactly() {
        float[] values = halves(DType.F16).floats();
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertThat(Float.compare(values[bits], half(bits))).isZero();
        }
    }

    /** IEEE binary16 by its definition. */
    private static float half(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double size = exponent == 31 ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0 ? Math.scalb((double) fraction, -24) : Math.scalb(1024.0 + fraction, exponent - 25);
        return (float) (bits >> 15 == 1 ? -size : size);
    }

    private static Tensor halves(DType type) {
        byte[] bytes = new byte[1 << 17];
        for (int i = 0; i < 1 << 16; i++) {
            bytes[2 * i] = (byte) i;
            bytes[2 * i + 1] = (byte) (i >> 8);
        }
        return new Tensor("x", "f: x", type, new long[] {1 << 16}, () -> MemorySegment.ofArray(bytes));
    }

    @Test
    void partsAreCopiedAnywhere() {
        float[] target = new float[5];
        halves(DType.BF16).copyFloats(0x3f80, target, 2, 1);
        assertThat(target).containsExactly(0, 0, 1, 0, 0);
        assertThatThrownBy(() -> halves(DType.BF16).copyFloats(65_535, target, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        double[] doubles = new double[20_000];
        Tensor.of("x", new float[20_000], 20_000).copyDoubles(1, doubles, 1, 19_999);
        assertThat(doubles).containsOnly(0);
    }

    @Test
    void expectationsThatFailNameEverything() {
        Tensor tensor = Tensor.of("w", new float[] {1, 2, 3, Float.POSITIVE_INFINITY, 5, 6}, 2, 3);
        assertThat(tensor.requireShape(-1, 3)).isSameAs(tensor);
        assertThatThrownBy(() -> tensor.requireShape(3, -1)).isInstanceOf(InputException.class)
                .hasMessage("w: shape [2, 3], expected [3, any]");
        assertThatThrownBy(() -> tensor.requireShape(6)).isInstanceOf(InputException.class);
        assertThatThrownBy(tensor::requireFinite).isInstanceOf(InputException.class)
                .hasMessage("w: element [1, 0] is Infinity, expected finite numbers");
        Tensor large = Tensor.of("w", new double[] {3e38, -1e39}, 2);
        assertThatThrownBy(large::requireFinite).isInstanceOf(InputException.class)
                .hasMessage("w: element [1] is -1.0E39, beyond float32");
        assertThatThrownBy(tensor::ints).isInstanceOf(InputException.class).hasMessage("w: integers expected, found F32");
        assertThatThrownBy(() -> Tensor.of("w", new float[5], 2, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void integersBeyondAnIntAreRefused() {
        Tensor wide = Npy.open(TestFiles.file("i8.npy"));
        assertThatThrownBy(wide::ints).isInstanceOf(InputException.class)
                .hasMessageEndingWith("i8.npy: element 0 is 1125899906842624, beyond 32 bits");
        assertThat(wide.doubles()).containsExactly(1L << 50, -3);
        assertThat(Npy.open(TestFiles.file("b1.npy")).ints()).containsExactly(1, 0);
        assertThat(Npy.open(TestFiles.file("u1.npy")).ints()).containsExactly(0, 255);
    }
}
