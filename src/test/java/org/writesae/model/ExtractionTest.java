package org.writesae.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.DType;
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.model.extract.ExtractionFolder;
import org.writesae.model.extract.ExtractionPlan;
import org.writesae.model.extract.StateExtraction;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What extraction writes of a model of each family is what its state holds after reading the sequence, to the bit. */
class ExtractionTest {
    private static final int LENGTH = 11;
    private static final int SEQUENCES = 5;

    @TempDir
    private Path folder;

    static List<RandomModels.Maker> models() {
        return RandomModels.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void equalsReading(RandomModels.Maker maker) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = maker.model().apply(backend)) {
            ModelConfig c = model.config();
            SplittableRandom random = new SplittableRandom(4);
            int[][] corpus = new int[SEQUENCES][];
            Arrays.setAll(corpus, s -> random.ints(LENGTH, 0, c.vocabulary()).toArray());
            List<Integer> layers = c.stateLayers();
            ExtractionPlan plan = new ExtractionPlan(layers, IntStream.range(0, c.heads()).boxed().toList(),
                    EnumSet.of(ExtractionPlan.Part.FINAL, ExtractionPlan.Part.WRITES), List.of(4), DType.F32, 2);
            new StateExtraction(model, 3, plan, new ExtractionFolder(folder, "random", "random", c, plan, corpus, null))
                    .run(done -> { });
            for (int s = 0; s < SEQUENCES; s++) {
                ModelState state = model.begin(LENGTH);
                model.forward(state, Arrays.copyOf(corpus[s], 4));
                compare("pos_4/", s, state, c);
                model.forward(state, Arrays.copyOfRange(corpus[s], 4, LENGTH));
                compare("", s, state, c);
            }
        }
    }

    /** Also where no state is asked for, in which they would show. */
    @ParameterizedTest
    @EnumSource(names = {"FINAL", "WRITES"})
    void whatOverflowsReachesNoFile(ExtractionPlan.Part part) {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = RandomModels.all().getFirst().model().apply(backend)) {
            model.readout(0).projection().floats()[0] = Float.NaN;
            ExtractionPlan plan = new ExtractionPlan(List.of(2), List.of(0), EnumSet.of(part), List.of(), DType.F32, 1);
            ExtractionFolder files = new ExtractionFolder(folder, "random", "random", model.config(), plan, new int[][] {{1, 2}}, null);
            assertThatThrownBy(() -> new StateExtraction(model, 1, plan, files).run(done -> { })).isInstanceOf(InputException.class)
                    .hasMessageMatching("random: a (state|write) of layer 2 in sequence 0 holds NaN: the weights overflow");
            assertThat(folder.resolve("layer_2")).doesNotExist();
        }
    }

    /** With the axes as upstream has them. */
    private static float[] stored(float[] states, int head, ModelConfig c) {
        int size = c.dk() * c.dv();
        float[] own = Arrays.copyOfRange(states, head * size, (head + 1) * size);
        if (c.upstreamKeysFirst()) {
            return own;
        }
        float[] turned = new float[size];
        for (int n = 0; n < size; n++) {
            turned[n] = own[n % c.dk() * c.dv() + n / c.dk()];
        }
        return turned;
    }

    private void compare(String prefix, int s, ModelState state, ModelConfig c) {
        int size = c.dk() * c.dv();
        for (int layer : c.stateLayers()) {
            for (int head = 0; head < c.heads(); head++) {
                Tensor file = Npy.open(folder.resolve("layer_" + layer + "/" + prefix + "head_" + head + ".npy"));
                float[] row = new float[size];
                file.copyFloats((long) s * size, row, 0, size);
                assertThat(row).as("layer %d head %d sequence %d", layer, head, s)
                        .containsExactly(stored(state.recurrent(layer), head, c));
            }
        }
    }
}
