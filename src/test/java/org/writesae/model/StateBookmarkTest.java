package org.writesae.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/** A text goes on from a bookmark as it did the first time, to the bit, in every family. */
class StateBookmarkTest {
    private final SplittableRandom random = new SplittableRandom(8);
    private final int[] prefix = random.ints(9, 0, 50).toArray();
    private final int[] suffix = random.ints(7, 0, 50).toArray();

    static Stream<RandomModels.Maker> models() {
        return RandomModels.all().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void goesOnAsBefore(RandomModels.Maker maker) {
        try (Backend backend = new JvmBackend(1); HostModel model = maker.model().apply(backend)) {
            ModelState state = model.begin(30);
            model.read(state, prefix);
            StateBookmark mark = state.bookmark(0);
            double[] first = model.forward(state, suffix);
            int layer = model.config().stateLayers().getFirst();
            float[] behind = state.recurrent(layer).clone();
            Arrays.fill(state.recurrent(layer), 3);
            model.read(state, new int[] {1, 2, 3});
            state.returnTo(mark);
            assertThat(state.position()).isEqualTo(prefix.length);
            assertThat(model.forward(state, suffix)).isEqualTo(first);
            assertThat(state.recurrent(layer)).isEqualTo(behind);
            state.takeStates(mark);
            assertThat(state.position()).isEqualTo(prefix.length + suffix.length);
        }
    }

    /** A layer whose convolution starts anew is one that has a state but no tokens behind it. */
    @ParameterizedTest
    @MethodSource("models")
    void convolutionsStartAnew(RandomModels.Maker maker) {
        try (Backend backend = new JvmBackend(1); HostModel model = maker.model().apply(backend)) {
            int layer = model.config().stateLayers().getFirst();
            ModelState state = model.begin(30);
            model.read(state, prefix);
            ModelState other = model.begin(30);
            System.arraycopy(state.recurrent(layer), 0, other.recurrent(layer), 0, state.recurrent(layer).length);
            boolean convolution = model.config().hasConvolution();
            double[] carried = through(model, state, layer);
            state = model.begin(30);
            model.read(state, prefix);
            state.restartConvolution(layer);
            double[] restarted = through(model, state, layer);
            if (convolution) {
                assertThat(restarted).isEqualTo(through(model, other, layer)).isNotEqualTo(carried);
            } else {
                assertThat(restarted).isEqualTo(carried);
            }
        }
    }

    /** What the rows of the suffix carry behind one layer, from their embeddings. */
    private double[] through(HostModel model, ModelState state, int layer) {
        Pass pass = model.pass(state, suffix.length);
        pass.embed(suffix);
        pass.layer(layer, new int[0]);
        return pass.saved()[0];
    }
}
