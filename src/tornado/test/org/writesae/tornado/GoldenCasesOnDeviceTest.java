package org.writesae.tornado;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.reference.CaseResult;
import org.writesae.reference.CaseRunner;
import org.writesae.reference.GoldenData;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;

/** Every golden case of a definition, on the device: judged as on the JVM, and with its bits. */
class GoldenCasesOnDeviceTest {
    private static final GoldenData DATA = GoldenData.find();
    private static Backend device;
    private static Backend twins;
    private static Backend jvm;

    @BeforeAll
    static void open() {
        device = new TornadoBackend(0, 0);
        twins = new TornadoBackend(0, 0);
        twins.preferTwins();
        jvm = new JvmBackend(1, false);
    }

    @AfterAll
    static void close() {
        device.close();
        twins.close();
        jvm.close();
    }

    static List<String> cases() {
        return DATA.cases().stream().filter(golden -> !golden.kernel().id().contains("Tiled#")).map(golden -> golden.id()).toList();
    }

    static List<String> casesOfTwins() {
        return DATA.cases().stream().filter(golden -> DeviceTwins.has(golden.kernel())).map(golden -> golden.id()).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isJudgedAsOnTheJvm(String id) {
        isJudgedAsOnTheJvm(id, device);
    }

    @ParameterizedTest
    @MethodSource("casesOfTwins")
    void soAreTwins(String id) {
        isJudgedAsOnTheJvm(id, twins);
    }

    private static void isJudgedAsOnTheJvm(String id, Backend backend) {
        CaseResult result = new CaseRunner(new Both(backend)).run(DATA.cases(id).stream().filter(golden -> golden.id().equals(id))
                .findFirst().orElseThrow());
        assertThat(result.problem()).isNull();
        assertThat(result.ok()).as(result.explanation()).isTrue();
    }

    /** Runs a program on the device, and on the JVM over copies of its arrays, and compares what each has written. */
    private record Both(Backend here) implements Backend {
        @Override
        public void run(Program program) {
            Map<Object, Object> copies = new IdentityHashMap<>();
            Program twin = new Program(program.name());
            for (Program.Call call : program.calls()) {
                List<Object> arguments = new ArrayList<>();
                for (Object argument : call.arguments()) {
                    arguments.add(argument instanceof Buffer buffer ? new Buffer(copies.computeIfAbsent(buffer.array(),
                            KernelCalls::copy), buffer.role(), buffer.name()) : argument);
                }
                twin.add(call.kernel(), call.rows(), arguments.toArray());
            }
            jvm.run(twin);
            here.run(program);
            for (Program.Call call : program.calls()) {
                for (Object argument : call.arguments()) {
                    if (argument instanceof Buffer buffer && buffer.role() != Buffer.Role.SCRATCH) {
                        assertThat(KernelCalls.differing(copies.get(buffer.array()), buffer.array())).as(buffer.name()).isZero();
                    }
                }
            }
        }

        @Override
        public String description() {
            return here.description();
        }

        @Override
        public void close() {
        }
    }
}
