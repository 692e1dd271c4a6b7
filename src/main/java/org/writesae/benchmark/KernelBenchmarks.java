package org.writesae.benchmark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.GatedLinearAttention;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LogSoftmax;
import org.writesae.kernels.Rwkv7;
import org.writesae.kernels.StateSpace;
import org.writesae.kernels.Wide;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** Benchmarks of single kernels at the sizes of the paper's models. */
public final class KernelBenchmarks {
    /** Calls of a kernel in a program that is timed on a device, to share what it costs to start a program. */
    private static final int CALLS = 20;

    private final Backend backend;
    private final int threads;
    private final RandomArrays random = new RandomArrays();
    private final Map<String, Supplier<Measurement>> all = new LinkedHashMap<>();

    /**
     * @param backend where to compute
     * @param threads threads of the JVM it uses; 0 on a device
     */
    public KernelBenchmarks(Backend backend, int threads) {
        this.backend = backend;
        this.threads = threads;
        backend.expectRepetition();
        all.put("linear", () -> linear(256, 1024, 1024));
        all.put("linear-mlp", () -> linear(512, 1024, 3584));
        all.put("linear-large", () -> linear(2048, 2048, 2048));
        all.put("bilinear-encode", this::bilinearEncode);
        all.put("gated-delta", () -> delta("gated-delta", true));
        all.put("delta", () -> delta("delta", false));
        all.put("rwkv7", this::rwkv7);
        all.put("state-space", this::stateSpace);
        all.put("gated-linear-attention", this::gatedLinearAttention);
        all.put("kl", this::kl);
        all.put("execution", this::execution);
    }

    /** The benchmarks by name, in order. */
    public Map<String, Supplier<Measurement>> all() {
        return all;
    }

    /**
     * y = x W over data that stays where it is computed: on a device nothing moves but the start of the program.
     */
    private Measurement linear(int rows, int in, int out) {
        Buffer y = Buffer.scratch("y", new double[rows * out]);
        Buffer x = Buffer.constant("x", random.wide(rows * in));
        Buffer w = Buffer.constant("w", random.floats(in * out));
        Program p = new Program("linear");
        int calls = threads == 0 ? CALLS : 1;
        for (int call = 0; call < calls; call++) {
            p.add(Kernel.of(Linear.class, "linear"), rows * out, y, x, w, in, out);
        }
        return Measurement.gflops("linear", rows + "x" + in + "x" + out, threads, seconds(p, 3, 9) / calls, 2.0 * rows * in * out);
    }

    /** A program of 20 small calls: what it costs to run a program beside its kernels, at most. */
    private Measurement execution() {
        Buffer[] row = {Buffer.scratch("even", new double[64]), Buffer.scratch("odd", new double[64])};
        Buffer w = Buffer.constant("w", random.floats(64 * 64));
        Kernel linear = Kernel.of(Linear.class, "linear");
        Program p = new Program("execution").add(linear, 64, row[0], Buffer.input("x", random.wide(64)), w, 64, 64);
        for (int call = 1; call < CALLS - 1; call++) {
            p.add(linear, 64, row[call % 2], row[(call + 1) % 2], w, 64, 64);
        }
        p.add(linear, 64, Buffer.output("y", new double[64]), row[CALLS % 2], w, 64, 64);
        return Measurement.items("execution", CALLS + " calls 1x64x64", threads, seconds(p, 300, 101), 1);
    }

    /** Pre-activations of 256 states of 128 × 128 over 2,048 rank-1 features. */
    private Measurement bilinearEncode() {
        int states = 256;
        int features = 2048;
        int width = 128;
        Program p = new Program("bilinear-encode").add(Kernel.of(BilinearEncode.class, "bilinearEncode"), states * features,
                Buffer.output("s", new float[states * features]), Buffer.input("x", random.floats(states * width * width)),
                Buffer.constant("v", random.floats(features * width)), Buffer.constant("w", random.floats(features * width)),
                Buffer.constant("bias", random.floats(features)), features, 1, width, width);
        double operations = 2.0 * states * features * width * (width + 1);
        return Measurement.gflops("bilinear-encode", "256 states 128x128, 2048 features", threads,
                seconds(p, 2, 7), operations);
    }

    /** The gated delta rule, or without decay DeltaNet's, over 512 tokens, 16 heads of 128 × 128. */
    private Measurement delta(String name, boolean fades) {
        int rows = 512;
        int heads = 16;
        int width = 128;
        int[] keep = new int[rows * heads];
        Arrays.fill(keep, -1);
        double[] alpha = random.gates(rows * heads);
        if (!fades) {
            Arrays.fill(alpha, 1);
        }
        Program p = new Program(name).add(Kernel.of(GatedDelta.class, "sequence"), heads * width,
                Buffer.output("o", new double[rows * heads * width]), Buffer.output("e", new double[rows * heads * width]),
                Buffer.state("state", new float[heads * width * width]), Buffer.state("kept", new float[1]),
                Buffer.input("q", scaled(rows * heads * width, width)), Buffer.input("k", scaled(rows * heads * width, width)),
                Buffer.input("mixed", random.wide(rows * 3 * heads * width)), Buffer.input("alpha", alpha),
                Buffer.input("beta", random.gates(rows * heads)), Buffer.input("keep", keep), rows, heads, heads, width, width);
        return Measurement.items(name, "512 tokens, 16 heads 128x128", threads, seconds(p, 3, 9), rows);
    }

    /** The recurrence of RWKV-7 over 512 tokens, 32 heads of 64 × 64: one layer of the 1.5B model. */
    private Measurement rwkv7() {
        int rows = 512;
        int heads = 32;
        int width = 64;
        int size = rows * heads * width;
        int[] keep = new int[rows * heads];
        Arrays.fill(keep, -1);
        double[] decays = random.gates(size);
        for (int n = 0; n < size; n++) {
            decays[n] = Wide.wide(0.55 + 0.45 * decays[n]);
        }
        Program p = new Program("rwkv7").add(Kernel.of(Rwkv7.class, "sequence"), heads * width,
                Buffer.output("o", new double[size]), Buffer.output("e", new double[size]),
                Buffer.state("state", new float[heads * width * width]), Buffer.state("kept", new float[1]),
                Buffer.input("r", random.wide(size)), Buffer.input("w", decays), Buffer.input("key", scaled(size, width)),
                Buffer.input("v", random.wide(size)), Buffer.input("kappa", scaled(size, width)),
                Buffer.input("b", scaled(size, 2 * width)), Buffer.input("keep", keep), rows, heads, width, width);
        return Measurement.items("rwkv7", "512 tokens, 32 heads 64x64", threads, seconds(p, 3, 9), rows);
    }

    /** The state space of mamba2-370m over 512 tokens, 32 heads of 128 × 64, step sizes and writes included. */
    private Measurement stateSpace() {
        int rows = 512;
        int heads = 32;
        int dk = 128;
        int dv = 64;
        int[] keep = new int[rows * heads];
        Arrays.fill(keep, -1);
        Buffer mixed = Buffer.input("mixed", random.wide(rows * (heads * dv + 2 * dk)));
        Buffer step = Buffer.scratch("step", new double[rows * heads]);
        Buffer alpha = Buffer.scratch("alpha", new double[rows * heads]);
        Buffer value = Buffer.scratch("value", new double[rows * heads * dv]);
        Program p = new Program("state-space")
                .add(Kernel.of(StateSpace.class, "steps"), rows * heads, step, alpha, Buffer.input("dt", random.wide(rows * heads)),
                        Buffer.constant("bias", random.floats(heads)), Buffer.constant("A_log", random.floats(heads)), heads, 0.0,
                        Double.MAX_VALUE)
                .add(Kernel.of(StateSpace.class, "writeValues"), rows * heads * dv, value, mixed, step, heads, 1, dk, dv)
                .add(Kernel.of(StateSpace.class, "sequence"), heads * dv, Buffer.output("y", new double[rows * heads * dv]),
                        Buffer.state("state", new float[heads * dk * dv]), Buffer.state("kept", new float[1]), value, mixed, alpha,
                        Buffer.constant("D", random.floats(heads)), Buffer.input("keep", keep), rows, heads, 1, dk, dv);
        return Measurement.items("state-space", "512 tokens, 32 heads 128x64", threads, seconds(p, 3, 9), rows);
    }

    /** The recurrence of GLA over 512 tokens, 4 heads of 256 × 512. */
    private Measurement gatedLinearAttention() {
        int rows = 512;
        int heads = 4;
        int dk = 256;
        int dv = 512;
        int[] keep = new int[rows * heads];
        Arrays.fill(keep, -1);
        Program p = new Program("gated-linear-attention").add(Kernel.of(GatedLinearAttention.class, "sequence"), heads * dv,
                Buffer.output("o", new double[rows * heads * dv]), Buffer.state("state", new float[heads * dk * dv]),
                Buffer.state("kept", new float[1]), Buffer.input("q", scaled(rows * heads * dk, dk)),
                Buffer.input("k", scaled(rows * heads * dk, dk)), Buffer.input("v", random.wide(rows * heads * dv)),
                Buffer.input("alpha", random.gates(rows * heads * dk)), Buffer.input("keep", keep), rows, heads, dk, dv);
        return Measurement.items("gated-linear-attention", "512 tokens, 4 heads 256x512", threads, seconds(p, 3, 9), rows);
    }

    /** KL divergence of 32 pairs of distributions over 248,320 tokens, normalisers included. */
    private Measurement kl() {
        int pairs = 32;
        int vocabulary = 248_320;
        Buffer logits = Buffer.input("logits", random.wide(2 * pairs * vocabulary));
        Buffer z = Buffer.scratch("z", new double[2 * pairs]);
        int[] first = new int[pairs];
        int[] second = new int[pairs];
        for (int n = 0; n < pairs; n++) {
            first[n] = n;
            second[n] = pairs + n;
        }
        Program p = new Program("kl").add(Kernel.of(LogSoftmax.class, "logNormalizer"), 2 * pairs, z, logits, vocabulary)
                .add(Kernel.of(LogSoftmax.class, "klDivergence"), pairs, Buffer.output("kl", new double[pairs]), logits, z,
                        logits, z, Buffer.input("p", first), Buffer.input("q", second), vocabulary);
        return Measurement.items("kl", "32 pairs, 248320 tokens", threads, seconds(p, 2, 7), pairs);
    }

    /** Vectors of about unit length. */
    private double[] scaled(int size, int width) {
        double[] values = random.wide(size);
        double scale = Math.sqrt(3.0 / width);
        for (int n = 0; n < size; n++) {
            values[n] = Wide.wide(values[n] * scale);
        }
        return values;
    }

    private double seconds(Program p, int warmUp, int counted) {
        return Stopwatch.median(warmUp, counted, () -> backend.run(p));
    }
}
