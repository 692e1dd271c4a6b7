package org.writesae.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.kernels.Linear;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** Twins for devices give the bits of the definitions, with tiles cut off at every edge. */
class DeviceTwinsTest {
    private static TornadoBackend device;
    private static Backend jvm;

    @BeforeAll
    static void open() {
        device = new TornadoBackend(0, 0, 0, 1, TornadoBackend.MAX_CALLS);
        jvm = new JvmBackend(1, false);
    }

    @AfterAll
    static void close() {
        device.close();
        jvm.close();
    }

    @ParameterizedTest
    @CsvSource({"16, 1, 1", "17, 11, 9", "16, 16, 64", "64, 33, 128", "65, 5, 129", "70, 40, 260", "131, 257, 31"})
    void productsHaveTheBitsOfTheDefinition(int rows, int in, int out) {
        Random r = new Random(rows + in + out);
        sameOnBoth("linear", rows * out, new double[rows * out], KernelCalls.wide(r, rows * in), KernelCalls.floats(r, in * out),
                in, out);
        sameOnBoth("linearAdd", rows * out, KernelCalls.doubles(r, rows * out), KernelCalls.wide(r, rows * in),
                KernelCalls.floats(r, in * out), in, out);
        sameOnBoth("linearBias", rows * out, new float[rows * out], KernelCalls.wide(r, rows * in),
                KernelCalls.floats(r, in * out), KernelCalls.floats(r, out), in, out);
    }

    /** Other numbers of rows do not compile the twin again. */
    @ParameterizedTest
    @CsvSource({"16, 90, 7", "65, 130, 7"})
    void rowsAreNoConstant(int few, int many, int out) {
        Random r = new Random(5);
        long before = -1;
        for (int rows : new int[] {few, few + 1, many, few}) {
            sameOnBoth("linear", rows * out, new double[rows * out], KernelCalls.wide(r, rows * 5), KernelCalls.floats(r, 5 * out), 5,
                    out);
            assertThat(before < 0 || device.compilations() == before).isTrue();
            before = device.compilations();
        }
    }

    private static void sameOnBoth(String name, int rows, Object... arguments) {
        KernelCalls.Call call = new KernelCalls.Call(Kernel.of(Linear.class, name), rows, List.of(arguments));
        List<Object> expected = new ArrayList<>(call.run(jvm));
        List<Object> actual = call.run(device);
        for (int n = 0; n < expected.size(); n++) {
            assertThat(KernelCalls.differing(expected.get(n), actual.get(n))).as(name + " argument " + n).isZero();
        }
    }
}
