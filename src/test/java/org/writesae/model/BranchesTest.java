package org.writesae.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.kernels.RankOneEdit;
import org.writesae.kernels.Wide;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A branch gives what a full replay gives, to the bit: read the text up to t, change one state, read on.
 */
class BranchesTest {
    private static final int TERMS = 2;

    private final SplittableRandom random = new SplittableRandom(5);
    private final int[] ids = random.ints(23, 0, 50).toArray();

    static Stream<Arguments> statesOfModels() {
        try (JvmBackend backend = new JvmBackend(1)) {
            return RandomModels.all().stream()
                    .flatMap(maker -> maker.model().apply(backend).config().stateLayers().stream().map(i -> arguments(maker, i)));
        }
    }

    @ParameterizedTest
    @MethodSource("statesOfModels")
    void equalReplays(RandomModels.Maker maker, int layer) {
        try (JvmBackend backend = new JvmBackend(2); HostModel model = maker.model().apply(backend)) {
            ModelConfig c = model.config();
            List<Branch> branches = List.of(new Branch(1, 1), new Branch(2, 4), new Branch(9, ids.length - 9),
                    new Branch(9, 1), new Branch(ids.length - 1, 1));
            double[] left = wide(branches.size() * TERMS * c.dk());
            double[] right = wide(branches.size() * TERMS * c.dv());
            Pass pass = branched(model, layer, branches, left, right);
            for (int b = 0; b < branches.size(); b++) {
                int rows = branches.get(b).length();
                int[] picked = new int[rows];
                for (int s = 0; s < rows; s++) {
                    picked[s] = pass.firstRow(b) + s;
                }
                double[] logits = new double[rows * c.vocabulary()];
                pass.logits(logits, picked);
                assertThat(logits).isEqualTo(replayed(model, layer, branches.get(b), part(left, b, c.dk()),
                        part(right, b, c.dv())));
            }
        }
    }

    private static int head(ModelConfig c) {
        return c.heads() / 2;
    }

    /** The sequence with all branches at once, each starting from an edited state of the layer. */
    private Pass branched(HostModel model, int layer, List<Branch> branches, double[] left, double[] right) {
        ModelConfig c = model.config();
        int heads = c.heads();
        int size = c.dk() * c.dv();
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
            source[b] = start[b * heads + head(c)];
            target[b] = keep.length + b;
        }
        int[] edited = start.clone();
        for (int b = 0; b < branches.size(); b++) {
            edited[b * heads + head(c)] = target[b];
        }
        Pass pass = model.pass(ids.length, branches);
        pass.embed(ids);
        pass.keepStates(pool, keep);
        for (int i = 0; i < c.layers(); i++) {
            if (i == layer) {
                pass.join();
                pass.layer(i, edited, new StateEdits(head(c), source, target, left, right, TERMS, new int[0], new int[0]));
            } else {
                pass.layer(i, start);
            }
        }
        return pass;
    }

    private double[] replayed(HostModel model, int layer, Branch branch, double[] left, double[] right) {
        ModelConfig c = model.config();
        ModelState state = model.begin(ids.length);
        model.forward(state, Arrays.copyOfRange(ids, 0, branch.position()));
        float[] all = state.recurrent(layer);
        int size = c.dk() * c.dv();
        float[] two = new float[2 * size];
        System.arraycopy(all, head(c) * size, two, 0, size);
        RankOneEdit.editStates(two, new int[] {0}, new int[] {1}, left, right, TERMS, c.dk(), c.dv(), 0, size);
        System.arraycopy(two, size, all, head(c) * size, size);
        return model.forward(state, Arrays.copyOfRange(ids, branch.position(), branch.position() + branch.length()));
    }

    private double[] wide(int size) {
        return random.doubles(size, -0.3, 0.3).map(Wide::wide).toArray();
    }

    private static double[] part(double[] factors, int b, int width) {
        return Arrays.copyOfRange(factors, b * TERMS * width, (b + 1) * TERMS * width);
    }

    static Stream<Arguments> models() {
        return RandomModels.all().stream().flatMap(maker -> Stream.of(1, 2, 3).map(threads -> arguments(maker, threads)));
    }

    /** Prefill, prefill in pieces and single steps agree to the bit, for any number of threads. */
    @ParameterizedTest
    @MethodSource("models")
    void prefillEqualsSteps(RandomModels.Maker maker, int threads) {
        try (JvmBackend one = new JvmBackend(1, false); JvmBackend backend = new JvmBackend(threads)) {
            double[] whole = logits(maker.model().apply(one), ids.length);
            for (int piece : new int[] {ids.length, 1, 2, 7}) {
                assertThat(logits(maker.model().apply(backend), piece)).isEqualTo(whole);
            }
        }
    }

    private double[] logits(HostModel model, int piece) {
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
