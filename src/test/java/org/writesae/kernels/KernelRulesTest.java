package org.writesae.kernels;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the sources of the kernels to their rules, and the rules to sources that break them. */
class KernelRulesTest {
    private static final String DOC = "/** @param y [n]. Modified. */ ";
    private static final String LOOP = "for (@Parallel int i = 0; i < count; i++) { int n = from + i; ";

    @Test
    void theKernelsKeepTheRules() {
        KernelSources sources = KernelSources.ofProject();
        assertThat(sources.units()).hasSizeGreaterThan(15);
        assertThat(KernelRules.violations(sources)).isEmpty();
    }

    @Test
    void aCleanKernelPasses() {
        assertThat(kernel("if (n >= 2) { y[n] = y[n] > 2 ? 1 : 0; }")).isEmpty();
        assertThat(kernel("double[] rows = new double[4]; rows[0] = n; y[n] = (float) rows[0];")).isEmpty();
        assertThat(kernel("double e = n; float high = (float) e; float low = (float) (e - high); y[n] = low;")).isEmpty();
        assertThat(members("/** @param y [n], wide. Modified. */ public static void fill(double[] y, int from, int count) { " + LOOP
                + "y[n] = Wide.wide(y[n] * n); } }")).isEmpty();
    }

    /** The body of a loop over n that writes y, and a part of the violation expected. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            y[n] = (float) Math.fma(1.0, 2.0, 3.0);                      | Math.fma
            y[n] = (float) Math.exp(n);                                  | Math.exp
            y[n] = (float) Math.log(n);                                  | Math.log
            y[n] = (float) Math.tanh(n);                                 | Math.tanh
            y[n] = (float) Math.pow(n, 2);                               | Math.pow
            y[n] = (float) Math.sin(n);                                  | Math.sin
            y[n] = (float) Math.cos(n);                                  | Math.cos
            y[n] = (float) Math.floor(0.5);                              | Math.floor
            y[n] = (float) Math.round(0.5);                              | Math.round
            y[n] = (float) Math.expm1(n);                                | Math.expm1
            y[n] = (float) Math.log1p(n);                                | Math.log1p
            y[n] = Math.abs(n);                                          | Math.abs(int)
            y[n] = (float) StrictMath.sqrt(n);                           | calls java.lang.StrictMath.sqrt
            y[n] = Float.intBitsToFloat(n);                              | calls java.lang.Float.intBitsToFloat
            System.arraycopy(y, 0, y, 1, 1);                             | calls java.lang.System.arraycopy
            y[n] = n >>> 1;                                              | >>> differs
            int m = n; m >>>= 1; y[n] = m;                               | >>> differs
            y[n] = y[n] * y[0];                                          | float arithmetic
            y[n] += y[0];                                                | float arithmetic
            float high = y[n]; y[n] = (float) (high - y[0]);             | float arithmetic
            double sum = 0; sum += y[n] * y[0]; y[n] = (float) sum;      | float arithmetic
            double wide = y[n] - y[0]; y[n] = (float) wide;              | float arithmetic
            double wide = y[n] * n; y[n] = (float) wide;                 | float arithmetic
            y[n] = y[n] / y[0];                                          | float arithmetic
            y[n] = (float) ((double) y[n] % 2);                          | remainder
            y[n] = y[n] >= 2 ? 1 : 0;                                    | true of NaN
            if (0.5 <= n) { y[n] = 1; }                                  | true of NaN
            float[][] rows = new float[2][2]; y[n] = rows[0][0];         | array of arrays
            float[] rows = new float[n]; y[n] = rows[0];                 | array of size n
            float[] rows = new float[count]; y[n] = rows[0];             | array of size count
            float[] rows = new float[Math.max(4, 5)]; y[n] = rows[0];    | array of size Math.max(4, 5)
            float[] rows = {1, 2}; y[n] = rows[0];                       | array literal
            short[] rows = new short[2]; y[n] = rows[0];                 | type short[]
            char c = 1; y[n] = c;                                        | type char
            y[n] = "ab".length();                                        | literal
            Object o = new Object(); y[n] = o.hashCode();                | an object in a kernel
            Runnable r = () -> y[n] = 1; r.run();                        | a lambda in a kernel
            Runnable r = System::gc; r.run(); y[n] = 1;                  | a method reference in a kernel
            try { y[n] = 1; } finally { y[n] = 2; }                      | try in a kernel
            if (n < 0) { throw new RuntimeException(); } y[n] = 1;       | throw in a kernel
            assert n > 0; y[n] = 1;                                      | assert in a kernel
            out: for (int j = 0; j < 2; j++) { y[n] = j; break out; }    | a label in a kernel
            for (int j = 0; j < 9; j++) { if (j > n) { break; } if (j > 5) { break; } y[n] = j; } | more than one exit
            for (int j = 0; j < 9; j++) { if (j > n) { break; } if (j > 5) { return; } y[n] = j; } | more than one exit
            for (int j = 0; j < y[0]; j++) { y[n] = j; }                 | reads an array
            int j = 0; while (y[j] > 0) { j++; } y[n] = j;               | reads an array
            """)
    void aBadBodyIsNamed(String body, String problem) {
        assertThat(kernel(body)).anyMatch(line -> line.matches("Snippet.java:\\d+: .*") && line.contains(problem));
    }

    /** Members of a class, and a part of the violation expected. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static final float[] TABLE = new float[4];                              | field TABLE
            static int calls = 0;                                                   | field calls
            private int calls;                                                      | field calls
            static float rotate(float x) { return x; }                              | name of OpenCL
            static float half(float x) { return x; }                                | name of OpenCL
            static float twice(float local) { return local; }                       | word of OpenCL
            static float pick(boolean first) { return first ? 1 : 2; }              | boolean parameter first
            float twice(float x) { return x; }                                      | is not static
            static <T> void generic() { }                                           | generic
            record Pair(int a, int b) { }                                           | holds no other
            static int down(int n) { return n > 0 ? down(n - 1) : 0; }              | down is recursive
            static int even(int n) { return odd(n); } static int odd(int n) { return even(n); } | even is recursive
            static float at(float[] x, String name) { return x[0]; }                | type java.lang.String
            public static float sum(float[] x) { return x[0]; }                     | is a kernel and returns nothing
            public static void fill(float[] y, int count, int from) { FOR y[n] = 1; } } | does not end with int from, int count
            public static void fill(int size, float[] y, int from, int count) { FOR y[n] = size; } } | comes after a size
            public static void fill(float[] x, float[] y, int from, int count) { FOR y[n] = x[n]; } } | comes after an input
            public static void fill(float[] y, int from, int count) { FOR int m = n; } } | writes nothing
            public static void fill(float[] y, int from, int count) { for (int i = 0; i < count; i++) { y[from + i] = 1; } } | has no loop
            public static void fill(float[] y, int from, int count) { for (@Parallel int i = from; i < count; i++) { y[i] = 1; } } | has no loop
            public static void fill(float[] y, int from, int count) { y[0] = 1; FOR y[n] = 1; } } | more in its body
            static void many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p, int q, int r, int s, int t, int u) { } | more than 20
            """)
    void aBadMemberIsNamed(String member, String problem) {
        assertThat(members(member.replace("FOR", LOOP))).anyMatch(line -> line.contains(problem));
    }

    @Test
    void javadocThatLiesIsNamed() {
        String fill = "public static void fill(float[] y, float[] x, int from, int count) { " + LOOP + "y[n] = x[n]; } }";
        assertThat(members("/** @param y the values. Modified.\n * @param x more. Not modified. */ " + fill)).isEmpty();
        assertThat(members("/** @param y the values. Not modified. */ " + fill)).anyMatch(line -> line.contains("wrong about y"));
        assertThat(members("/** @param x the values. Modified. */ " + fill)).anyMatch(line -> line.contains("wrong about x"));
        assertThat(members(fill)).anyMatch(line -> line.contains("no Javadoc"));
    }

    @Test
    void writingThroughAHelperCountsAsWriting() {
        String helper = "private static void put(float[] a, int n) { a[n] = 1; } ";
        assertThat(members(helper + "/** @param y the values. Not modified. */ public static void fill(float[] y, int from, int count) { "
                + LOOP + "put(y, n); } }")).anyMatch(line -> line.contains("wrong about y"));
    }

    @Test
    void importsAndLengthAreSeen() {
        assertThat(KernelRules.violations(KernelSources.ofClass("Snippet",
                "package org.writesae.kernels; import java.util.List; public final class Snippet { }")))
                .anyMatch(line -> line.contains("imports java.util.List"));
        assertThat(members("\n".repeat(300))).anyMatch(line -> line.contains("at most 300"));
        assertThat(members("static int broken( { }")).anyMatch(line -> line.contains("does not compile"));
    }

    private static List<String> kernel(String body) {
        return members(DOC + "public static void fill(float[] y, int from, int count) { " + LOOP + body + " } }");
    }

    private static List<String> members(String members) {
        return KernelRules.violations(KernelSources.ofClass("Snippet",
                "package org.writesae.kernels;\npublic final class Snippet { private Snippet() { }\n" + members + "\n}"));
    }
}
