package org.writesae.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.model.Pass;
import org.writesae.model.qwen35.QwenConfig;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

/**
 * Prefill and the replacement test on a randomly initialised model of a published shape: one sequence of
 * 512 tokens, the cell L1 H4, a random bilinear dictionary of 2,048 features. Four conditions per
 * firing: native, atom, deletion, random control.
 */
public final class ModelBenchmark {
    private static final int TOKENS = 512;
    private static final int LAYER = 1;
    private static final int HEAD = 4;
    private static final int FEATURES = 2048;

    private final Backend backend;
    private final int threads;
    private final QwenModel model;
    private final int[] ids;

    /**
     * @param config  shape of the model
     * @param backend where to compute
     * @param threads threads of the JVM it uses; 0 on a device
     */
    public ModelBenchmark(QwenConfig config, Backend backend, int threads) {
        this.backend = backend;
        this.threads = threads;
        backend.expectRepetition();
        this.model = QwenModel.random(config, 2026, backend);
        SplittableRandom random = new SplittableRandom(7);
        ids = new int[TOKENS];
        for (int t = 0; t < TOKENS; t++) {
            ids[t] = random.nextInt(config.vocabulary());
        }
    }

    /**
     * Prefill, then the test with each number of firings, each after a warm-up: prefills, two firings.
     *
     * @param firings numbers of firings, each at most 511; none for prefill alone
     * @param report  told each measurement as it is made
     */
    public void run(int[] firings, Consumer<Measurement> report) {
        prefill();
        prefill();
        report.accept(Measurement.items("prefill", TOKENS + " tokens, last logits", threads,
                Stopwatch.median(0, 3, this::prefill), TOKENS));
        if (firings.length == 0) {
            return;
        }
        Substitution substitution = substitution();
        substitution.run(new int[][] {ids}, 2, (s, f) -> { });
        for (int n : firings) {
            List<SubstitutionRecord> records = new ArrayList<>();
            double seconds = Stopwatch.once(() -> records.addAll(substitution.run(new int[][] {ids}, n, (s, f) -> { })));
            report.accept(Measurement.items("substitution", TOKENS + " tokens, " + records.size() + " firings",
                    threads, seconds, records.size()));
        }
    }

    private void prefill() {
        Pass pass = model.pass(model.begin(TOKENS), TOKENS);
        pass.embed(ids);
        pass.layers(0, model.config().layers());
        pass.logits(new double[model.config().vocabulary()], new int[] {TOKENS - 1});
    }

    private Substitution substitution() {
        QwenConfig c = model.config();
        RandomArrays random = new RandomArrays();
        SaeConfig config = new SaeConfig(SaeType.BILINEAR, FEATURES, 1, c.dk(), c.dv(), 32, false, LAYER, HEAD, Map.of());
        WriteSae sae = new WriteSae(config, random.floats(FEATURES * c.dk()), random.floats(FEATURES * c.dv()), backend);
        List<Integer> features = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            features.add(i);
        }
        return new Substitution(model, sae, new Substitution.Plan(LAYER, HEAD, features, TOKENS, 2026,
                SubstitutionReadings.PRIMARY, null));
    }
}
