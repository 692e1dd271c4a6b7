package org.writesae.runtime;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A fast twin gives the bits of its definition, and the number of threads changes none of them. */
class TwinsTest {
    private static final int CALLS = 40;

    static Stream<Kernel> kernelsWithTwins() {
        return Twins.all().keySet().stream();
    }

    @Test
    void everyTwinIsTried() {
        assertThat(RandomCalls.MAKERS.keySet()).isEqualTo(Twins.all().keySet());
    }

    @ParameterizedTest
    @MethodSource("kernelsWithTwins")
    void twinsGiveTheBitsOfTheirDefinitions(Kernel kernel) {
        Random random = new Random(kernel.id().hashCode());
        try (Backend definitions = new JvmBackend(1, false); Backend fused = new JvmBackend(1, Twins.all(true));
                Backend unfused = new JvmBackend(1, Twins.all(false))) {
            for (int n = 0; n < CALLS; n++) {
                RandomCalls.Call call = RandomCalls.MAKERS.get(kernel).apply(random);
                List<Object> expected = call.run(definitions);
                assertSameBits(call, expected, call.run(fused));
                assertSameBits(call, expected, call.run(unfused));
            }
        }
    }

    /** NaN and infinities, too, end in the same places; one NaN is as good as another, their payload is the processor's. */
    @ParameterizedTest
    @MethodSource("kernelsWithTwins")
    void twinsAgreeOnValuesThatAreNoNumbers(Kernel kernel) {
        Random random = new Random(97 + kernel.id().hashCode());
        try (Backend definitions = new JvmBackend(1, false); Backend fused = new JvmBackend(1, Twins.all(true));
                Backend unfused = new JvmBackend(1, Twins.all(false))) {
            for (int n = 0; n < CALLS; n++) {
                RandomCalls.Call call = RandomCalls.MAKERS.get(kernel).apply(random);
                call.arguments().forEach(array -> poison(array, random));
                List<Object> expected = call.run(definitions);
                assertSameElements(call, expected, call.run(fused));
                assertSameElements(call, expected, call.run(unfused));
            }
        }
    }

    private static void poison(Object array, Random random) {
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0};
        int length = array instanceof float[] floats ? floats.length : array instanceof double[] doubles ? doubles.length : 0;
        for (int i = random.nextInt(40); i < length; i += 1 + random.nextInt(40)) {
            double value = values[random.nextInt(values.length)];
            if (array instanceof float[] floats) {
                floats[i] = (float) value;
            } else {
                ((double[]) array)[i] = value;
            }
        }
    }

    private static void assertSameElements(RandomCalls.Call call, List<Object> expected, List<Object> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("%s, array %d", call, i).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("kernelsWithTwins")
    void threadsChangeNoBit(Kernel kernel) {
        Random random = new Random(31 + kernel.id().hashCode());
        for (int n = 0; n < 6; n++) {
            RandomCalls.Call call = RandomCalls.MAKERS.get(kernel).apply(random);
            List<Object> expected = call.run(new JvmBackend(1, false));
            for (int threads : new int[] {1, 2, 3, 5}) {
                for (boolean twins : new boolean[] {false, true}) {
                    try (Backend backend = new JvmBackend(threads, twins)) {
                        assertSameBits(call, expected, call.run(backend));
                    }
                }
            }
        }
    }

    private static void assertSameBits(RandomCalls.Call call, List<Object> expected, List<Object> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(bits(actual.get(i))).as("%s, array %d", call, i).isEqualTo(bits(expected.get(i)));
        }
    }

    private static long[] bits(Object array) {
        return switch (array) {
            case float[] floats -> java.util.stream.IntStream.range(0, floats.length)
                    .mapToLong(i -> Float.floatToRawIntBits(floats[i])).toArray();
            case double[] doubles -> java.util.Arrays.stream(doubles).mapToLong(Double::doubleToRawLongBits).toArray();
            case int[] ints -> java.util.Arrays.stream(ints).asLongStream().toArray();
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }
}
