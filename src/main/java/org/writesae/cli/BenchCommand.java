package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.json.JsonMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.benchmark.KernelBenchmarks;
import org.writesae.benchmark.Measurement;
import org.writesae.benchmark.ModelBenchmark;
import org.writesae.benchmark.SaeBenchmarks;
import org.writesae.io.InputException;
import org.writesae.model.qwen35.QwenConfig;
import org.writesae.runtime.Backend;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code writesae bench}: named benchmarks; prints, never judges. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Named benchmarks.",
        customSynopsis = "writesae bench [OPTIONS]",
        description = {"", "Time kernels, and prefill and the replacement test on a model of a published shape."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad usage"})
public final class BenchCommand implements Runnable {
    private static final String SMALL = "qwen3.5-0.8b";

    @Spec
    private CommandSpec spec;

    @Option(names = "--what", split = ",", paramLabel = "NAME,...", hideParamSyntax = true,
            description = "What to time: linear, linear-mlp, linear-large (matrix products), bilinear-encode; the recurrences "
                    + "gated-delta, delta (DeltaNet), gated-linear-attention, state-space (Mamba-2), rwkv7; kl, execution (a "
                    + "program of 20 small calls). Default: these, unless --model-shape. A training step of an autoencoder: "
                    + "sae-step-TYPE, or sae-step-TYPE-dead with half of its features dead.")
    private List<String> what;

    @Option(names = "--model-shape", paramLabel = "SHAPE",
            description = "Time prefill and the replacement test on random weights of this shape: " + SMALL
                    + " (needs about 7 GB).")
    private String shape;

    @Option(names = "--firings", split = ",", paramLabel = "N,...", hideParamSyntax = true,
            description = "Numbers of firings for --model-shape, at most 511 each; 0 times prefill alone. Default: 30,200.")
    private int[] firings;

    @Option(names = "--threads", paramLabel = "N", description = "Threads. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "jvm",
            description = "Where to compute: jvm, or tornado[:driver:device] in a build that has it. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Override
    public void run() {
        if (firings != null && shape == null) {
            throw new InputException("--firings goes with --model-shape");
        }
        requireAtLeast(1, "--threads", threads);
        try (Backend backend = Backends.open(device, threads, false)) {
            if (shape == null || what != null) {
                kernels(backend);
            }
            if (shape != null) {
                model(backend);
            }
        }
    }

    /** Threads of the JVM that share the work. */
    private int used() {
        return device.equals("jvm") ? threads : 0;
    }

    private void kernels(Backend backend) {
        Map<String, Supplier<Measurement>> kernels = new KernelBenchmarks(backend, used()).all();
        Map<String, Supplier<Measurement>> all = new LinkedHashMap<>(kernels);
        all.putAll(new SaeBenchmarks(backend, used()).all());
        for (String name : what == null ? List.copyOf(kernels.keySet()) : what) {
            if (!all.containsKey(name)) {
                throw new InputException("--what " + name + ": expected one of " + all.keySet());
            }
            print(all.get(name).get());
        }
    }

    private void model(Backend backend) {
        if (!shape.equals(SMALL)) {
            throw new InputException("--model-shape " + shape + ": expected " + SMALL);
        }
        int[] chosen = firings == null ? new int[] {30, 200} : firings;
        for (int n : chosen) {
            if (n < 0 || n > 511) {
                throw new InputException("--firings " + n + ": from 0 to 511");
            }
        }
        new ModelBenchmark(QwenConfig.qwen35Small(), backend, used())
                .run(Arrays.stream(chosen).filter(n -> n > 0).toArray(), this::print);
    }

    private void print(Measurement m) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonMapper().createObjectNode().put("name", m.name()).put("shape", m.shape())
                    .put("device", device).put("threads", m.threads()).put("seconds", m.seconds()).put(m.unit(), m.rate()));
        } else {
            String unit = m.unit().equals("gflops") ? "GFLOP/s" : "per second";
            out.printf(Locale.ROOT, "%-22s %-34s %-10s %10.5f s %10.2f %s%n", m.name(), m.shape(),
                    m.threads() == 0 ? device : m.threads() + (m.threads() == 1 ? " thread" : " threads"), m.seconds(), m.rate(), unit);
        }
        out.flush();
    }
}
