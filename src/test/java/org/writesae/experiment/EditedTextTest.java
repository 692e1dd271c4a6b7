package org.writesae.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.Npy;
import org.writesae.model.HostModel;
import org.writesae.model.Pass;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/** Changed states, as branches and as one edited run: the same bits where they mean the same. */
class EditedTextTest {
    private static final Path MODELS = Path.of(System.getProperty("writesae.reference", "reference-data")).resolve("models");
    private static final int LENGTH = 40;

    @ParameterizedTest
    @CsvSource({"gdn-tiny, 2, 1", "mamba2-tiny, 3, 5", "deltanet-random-a, 1, 1", "gla-random-a, 1, 0", "rwkv7-random-a, 1, 2"})
    void oneEditIsABranch(String name, int layer, int head) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(MODELS.resolve(name), backend)) {
            CellTrace trace = CellTrace.of(model, tokens(name, model), layer, head, WriteReading.RAW);
            int dk = model.config().dk();
            int dv = model.config().dv();
            double[] left = new double[dk];
            double[] right = new double[dv];
            Arrays.setAll(left, i -> 0.25 * (i % 5 - 2));
            Arrays.setAll(right, j -> 0.5 * (j % 3 - 1));
            int position = 11;
            new Interventions(model, layer, head).run(trace, List.of(new StateChange(position, left, right)), Extent.REST, batch -> {
                Pass edited = EditedText.run(model, trace.pass(), layer, new TreeSet<>(List.of(position)), (at, states) -> {
                    for (int i = 0; i < dk; i++) {
                        for (int j = 0; j < dv; j++) {
                            int n = (head * dk + i) * dv + j;
                            states[n] = (float) (states[n] + left[i] * right[j]);
                        }
                    }
                });
                assertThat(batch.rows(0)).isEqualTo(LENGTH - 1 - position);
                for (int step = 0; step < batch.rows(0); step++) {
                    assertThat(logits(model, edited, batch.nativeRow(0, step)))
                            .isEqualTo(logits(model, batch.pass(), batch.row(0, step)));
                }
                assertThat(logits(model, edited, LENGTH - 1)).isNotEqualTo(logits(model, batch.pass(), LENGTH - 1));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"gdn-tiny, 2", "mamba2-tiny, 0", "deltanet-random-b, 1", "gla-random-b, 0", "rwkv7-random-b, 1"})
    void unchangedStatesChangeNothing(String name, int layer) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = Families.load(MODELS.resolve(name), backend)) {
            int[] ids = tokens(name, model);
            CellTrace trace = CellTrace.of(model, ids, layer, 0, WriteReading.RAW);
            Pass pass = EditedText.run(model, trace.pass(), layer, new TreeSet<>(List.of(0, 1, 17, LENGTH - 1)), (at, states) -> { });
            double[] expected = model.forward(model.begin(ids.length), ids);
            for (int t = 0; t < LENGTH; t++) {
                int from = t * model.config().vocabulary();
                assertThat(logits(model, pass, t)).isEqualTo(Arrays.copyOfRange(expected, from, from + model.config().vocabulary()));
            }
        }
    }

    private static int[] tokens(String name, HostModel model) {
        Path corpus = MODELS.resolve(name).resolve("corpus.npy");
        if (corpus.toFile().exists()) {
            return Arrays.copyOf(Npy.open(corpus).ints(), LENGTH);
        }
        int[] ids = new int[LENGTH];
        Arrays.setAll(ids, t -> (7 * t + t * t) % model.config().vocabulary());
        return ids;
    }

    private static double[] logits(HostModel model, Pass pass, int row) {
        double[] logits = new double[model.config().vocabulary()];
        pass.logits(logits, new int[] {row});
        return logits;
    }
}
