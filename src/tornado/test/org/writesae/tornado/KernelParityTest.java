package org.writesae.tornado;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kernel gives the bits of the JVM on the device. */
class KernelParityTest {
    private static TornadoBackend device;
    private static JvmBackend jvm;

    @BeforeAll
    static void open() {
        device = new TornadoBackend(0, 0);
        jvm = new JvmBackend(1, false);
    }

    @AfterAll
    static void close() {
        device.close();
        jvm.close();
    }

    static List<String> kernels() {
        return List.copyOf(KernelCalls.MAKERS.keySet());
    }

    @Test
    void everyKernelIsCalled() throws Exception {
        assertThat(kernels()).containsExactlyInAnyOrderElementsOf(KernelCalls.all().stream().map(Kernel::id).toList());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sameBits(String kernel) {
        for (int seed = 1; seed <= 3; seed++) {
            same(KernelCalls.MAKERS.get(kernel).apply(new Random(seed)), seed);
        }
    }

    /** Zeros, infinities, NaN and the ends of the range among the numbers. */
    @ParameterizedTest
    @MethodSource("kernels")
    void sameBitsOfSpecialValues(String kernel) {
        for (int seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            KernelCalls.Call call = KernelCalls.MAKERS.get(kernel).apply(random);
            call.arguments().forEach(argument -> KernelCalls.sprinkle(argument, random));
            same(call, seed);
        }
    }

    private static void same(KernelCalls.Call call, int seed) {
        List<Object> expected = call.run(jvm);
        List<Object> actual = call.run(device);
        for (int n = 0; n < expected.size(); n++) {
            assertThat(KernelCalls.differing(expected.get(n), actual.get(n))).as("%s, seed %d, array %d", call.kernel(), seed, n)
                    .isZero();
        }
    }
}
