package org.writesae.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where every feature fires, as a gate or a threshold allows, no silent one can be drawn. */
@Timeout(60)
class SeededDrawsTest {
    private static final Firing FIRING = new Firing(1, 0, 3, 1);

    @Test
    void theSilentAtomIsOneThatDoesNotFire() {
        SeededDraws draws = new SeededDraws(2026, 3, 2, 2);
        assertThat(draws.draw(FIRING, new float[] {9, 9, 1, 1, 0}, 2, 5).nonFiringAtom()).isEqualTo(2);
        assertThat(draws.draw(FIRING, new float[] {0, 0, 1, 1, 1}, 2, 5).nonFiringAtom()).isEqualTo(RandomDraw.NONE);
    }

    /** Two atoms that are the same always fire together. */
    @Test
    void onlyTheControlThatNeedsASilentAtomIsRefused() {
        try (JvmBackend backend = new JvmBackend(2);
                HostModel model = Families.load(Path.of("reference-data/models/gdn-tiny"), backend)) {
            int dk = model.config().dk();
            int dv = model.config().dv();
            float[] keys = new float[2 * dk];
            float[] values = new float[2 * dv];
            Arrays.fill(keys, 1);
            Arrays.fill(values, -1);
            WriteSae sae = new WriteSae(new SaeConfig(SaeType.BILINEAR, 2, 1, dk, dv, 2, false, null, null, Map.of()), keys, values,
                    backend);
            int[][] passages = {{5, 9, 2, 7, 11, 3, 8, 1}};
            assertThat(test(model, sae, RandomControl.SAME_COEFFICIENT).run(passages, (sequences, firings) -> { })).isNotEmpty();
            assertThatThrownBy(() -> test(model, sae, RandomControl.NON_FIRING).run(passages, (sequences, firings) -> { }))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("--random non-firing: every feature fires in passage 0, position");
        }
    }

    private static Substitution test(HostModel model, WriteSae sae, RandomControl random) {
        SubstitutionReadings readings = new SubstitutionReadings(WriteReading.RAW, Amplitude.NATURAL, random, FiringSelection.ARGMAX,
                ReadOut.NEXT, KlDirection.NATIVE_COND);
        return new Substitution(model, sae, new Substitution.Plan(2, 2, List.of(0, 1), 10, 2026, readings, null));
    }
}
