package org.writesae.benchmark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.writesae.kernels.BilinearEncode;
import org.writesae.kernels.GatedDelta;
import org.writesae.kernels.Linear;
import org.writesae.kernels.LogSoftmax;
import org.writesae.kernels.Wide;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/** Benchmarks of single kernels at the sizes of the paper's models. */
public final class KernelBenchmarks {
    private final JvmBackend backend;
    private final RandomArrays random = new RandomArrays();
    private final Map<String, Supplier<Measurement>> all = new LinkedHashMap<>();

    public KernelBenchmarks(JvmBackend backend) {
        this.backend = backend;
        all.put("linear", this::linear);
        all.put("bilinear-encode", this::bilinearEncode);
        all.put("gated-delta", this::gatedDelta);
        all.put("kl", this::kl);
    }

    /** The benchmarks by name, in order. */
    public Map<String, Supplier<Measurement>> all() {
        return all;
    }

    /** y = x W, 256 × 1024 × 1024. */
    private Measurement linear() {
        int rows = 256;
        int in = 1024;
        int out = 1024;
        Program p = new Program("linear").add(Kernel.of(Linear.class, "linear"), rows * out,
                Buffer.output("y", new double[rows * out]), Buffer.input("x", random.wide(rows * in)),
                Buffer.constant("w", random.floats(in * out)), in, out);
        return Measurement.gflops("linear", "256x1024x1024", backend.threads(), seconds(p, 20, 15), 2.0 * rows * in * out);
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
        return Measurement.gflops("bilinear-encode", "256 states 128x128, 2048 features", backend.threads(),
                seconds(p, 2, 7), operations);
    }

    /** The gated delta rule over 512 tokens, 16 heads of 128 × 128. */
    private Measurement gatedDelta() {
        int rows = 512;
        int heads = 16;
        int width = 128;
        int[] keep = new int[rows * heads];
        Arrays.fill(keep, -1);
        Program p = new Program("gated-delta").add(Kernel.of(GatedDelta.class, "sequence"), heads * width,
                Buffer.output("o", new double[rows * heads * width]), Buffer.output("e", new double[rows * heads * width]),
                Buffer.state("state", new float[heads * width * width]), Buffer.state("kept", new float[1]),
                Buffer.input("q", scaled(rows * heads * width, width)), Buffer.input("k", scaled(rows * heads * width, width)),
                Buffer.input("mixed", random.wide(rows * 3 * heads * width)), Buffer.input("alpha", random.gates(rows * heads)),
                Buffer.input("beta", random.gates(rows * heads)), Buffer.input("keep", keep), rows, heads, heads, width, width);
        return Measurement.items("gated-delta", "512 tokens, 16 heads 128x128", backend.threads(), seconds(p, 3, 9), rows);
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
        return Measurement.items("kl", "32 pairs, 248320 tokens", backend.threads(), seconds(p, 2, 7), pairs);
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
