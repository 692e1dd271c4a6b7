package org.writesae.experiment;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Dictionaries whose atoms have the value axis first. */
class OrientationTest {
    private static final Path MODELS = Path.of("reference-data/models");
    private static final ModelConfig MAMBA = Families.config(MODELS.resolve("mamba2-tiny"));
    private static final ModelConfig MAMBA_SQUARE = Families.config(MODELS.resolve("mamba2-random-c"));
    private static final ModelConfig DELTA = Families.config(MODELS.resolve("gdn-tiny"));

    private static SaeConfig dictionary(int first, int second) {
        return new SaeConfig(SaeType.BILINEAR, 8, 1, first, second, 2, false, null, null, Map.of());
    }

    @Test
    void rectangularStatesDecide() {
        assertThat(Orientation.of(null, dictionary(16, 24), MAMBA, "m")).isEqualTo(Orientation.VALUE_KEY);
        assertThat(Orientation.of(null, dictionary(24, 16), MAMBA, "m")).isEqualTo(Orientation.KEY_VALUE);
        assertThat(Orientation.of(null, dictionary(16, 24), DELTA, "m")).isEqualTo(Orientation.KEY_VALUE);
        assertThat(Orientation.of(null, dictionary(24, 16), DELTA, "m")).isEqualTo(Orientation.VALUE_KEY);
    }

    @Test
    void squareStatesFollowUpstreamUnlessAsked() {
        assertThat(Orientation.of(null, dictionary(16, 16), MAMBA_SQUARE, "m")).isEqualTo(Orientation.VALUE_KEY);
        assertThat(Orientation.of(Orientation.KEY_VALUE, dictionary(16, 16), MAMBA_SQUARE, "m"))
                .isEqualTo(Orientation.KEY_VALUE);
    }

    @Test
    void otherShapesAreRefused() {
        assertThatThrownBy(() -> Orientation.of(null, dictionary(16, 25), MAMBA, "m")).isInstanceOf(InputException.class)
                .hasMessageContainingAll("16 x 25", "24 x 16");
        assertThatThrownBy(() -> Orientation.of(Orientation.KEY_VALUE, dictionary(16, 24), MAMBA, "m"))
                .isInstanceOf(InputException.class).hasMessageContainingAll("16 x 24", "24 x 16", "--orientation key-value");
    }

    static Stream<String> checkpoints() {
        return Stream.of("bilinear_L2_H2", "bilinear_tied_L2_H2", "rank1_L2_H2", "bilinear-r2_L2_H2", "flat_L2_H2");
    }

    /** A turned dictionary does to transposed states what the dictionary does to states. */
    @ParameterizedTest
    @MethodSource("checkpoints")
    void turnedDictionariesSeeTransposedStates(String name) {
        SaeCheckpoint checkpoint = SaeCheckpoint.load(MODELS.resolve("gdn-tiny/sae/" + name));
        int dk = checkpoint.config().dk();
        int dv = checkpoint.config().dv();
        float[] states = Npy.open(MODELS.resolve("gdn-tiny/states-sample.npy")).floats();
        int count = states.length / (dk * dv);
        try (JvmBackend backend = new JvmBackend(2)) {
            WriteSae sae = new WriteSae(checkpoint, backend);
            WriteSae turned = new WriteSae(checkpoint.turned(), backend);
            float[] expected = sae.encode(states, count);
            float[] actual = turned.encode(transposed(states, dk, dv), count);
            assertThat(actual).containsExactly(expected, within(1e-6f));
            assertThat(transposed(turned.decode(actual, count), dv, dk)).containsExactly(sae.decode(expected, count),
                    within(1e-6f));
        }
    }

    private static float[] transposed(float[] states, int rows, int columns) {
        float[] turned = new float[states.length];
        for (int n = 0; n < states.length; n++) {
            int i = n / columns % rows;
            int j = n % columns;
            turned[n / (rows * columns) * rows * columns + j * rows + i] = states[n];
        }
        return turned;
    }
}
