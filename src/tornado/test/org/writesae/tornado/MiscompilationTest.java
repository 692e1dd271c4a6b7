package org.writesae.tornado;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;

import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What TornadoVM (5.2.0-jdk25, OpenCL) silently gets wrong, and the rules of the kernels forbid. These
 * tests hold that it is still so: one that fails means that a newer TornadoVM has changed, and that its
 * rule can be looked at again.
 */
class MiscompilationTest {
    private static final int ROWS = 64;
    private static TornadoBackend device;

    @BeforeAll
    static void open() {
        assumeTrue(DeviceList.all().getFirst().description().startsWith("OPENCL"), "the first device is not one of OpenCL");
        device = new TornadoBackend(0, 0);
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    private static Kernel kernel(String name) {
        return Kernel.of(SuspectKernels.class, name);
    }

    /** Elements of the output in which device and JVM differ. */
    private static int wrong(String kernel, Object output, Object... arguments) {
        Object expected = KernelCalls.copy(output);
        Object actual = KernelCalls.copy(output);
        try (Backend jvm = new JvmBackend(1)) {
            run(jvm, kernel, expected, arguments);
        }
        run(device, kernel, actual, arguments);
        return KernelCalls.differing(expected, actual);
    }

    private static void run(Backend backend, String kernel, Object output, Object[] arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = Buffer.output("y", output);
        for (int n = 0; n < arguments.length; n++) {
            all[n + 1] = arguments[n] instanceof Number ? arguments[n] : Buffer.input("x" + n, arguments[n]);
        }
        backend.run(new Program(kernel).add(kernel(kernel), ROWS, all));
    }

    private static double[] doubles(int length) {
        return new Random(7).doubles(length, -1, 4).toArray();
    }

    private static int[] ints(int length, int from) {
        return new Random(7).ints(length, from, 1000).toArray();
    }

    /** A kernel that has no device code is an error, and leaves its output alone. */
    @Test
    void aKernelThatDoesNotCompileNeverRunsInJava() {
        double[] y = new double[ROWS];
        Arrays.fill(y, -7);
        Program p = new Program("floors").add(kernel("floors"), ROWS, Buffer.output("y", y), Buffer.input("x", doubles(ROWS)));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> device.run(p)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("SuspectKernels#floors").hasMessageContaining("did not run on");
            assertThat(y).containsOnly(-7);
        }
    }

    @Test
    void anOutputGivenTwiceIsRefused() {
        Buffer x = Buffer.state("x", new double[ROWS]);
        Program p = new Program("alias").add(kernel("floors"), ROWS, x, x);
        assertThatThrownBy(() -> device.run(p)).isInstanceOf(IllegalStateException.class).hasRootCauseMessage(
                "SuspectKernels#floors writes an array that it also gets as another argument");
    }

    @Test
    void twoExitsOfALoop() {
        int[] widths = new Random(7).ints(ROWS, 0, 9).toArray();
        assertThat(wrong("twoBreaks", new int[ROWS], doubles(ROWS * 8), widths, 8)).isPositive();
    }

    @Test
    void twoReturnsFromALoop() {
        int[] widths = new Random(7).ints(ROWS, 0, 9).toArray();
        assertThat(wrong("twoReturns", new int[ROWS], doubles(ROWS * 8), widths, 8)).isPositive();
    }

    @Test
    void rotatedLoopVariables() {
        assertThat(wrong("rotatedVariables", new int[ROWS], ints(ROWS, 1), new Random(7).ints(ROWS, 0, 9).toArray())).isPositive();
    }

    @Test
    void localArraysAreNotZeroed() {
        assertThat(wrong("localArray", new double[ROWS], doubles(ROWS * 16))).isPositive();
    }

    @Test
    void unsignedShiftOfNegatives() {
        assertThat(wrong("unsignedShift", new int[ROWS], ints(ROWS, -1000))).isPositive();
    }

    @Test
    void divisionOfNegatives() {
        assertThat(wrong("negativeDivision", new int[ROWS], ints(ROWS, -1000))).isPositive();
    }

    /** As an output; a state is read first (see Touch) and keeps what is not written. */
    @Test
    void outputsWrittenInPart() {
        double[] y = doubles(2 * ROWS);
        assertThat(wrong("partialWrite", y, doubles(ROWS))).isPositive();
        double[] state = y.clone();
        device.run(new Program("state").add(kernel("partialWrite"), ROWS, Buffer.state("y", state), Buffer.input("x",
                doubles(ROWS))));
        for (int n = 0; n < ROWS; n++) {
            assertThat(state[2 * n + 1]).isEqualTo(y[2 * n + 1]);
        }
    }

    @Test
    void exponentialOfTheDriver() {
        assertThat(wrong("builtInExponential", new double[ROWS], doubles(ROWS))).isPositive();
    }

    @Test
    void notLessIsTrueOfNaN() {
        double[] x = doubles(ROWS);
        x[5] = Double.NaN;
        assertThat(wrong("atLeast", new int[ROWS], x, 1.0)).isEqualTo(1);
    }

    @Test
    void arithmeticOfShortsAndBytes() {
        short[] a = new short[ROWS];
        short[] b = new short[ROWS];
        byte[] c = new byte[ROWS];
        byte[] d = new byte[ROWS];
        Random random = new Random(7);
        random.nextBytes(c);
        random.nextBytes(d);
        for (int n = 0; n < ROWS; n++) {
            a[n] = (short) random.nextInt();
            b[n] = (short) random.nextInt();
        }
        short[] shorts = new short[ROWS];
        byte[] bytes = new byte[ROWS];
        BareGraph.run("shortSums", ROWS, shorts, a, b, ROWS);
        BareGraph.run("byteSums", ROWS, bytes, c, d, ROWS);
        short[] rightShorts = new short[ROWS];
        byte[] rightBytes = new byte[ROWS];
        SuspectKernels.shortSums(rightShorts, a, b, ROWS);
        SuspectKernels.byteSums(rightBytes, c, d, ROWS);
        assertThat(shorts).isNotEqualTo(rightShorts);
        assertThat(bytes).isNotEqualTo(rightBytes);
    }

    /** The grid takes the place of the loop's bound, so a larger grid computes rows that are not asked for. */
    @Test
    void gridsLargerThanTheLoop() {
        int[] y = new int[ROWS];
        BareGraph.run("marks", ROWS, y, ROWS - 16);
        assertThat(y).containsOnly(1);
    }

    /** A helper writes 16 and more elements further on. */
    @Test
    void localArraysPassedToHelpers() {
        int[] y = new int[ROWS];
        BareGraph.run("passedLocals", ROWS, new KernelContext(), y, new int[] {3});
        assertThat(y).containsOnly(-1);
    }
}
