package org.writesae.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.Npy;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a step does to a change of a state, by equation, is what the recurrence of every family does to it. */
class TransitionTest {
    private static final int BEFORE = 12;

    @ParameterizedTest
    @CsvSource({"gdn-random-b, 2, 4", "deltanet-random-b, 1, 2", "gla-random-a, 2, 1", "mamba2-random-a, 1, 5", "rwkv7-random-a, 1, 3",
        "rwkv7-random-c, 1, 1"})
    void isTheRecurrencesOwn(String name, int layer, int head) {
        Path folder = GoldenModelTest.DATA.resolve("models").resolve(name);
        int[] ids = Arrays.copyOf(Npy.open(folder.resolve("tokens.npy")).ints(), BEFORE + 2);
        try (JvmBackend backend = new JvmBackend(2); HostModel model = Families.load(folder, backend)) {
            ModelConfig c = model.config();
            Random random = new Random(3);
            double[] v = random.doubles(c.dk(), -1, 1).toArray();
            double[] w = random.doubles(c.dv(), -1, 1).toArray();
            double[] plain = after(model, ids, layer, head, v, w, 0);
            double[] changed = after(model, ids, layer, head, v, w, 1);
            Pass pass = model.pass(model.begin(ids.length), ids.length);
            pass.embed(ids);
            for (int i = 0; i <= layer; i++) {
                pass.layer(i, new int[0]);
            }
            double[] expected = v;
            for (int t = BEFORE; t < ids.length; t++) {
                expected = pass.transition(expected, t, head, true);
            }
            for (int r = 0; r < c.dk(); r++) {
                for (int j = 0; j < c.dv(); j++) {
                    int n = r * c.dv() + j;
                    assertThat(changed[n] - plain[n]).as(r + ", " + j).isCloseTo(expected[r] * w[j], within(2e-6));
                }
            }
        }
    }

    /** The head's state behind the text, with v wᵀ times {@code size} added before its last two tokens. */
    private static double[] after(HostModel model, int[] ids, int layer, int head, double[] v, double[] w, double size) {
        ModelState state = model.begin(ids.length);
        model.forward(state, Arrays.copyOf(ids, BEFORE));
        float[] all = state.recurrent(layer);
        int from = head * v.length * w.length;
        for (int n = 0; n < v.length * w.length; n++) {
            all[from + n] += (float) (size * v[n / w.length] * w[n % w.length]);
        }
        model.forward(state, Arrays.copyOfRange(ids, BEFORE, ids.length));
        double[] own = new double[v.length * w.length];
        for (int n = 0; n < own.length; n++) {
            own[n] = state.recurrent(layer)[from + n];
        }
        return own;
    }
}
