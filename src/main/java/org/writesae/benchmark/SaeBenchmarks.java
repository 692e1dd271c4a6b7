package org.writesae.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.writesae.runtime.Backend;
import org.writesae.sae.SaeType;
import org.writesae.sae.training.StepProbe;
import org.writesae.sae.training.TrainingOptions;

/**
 * Training steps of the paper's dictionaries: 2,048 features, k 32, states of 128 × 128, batches of 256. With
 * {@code -dead}, half of the features have long been silent, so that the auxiliary loss is on, as it is in most of a run.
 */
public final class SaeBenchmarks {
    private static final int FEATURES = 2048;
    private static final int WIDTH = 128;
    private static final int BATCH = 256;

    private final Backend backend;
    private final int threads;
    private final Map<String, Supplier<Measurement>> all = new LinkedHashMap<>();

    /**
     * @param backend where to compute
     * @param threads threads of the JVM it uses; 0 on a device
     */
    public SaeBenchmarks(Backend backend, int threads) {
        this.backend = backend;
        this.threads = threads;
        for (SaeType type : SaeType.values()) {
            all.put("sae-step-" + type.label(), () -> step(type, 0));
            if (type != SaeType.BILINEAR_GATED && type != SaeType.BILINEAR_JUMPRELU) {
                all.put("sae-step-" + type.label() + "-dead", () -> step(type, FEATURES / 2));
            }
        }
    }

    /** The benchmarks by name, in order. */
    public Map<String, Supplier<Measurement>> all() {
        return all;
    }

    private Measurement step(SaeType type, int dead) {
        TrainingOptions options = new TrainingOptions(type, 0, 0, FEATURES, 32, 1, false, 42, 3e-4, 3e-5, BATCH, 1, 0, 100, 250, 50,
                1, 1, 1e-3, 1e-3, 1e-3, false, 1e-5, 1, false);
        float[] x = new RandomArrays().floats(BATCH * WIDTH * WIDTH);
        StepProbe probe = new StepProbe(options, WIDTH, WIDTH, x, dead, backend);
        return Measurement.items("sae-step-" + type.label() + (dead > 0 ? "-dead" : ""), "256 states 128x128, 2048 features, k 32",
                threads, Stopwatch.median(3, 5, probe::step), BATCH);
    }
}
