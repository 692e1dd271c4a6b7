package org.writesae.tornado;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.writesae.kernels.Parallel;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A device may fuse a product and a sum only where {@code strict.flags} names the kernel. Here the product is not exact, so
 * that it shows: it is rounded to 1 + 2⁻³⁰ + 2⁻⁴⁰, which loses 2⁻⁷⁰.
 */
class FusionTest {
    private static final double LOST = 0x1p-70;

    /** Two kernels that differ in nothing but their names. */
    public static final class Residuals {
        private Residuals() {
        }

        public static void residual(double[] y, double[] a, double[] b, double[] c, int from, int count) {
            for (@Parallel int i = 0; i < count; i++) {
                int n = from + i;
                y[n] = a[n] * b[n] + c[n];
            }
        }

        public static void linear(double[] y, double[] a, double[] b, double[] c, int from, int count) {
            for (@Parallel int i = 0; i < count; i++) {
                int n = from + i;
                y[n] = a[n] * b[n] + c[n];
            }
        }
    }

    private static double run(String kernel) {
        double[] y = {7};
        double a = 1 + 0x1p-30;
        double b = 1 + 0x1p-40;
        try (TornadoBackend device = new TornadoBackend(0, 0)) {
            device.run(new Program(kernel).add(Kernel.of(Residuals.class, kernel), 1, Buffer.output("y", y),
                    Buffer.input("a", new double[]{a}), Buffer.input("b", new double[]{b}), Buffer.input("c", new double[]{-(a * b)})));
        }
        return y[0];
    }

    @Test
    void anOrdinaryKernelIsNotFused() {
        assertThat(run("residual")).isZero();
    }

    /** Tried on PoCL only. Elsewhere it may not be fused: that costs time, and no bits. */
    @Test
    void aKernelOfTheNameOfTheMatrixProductIsFused() {
        assertThat(run("linear")).isIn(DeviceList.all().getFirst().description().contains("PoCL") ? List.of(LOST) : List.of(LOST, 0.0));
    }
}
