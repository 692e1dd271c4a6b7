package org.writesae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;

/** Every golden case of a kernel, by definitions and by twins, on several numbers of threads. */
class GoldenCasesTest {
    private static final GoldenData DATA = GoldenData.find();
    private static final List<Backend> BACKENDS = List.of(new JvmBackend(1, false), new JvmBackend(1, true),
            new JvmBackend(2, false), new JvmBackend(2, true), new JvmBackend(3, true), new JvmBackend(5, false));

    static Stream<String> ids() {
        return DATA.ids().stream();
    }

    @AfterAll
    static void close() {
        BACKENDS.forEach(Backend::close);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void isOkOnEveryBackendWithTheSameBits(String id) {
        GoldenCase golden = GoldenCase.load(DATA.directory().resolve(id + ".json"));
        List<List<String>> arrays = new ArrayList<>();
        for (Backend backend : BACKENDS) {
            Recorder recorder = new Recorder(backend);
            CaseResult result = new CaseRunner(recorder).run(golden);
            assertThat(result.ok()).as("%s on %s: %s scaled ULP, %s", id, backend.description(), result.scaledUlp(),
                    result.explanation()).isTrue();
            arrays.add(recorder.arrays);
        }
        assertThat(arrays).allMatch(arrays.getFirst()::equals);
    }

    /** Remembers what the arrays of a program hold after it has run. */
    private static final class Recorder implements Backend {
        private final Backend backend;
        private final List<String> arrays = new ArrayList<>();

        Recorder(Backend backend) {
            this.backend = backend;
        }

        @Override
        public void run(Program program) {
            backend.run(program);
            for (Object argument : program.calls().stream().flatMap(call -> call.arguments().stream()).toList()) {
                if (argument instanceof Buffer buffer) {
                    // Decimal text of a float or double names its bits; NaNs need not be told apart.
                    arrays.add(buffer.name() + switch (buffer.array()) {
                        case float[] floats -> Arrays.toString(floats);
                        case double[] doubles -> Arrays.toString(doubles);
                        default -> Arrays.toString(buffer.ints());
                    });
                }
            }
        }

        @Override
        public String description() {
            return backend.description();
        }

        @Override
        public void close() {
            backend.close();
        }
    }
}
