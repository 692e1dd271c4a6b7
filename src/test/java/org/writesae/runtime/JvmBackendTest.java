package org.writesae.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.kernels.Linear;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs of several threads on one backend: whether a call is split depends on how many run, its bits do not. */
class JvmBackendTest {
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private static final int ROWS = 37;
    private static final int IN = 64;
    private static final int OUT = 300;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void theBitsDoNotDependOnHowManyRunAtATime(int callers) throws Exception {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        double[] x = random.doubles(ROWS * IN).map(v -> (float) v).toArray();
        float[] w = new float[IN * OUT];
        for (int i = 0; i < w.length; i++) {
            w[i] = random.nextFloat();
        }
        double[] expected;
        try (Backend alone = new JvmBackend(1)) {
            expected = product(alone, x, w);
        }
        try (Backend shared = new JvmBackend(3); var pool = Executors.newFixedThreadPool(callers)) {
            List<Callable<double[]>> calls = new ArrayList<>();
            for (int n = 0; n < 4 * callers; n++) {
                calls.add(() -> product(shared, x, w));
            }
            for (Future<double[]> one : pool.invokeAll(calls)) {
                assertThat(one.get()).isEqualTo(expected);
            }
        }
    }

    private static double[] product(Backend backend, double[] x, float[] w) {
        return backend.compute(LINEAR, ROWS * OUT, Buffer.input("x", x), Buffer.constant("w", w), IN, OUT);
    }
}
