package org.writesae.tornado;

import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What TornadoVM (5.2.0-jdk25, PTX) silently gets wrong; only with an SDK whose backend is PTX, and a CUDA driver. */
class PtxMiscompilationTest {
    private static final int ROWS = 64;
    private static TornadoBackend device;

    @BeforeAll
    static void open() {
        assumeTrue(DeviceList.all().getFirst().description().startsWith("PTX"), "the first device is not one of PTX");
        device = new TornadoBackend(0, 0);
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    /** Elements of the output in which device and JVM differ. */
    private static int wrong(String name, Object output, Object... inputs) {
        Object expected = KernelCalls.copy(output);
        Object actual = KernelCalls.copy(output);
        try (Backend jvm = new JvmBackend(1)) {
            run(jvm, name, expected, inputs);
        }
        run(device, name, actual, inputs);
        return KernelCalls.differing(expected, actual);
    }

    private static void run(Backend backend, String name, Object output, Object[] inputs) {
        Object[] all = new Object[inputs.length + 1];
        all[0] = Buffer.output("y", output);
        for (int n = 0; n < inputs.length; n++) {
            all[n + 1] = Buffer.input("x" + n, inputs[n]);
        }
        backend.run(new Program(name).add(Kernel.of(SuspectKernels.class, name), ROWS, all));
    }

    private static double[] doubles() {
        return new Random(7).doubles(ROWS, -1, 4).toArray();
    }

    private static float[] floats(int seed) {
        float[] values = new float[ROWS];
        Random random = new Random(seed);
        for (int n = 0; n < ROWS; n++) {
            values[n] = random.nextFloat() + 0.5f;
        }
        return values;
    }

    @Test
    void signedShiftOfNegatives() {
        assertThat(wrong("signedShift", new int[ROWS], new Random(7).ints(ROWS, -1000, -1).toArray())).isPositive();
    }

    @Test
    void boundInMemory() {
        assertThat(wrong("boundInMemory", new int[ROWS], new int[] {5})).isPositive();
    }

    @Test
    void floatQuotients() {
        assertThat(wrong("floatQuotients", new float[ROWS], floats(1), floats(2))).isPositive();
    }

    @Test
    void exponentialOfTheDriver() {
        assertThat(wrong("builtInExponential", new double[ROWS], doubles())).isPositive();
    }

    @Test
    void maximumOfNaN() {
        double[] x = doubles();
        x[5] = Double.NaN;
        assertThat(wrong("maxima", new double[ROWS], x)).isEqualTo(1);
    }

    /** The negation of a comparison forgets NaN, as in {@code x >= y ? 1 : 0} on OpenCL. */
    @Test
    void comparisonsOfNaN() {
        double[] x = doubles();
        x[5] = Double.NaN;
        assertThat(wrong("ordinary", new int[ROWS], x)).isEqualTo(1);
    }
}
