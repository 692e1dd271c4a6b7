package org.writesae.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A fast twin gives the bits of its definition, and the number of threads changes none of them. */
class TwinsTest {
    private static final int CALLS = 40;

    static Stream<Kernel> kernelsWithTwins() {
        return Twins.all().keySet().stream().sorted(Comparator.comparing(Kernel::id));
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
                call.arguments().forEach(array -> put(array, random, 40, Double.NaN, Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY, -0.0));
                List<Object> expected = call.run(definitions);
                assertSameElements(call, expected, call.run(fused));
                assertSameElements(call, expected, call.run(unfused));
            }
        }
    }

    /** Zeros of both signs, and numbers so small that a state they decay in underflows to one. Decays stay without sign. */
    @ParameterizedTest
    @MethodSource("kernelsWithTwins")
    void twinsGiveTheSignsOfZeros(Kernel kernel) {
        Random random = new Random(53 + kernel.id().hashCode());
        try (Backend definitions = new JvmBackend(1, false); Backend fused = new JvmBackend(1, Twins.all(true));
                Backend unfused = new JvmBackend(1, Twins.all(false))) {
            for (int n = 0; n < CALLS; n++) {
                RandomCalls.Call call = RandomCalls.MAKERS.get(kernel).apply(random);
                double[] unsigned = {0, Float.MIN_VALUE};
                double[] signed = {0, -0.0, Float.MIN_VALUE, -Float.MIN_VALUE};
                call.arguments().forEach(array -> put(array, random, 2 + random.nextInt(4), hasSigns(array) ? signed : unsigned));
                List<Object> expected = call.run(definitions);
                assertSameBits(call, expected, call.run(fused));
                assertSameBits(call, expected, call.run(unfused));
            }
        }
    }

    private static boolean hasSigns(Object array) {
        return array instanceof float[] || array instanceof double[] doubles && Arrays.stream(doubles).anyMatch(x -> x < 0);
    }

    /** Puts one of the values in place of about every {@code gap / 2}-th element of an array of numbers. */
    private static void put(Object array, Random random, int gap, double... values) {
        int length = array instanceof float[] floats ? floats.length : array instanceof double[] doubles ? doubles.length : 0;
        for (int i = random.nextInt(gap); i < length; i += 1 + random.nextInt(gap)) {
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
        try (Backend one = new JvmBackend(1, false)) {
            for (int n = 0; n < 6; n++) {
                RandomCalls.Call call = RandomCalls.MAKERS.get(kernel).apply(random);
                List<Object> expected = call.run(one);
                for (int threads : new int[] {1, 2, 3, 5}) {
                    for (boolean twins : new boolean[] {false, true}) {
                        try (Backend backend = new JvmBackend(threads, twins)) {
                            assertSameBits(call, expected, call.run(backend));
                        }
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
            case float[] floats -> IntStream.range(0, floats.length)
                    .mapToLong(i -> Float.floatToRawIntBits(floats[i])).toArray();
            case double[] doubles -> Arrays.stream(doubles).mapToLong(Double::doubleToRawLongBits).toArray();
            case int[] ints -> Arrays.stream(ints).asLongStream().toArray();
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }
}
