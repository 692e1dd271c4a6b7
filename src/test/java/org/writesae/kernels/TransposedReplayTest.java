package org.writesae.kernels;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the golden cases, whose arrays are zeros before the call, cannot show. */
class TransposedReplayTest {
    private static final int HEADS = 2;
    private static final int TOKENS = 4;
    private static final int D = 3;

    /** On a device an array that is only written holds anything before. */
    @Test
    void startsFromNothingWhateverTheArrayHolds() {
        float[] clean = new float[HEADS * TOKENS * D * D];
        float[] used = clean.clone();
        Arrays.fill(used, Float.NaN);
        assertThat(replayed(used)).isEqualTo(replayed(clean));
        assertThat(used).isEqualTo(clean);
        assertThat(clean).doesNotContain(Float.NaN, 0f);
    }

    private static double[] replayed(float[] states) {
        Random random = new Random(4);
        double[] keys = random.doubles(HEADS * TOKENS * D).map(Wide::wide).toArray();
        double[] raw = random.doubles(HEADS * TOKENS * D).map(Wide::wide).toArray();
        double[] alpha = random.doubles(HEADS * TOKENS).toArray();
        double[] beta = random.doubles(HEADS * TOKENS).map(Wide::wide).toArray();
        double[] error = new double[keys.length];
        TransposedReplay.replay(states, error, keys, raw, alpha, beta, TOKENS, D, 0, HEADS);
        return error;
    }
}
