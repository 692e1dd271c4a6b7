package org.writesae.tornado;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** A call of each kernel over random numbers, of small and odd sizes. */
final class KernelCalls {
    private static final String PACKAGE = "org.writesae.kernels.";
    static final int T = 7;
    static final int HEADS = 6;
    static final int KEY_HEADS = 2;
    static final int DK = 12;
    static final int DV = 10;
    static final int CHANNELS = 2 * KEY_HEADS * DK + HEADS * DV;
    static final int MATRIX = DK * DV;

    /**
     * A call.
     *
     * @param kernel    the kernel
     * @param rows      its rows
     * @param arguments arrays, Integer or Double
     */
    record Call(Kernel kernel, int rows, List<Object> arguments) {

        /** Runs on copies of the arrays and returns all of them as they are then. */
        List<Object> run(Backend backend) {
            List<Object> arrays = new ArrayList<>();
            Object[] bound = arguments.stream().map(argument -> {
                if (argument instanceof Integer || argument instanceof Double) {
                    return argument;
                }
                arrays.add(copy(argument));
                return Buffer.state("argument " + arrays.size(), arrays.getLast());
            }).toArray();
            backend.run(new Program(kernel.id()).add(kernel, rows, bound));
            return arrays;
        }
    }

    /** How to make a call of each kernel, by {@code Class#method}. */
    static final Map<String, Function<Random, Call>> MAKERS = new TreeMap<>();

    static {
        elementary();
        dense();
        rows();
        norms();
        RecurrenceCalls.add(MAKERS);
        attention();
        dictionary();
        TrainingCalls.add(MAKERS);
        Rwkv7Calls.add(MAKERS);
        distributions();
    }

    private KernelCalls() {
    }

    /** Every definition in the kernels: public, static, ending in from and count, not a tiled twin. */
    static List<Kernel> all() throws Exception {
        List<Kernel> all = new ArrayList<>();
        try (Stream<Path> sources = Files.list(Path.of("kernels/org/writesae/kernels"))) {
            for (Path source : sources.sorted().toList()) {
                String name = source.getFileName().toString().replace(".java", "");
                if (!name.endsWith("Tiled") && !name.equals("package-info") && !name.equals("Parallel")) {
                    Class<?> owner = Class.forName(PACKAGE + name);
                    for (Method method : owner.getDeclaredMethods()) {
                        boolean kernel = Modifier.isPublic(method.getModifiers()) && method.getReturnType() == void.class;
                        if (kernel) {
                            all.add(Kernel.of(owner, method.getName()));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static void elementary() {
        for (String name : List.of("exponentials", "logarithms", "sigmoids", "softpluses", "hyperbolicTangents", "silus")) {
            add("ElementaryMaps", name, random -> {
                float[] x = wideRange(random);
                return call("ElementaryMaps", name, x.length, new float[x.length], x);
            });
        }
    }

    private static void dense() {
        add("Linear", "linear", r -> call("Linear", "linear", T * 9, new double[T * 9], wide(r, T * 11), floats(r, 11 * 9), 11, 9));
        add("Linear", "linearAdd", r -> call("Linear", "linearAdd", T * 9, doubles(r, T * 9), wide(r, T * 11), floats(r, 11 * 9),
                11, 9));
        add("Linear", "linearBias", r -> call("Linear", "linearBias", T * 9, new float[T * 9], wide(r, T * 11),
                floats(r, 11 * 9), floats(r, 9), 11, 9));
        add("SwiGlu", "swiGlu", r -> call("SwiGlu", "swiGlu", 50, new double[50], wide(r, 50), wide(r, 50)));
    }

    private static void rows() {
        add("Embedding", "embed", r -> call("Embedding", "embed", T * 9, new double[T * 9], floats(r, 20 * 9), below(r, T, 20), 9));
        add("ResidualStream", "roundResidual", r -> call("ResidualStream", "roundResidual", 63, new double[63], doubles(r, 63)));
        add("ResidualStream", "copyResidual", r -> call("ResidualStream", "copyResidual", 3 * 9, doubles(r, (T + 3) * 9),
                below(r, 3, T), T, 9));
        add("RowCopy", "scatterRows", r -> call("RowCopy", "scatterRows", 3 * 9, floats(r, 5 * 9), wide(r, 3 * 9),
                new int[] {4, 0, 2}, 9));
        add("RowCopy", "gatherRows", r -> call("RowCopy", "gatherRows", 3 * 9, new double[3 * 9], wide(r, 5 * 9), below(r, 3, 5), 9));
        add("RowCopy", "widen", r -> call("RowCopy", "widen", 33, new double[33], floats(r, 33)));
        add("Rotary", "rotateHalves", r -> call("Rotary", "rotateHalves", T * 3 * 10, new double[T * 3 * 10], wide(r, T * 3 * 10),
                floats(r, 9 * 3), floats(r, 9 * 3), below(r, T, 9), 3, 10, 6));
    }

    private static void norms() {
        add("RmsNorm", "rmsNorm", r -> call("RmsNorm", "rmsNorm", T, new double[T * 9], wide(r, T * 9), floats(r, 9), 9, 1.0, 1e-6));
        add("RmsNorm", "headRmsNorm", r -> call("RmsNorm", "headRmsNorm", T * 3, new double[T * 3 * 9], wide(r, T * 3 * 18),
                floats(r, 9), 9, 18, 1.0, 1e-6));
        add("RmsNorm", "gatedRmsNorm", r -> call("RmsNorm", "gatedRmsNorm", T * 3, new double[T * 3 * 9], wide(r, T * 3 * 9),
                wide(r, T * 3 * 9), floats(r, 9), 9, 1e-6));
        add("L2Norm", "l2Norm", r -> call("L2Norm", "l2Norm", T * KEY_HEADS, new double[T * KEY_HEADS * DK], wide(r, T * CHANNELS),
                KEY_HEADS, DK, CHANNELS, KEY_HEADS * DK, 1.0 / Math.sqrt(DK), 1e-6));
    }

    private static void attention() {
        int width = 10;
        add("Attention", "attend", r -> call("Attention", "attend", 4 * HEADS, new double[4 * HEADS * width],
                new double[4 * HEADS * 8], wide(r, 4 * HEADS * width), floats(r, 8 * 2 * width), floats(r, 8 * 2 * width),
                new int[] {0, 1, 2, 2}, new int[] {0, 1, 4, 6}, new int[] {1, 1, 2, 1}, HEADS, 2, width, 8));
        add("Attention", "gateOutput", r -> call("Attention", "gateOutput", 4 * HEADS * width, new double[4 * HEADS * width],
                wide(r, 4 * HEADS * width), wide(r, 4 * HEADS * 2 * width), width));
    }

    private static void dictionary() {
        add("BilinearEncode", "bilinearEncode", r -> call("BilinearEncode", "bilinearEncode", 3 * 11, new float[3 * 11],
                floats(r, 3 * MATRIX), floats(r, 11 * 2 * DK), floats(r, 11 * 2 * DV), floats(r, 11), 11, 2, DK, DV));
        add("TopK", "topK", r -> {
            float[] s = floats(r, 3 * 40);
            s[7] = s[3];
            s[50] = Float.NaN;
            return call("TopK", "topK", 3 * 40, new float[3 * 40], s, 40, 5);
        });
        add("AtomDecode", "decodeAtoms", r -> {
            float[] a = floats(r, 3 * 11);
            a[2] = 0;
            a[12] = 0;
            return call("AtomDecode", "decodeAtoms", 3 * MATRIX, new float[3 * MATRIX], a, floats(r, 11 * 2 * DK),
                    floats(r, 11 * 2 * DV), floats(r, MATRIX), 11, 2, DK, DV);
        });
        add("MatrixProduct", "frobenius", r -> call("MatrixProduct", "frobenius", 5, new double[5], floats(r, 5 * 2 * DK),
                floats(r, 5 * 2 * DV), wide(r, 5 * 3 * DK), wide(r, 5 * 3 * DV), 2, 3, DK, DV));
    }

    private static void distributions() {
        add("LogSoftmax", "logNormalizer", r -> call("LogSoftmax", "logNormalizer", T, new double[T], wide(r, T * 97), 97));
        add("LogSoftmax", "logSoftmax", r -> call("LogSoftmax", "logSoftmax", T * 97, new double[T * 97], wide(r, T * 97),
                doubles(r, T), 97));
        add("LogSoftmax", "klDivergence", r -> call("LogSoftmax", "klDivergence", 4, new double[4], wide(r, T * 97), doubles(r, T),
                wide(r, T * 97), doubles(r, T), new int[] {0, 2, 2, 6}, new int[] {1, 3, 5, 6}, 97));
    }

    private static void add(String owner, String name, Function<Random, Call> maker) {
        MAKERS.put(owner + "#" + name, maker);
    }

    static Call call(String owner, String name, int rows, Object... arguments) {
        try {
            return new Call(Kernel.of(Class.forName(PACKAGE + owner), name), rows, List.of(arguments));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The same elements in an array of its own. */
    static Object copy(Object array) {
        return switch (array) {
            case float[] floats -> floats.clone();
            case double[] doubles -> doubles.clone();
            case int[] ints -> ints.clone();
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }

    /** Puts special values in a few places. */
    static void sprinkle(Object array, Random random) {
        double[] special = {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p-149, 0x1p-1000, 3e38, -3e38,
            0x1p900, 1};
        int some = array instanceof Number ? 0 : 1 + java.lang.reflect.Array.getLength(array) / 30;
        for (int n = 0; n < some; n++) {
            double value = special[random.nextInt(special.length)];
            if (array instanceof float[] floats) {
                floats[random.nextInt(floats.length)] = (float) value;
            } else if (array instanceof double[] doubles) {
                doubles[random.nextInt(doubles.length)] = value;
            }
        }
    }

    /** Elements whose bits differ; one NaN is as good as another, since their payload depends on the processor. */
    static int differing(Object expected, Object actual) {
        int differing = 0;
        for (int n = 0; n < java.lang.reflect.Array.getLength(expected); n++) {
            long one = bits(expected, n);
            differing += one == bits(actual, n) ? 0 : 1;
        }
        return differing;
    }

    private static long bits(Object array, int n) {
        return switch (array) {
            case float[] floats -> Float.floatToIntBits(floats[n]);
            case double[] doubles -> Double.doubleToLongBits(doubles[n]);
            case int[] ints -> ints[n];
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }

    /** Exponents over the whole range of float32, special values, and the usual range. */
    private static float[] wideRange(Random random) {
        float[] x = new float[2000];
        for (int n = 0; n < x.length; n++) {
            x[n] = n % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) (random.nextGaussian() * 20);
        }
        float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
            -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 88.73f, -103.98f, 1f, -1f};
        System.arraycopy(special, 0, x, 0, special.length);
        return x;
    }

    static float[] floats(Random random, int length) {
        float[] values = new float[length];
        for (int n = 0; n < length; n++) {
            values[n] = (float) random.nextGaussian();
        }
        return values;
    }

    static double[] doubles(Random random, int length) {
        return random.doubles(length, -3, 3).toArray();
    }

    static double[] wide(Random random, int length) {
        return Arrays.stream(doubles(random, length)).map(org.writesae.kernels.Wide::wide).toArray();
    }

    static double[] small(Random random, int length) {
        return Arrays.stream(doubles(random, length)).map(x -> org.writesae.kernels.Wide.wide(x / 8)).toArray();
    }

    static double[] unit(Random random, int length) {
        return Arrays.stream(random.doubles(length).toArray()).map(org.writesae.kernels.Wide::wide).toArray();
    }

    static int[] below(Random random, int length, int bound) {
        return random.ints(length, 0, bound).toArray();
    }

    /** [T, HEADS] with some of five matrices kept, each once. */
    static int[] keep(Random random) {
        int[] keep = new int[T * HEADS];
        Arrays.fill(keep, -1);
        Map<Integer, Boolean> taken = new LinkedHashMap<>();
        for (int matrix = 0; matrix < 5; matrix++) {
            int at = random.nextInt(keep.length);
            if (taken.put(at, true) == null) {
                keep[at] = matrix;
            }
        }
        return keep;
    }
}
