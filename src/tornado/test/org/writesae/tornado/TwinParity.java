package org.writesae.tornado;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests of device twins have in common: a device that takes a twin for every call, and a JVM that takes none. */
abstract class TwinParity {
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

    static TornadoBackend device() {
        return device;
    }

    /** A twin takes the place of the call on the device, and every array has the bits of the definition. */
    static void sameOnBoth(KernelCalls.Call call) {
        Program.Call plain = bound(call);
        assertThat(DeviceTwins.replaced(List.of(plain), 1, true).getFirst().kernel()).as("twin").isNotEqualTo(call.kernel());
        List<Object> expected = call.run(jvm);
        List<Object> actual = call.run(device);
        for (int n = 0; n < expected.size(); n++) {
            assertThat(KernelCalls.differing(expected.get(n), actual.get(n))).as(call.kernel() + " argument " + n).isZero();
        }
    }

    static Program.Call bound(KernelCalls.Call call) {
        List<Object> arguments = call.arguments().stream()
                .map(argument -> argument instanceof Number ? argument : (Object) Buffer.state("argument", argument)).toList();
        return new Program.Call(call.kernel(), call.rows(), arguments);
    }
}
