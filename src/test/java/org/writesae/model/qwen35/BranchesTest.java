package org.writesae.model.qwen35;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.kernels.RankOneEdit;
import org.writesae.kernels.Wide;
import org.writesae.model.Branch;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A branch gives what a full replay gives, to the bit: read the text up to t, change one state, read on.
 */
class BranchesTest {
    private static final QwenConfig CONFIG = new QwenConfig(61, 24, 40, List.of(true, false, true, true, false), 6, 2, 9, 5, 4,
            4, 2, 8, 4, 1e4, 1e-6, false);
    private static final int TERMS = 2;
    private static final int HEAD = 3;

    private final SplittableRandom random = new SplittableRandom(5);
    private final int[] ids = random.ints(23, 0, CONFIG.vocabulary()).toArray();

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3})
    void equalReplays(int layer) {
        try (JvmBackend backend = new JvmBackend(2); QwenModel model = QwenModel.random(CONFIG, 11, backend)) {
            List<Branch> branches = List.of(new Branch(1, 1), new Branch(2, 4), new Branch(9, ids.length - 9),
                    new Branch(9, 1), new Branch(ids.length - 1, 1));
            double[] left = wide(branches.size() * TERMS * CONFIG.dk());
            double[] right = wide(branches.size() * TERMS * CONFIG.dv());
            Pass pass = branched(model, layer, branches, left, right);
            for (int b = 0; b < branches.size(); b++) {
                int rows = branches.get(b).length();
                int[] picked = new int[rows];
                for (int s = 0; s < rows; s++) {
                    picked[s] = pass.firstRow(b) + s;
                }
                double[] logits = new double[rows * CONFIG.vocabulary()];
                pass.logits(logits, picked);
                assertThat(logits).isEqualTo(replayed(model, layer, branches.get(b), part(left, b, CONFIG.dk()),
                        part(right, b, CONFIG.dv())));
            }
        }
    }

    /** The sequence with all branches at once, each starting from an edited state of the layer. */
    private Pass branched(QwenModel model, int layer, List<Branch> branches, double[] left, double[] right) {
        int heads = CONFIG.heads();
        int size = CONFIG.dk() * CONFIG.dv();
        int[] keep = new int[ids.length * heads];
        for (int n = 0; n < keep.length; n++) {
            keep[n] = n;
        }
        float[] pool = new float[(keep.length + branches.size()) * size];
        int[] start = new int[branches.size() * heads];
        int[] source = new int[branches.size()];
        int[] target = new int[branches.size()];
        for (int b = 0; b < branches.size(); b++) {
            for (int h = 0; h < heads; h++) {
                start[b * heads + h] = (branches.get(b).position() - 1) * heads + h;
            }
            source[b] = start[b * heads + HEAD];
            target[b] = keep.length + b;
        }
        int[] edited = start.clone();
        for (int b = 0; b < branches.size(); b++) {
            edited[b * heads + HEAD] = target[b];
        }
        Pass pass = model.pass(ids.length, branches);
        pass.embed(ids);
        pass.keepStates(pool, keep);
        for (int i = 0; i < CONFIG.layers(); i++) {
            if (i == layer) {
                pass.join();
                pass.layer(i, edited, new StateEdits(HEAD, source, target, left, right, TERMS, new int[0], new int[0]));
            } else {
                pass.layer(i, start);
            }
        }
        return pass;
    }

    private double[] replayed(QwenModel model, int layer, Branch branch, double[] left, double[] right) {
        ModelState state = model.begin(ids.length);
        model.forward(state, Arrays.copyOfRange(ids, 0, branch.position()));
        float[] all = state.recurrent(layer);
        int size = CONFIG.dk() * CONFIG.dv();
        float[] two = new float[2 * size];
        System.arraycopy(all, HEAD * size, two, 0, size);
        RankOneEdit.editStates(two, new int[] {0}, new int[] {1}, left, right, TERMS, CONFIG.dk(), CONFIG.dv(), 0, size);
        System.arraycopy(two, size, all, HEAD * size, size);
        return model.forward(state, Arrays.copyOfRange(ids, branch.position(), branch.position() + branch.length()));
    }

    private double[] wide(int size) {
        return random.doubles(size, -0.3, 0.3).map(Wide::wide).toArray();
    }

    private static double[] part(double[] factors, int b, int width) {
        return Arrays.copyOfRange(factors, b * TERMS * width, (b + 1) * TERMS * width);
    }

    /** Prefill, prefill in pieces and single steps agree to the bit, for any number of threads. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void prefillEqualsSteps(int threads) {
        try (JvmBackend one = new JvmBackend(1, false); JvmBackend backend = new JvmBackend(threads)) {
            double[] whole = logits(QwenModel.random(CONFIG, 11, one), ids.length);
            assertThat(logits(QwenModel.random(CONFIG, 11, backend), ids.length)).isEqualTo(whole);
            assertThat(logits(QwenModel.random(CONFIG, 11, backend), 1)).isEqualTo(whole);
            assertThat(logits(QwenModel.random(CONFIG, 11, backend), 2)).isEqualTo(whole);
            assertThat(logits(QwenModel.random(CONFIG, 11, backend), 7)).isEqualTo(whole);
        }
    }

    private double[] logits(QwenModel model, int piece) {
        ModelState state = model.begin(ids.length);
        List<Double> all = new ArrayList<>();
        for (int first = 0; first < ids.length; first += piece) {
            for (double value : model.forward(state, Arrays.copyOfRange(ids, first, Math.min(ids.length, first + piece)))) {
                all.add(value);
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
