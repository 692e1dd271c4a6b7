package org.writesae.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

import org.writesae.model.Branch;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;

/**
 * "What if the state of this head had been another after this token?", for many tokens and changes of one sequence.
 * Each change is a branch that leaves the sequence there, reads its past and joins the same matrix products; changes do
 * not see each other. The result is that of a full replay, to the bit.
 */
public final class Interventions {
    /** Branch rows of one pass at most, and at least: more gain little, fewer cost much. */
    private static final int MOST_BRANCH_ROWS = 2048;
    private static final int LEAST_BRANCH_ROWS = 64;
    /** What the branches of one pass may take of the memory, 1/3: the others are for the weights and the sequence. */
    private static final int SHARE_OF_MEMORY = 3;
    /** Numbers that a pass holds for each row, in multiples of the residual stream, about: Qwen3.5-0.8B has 60. */
    private static final int WIDTHS_PER_ROW = 64;

    private final HostModel model;
    private final int layer;
    private final int head;

    /**
     * @param layer a layer with a state
     * @param head  one of its heads
     */
    public Interventions(HostModel model, int layer, int head) {
        this.model = model;
        this.layer = layer;
        this.head = head;
    }

    /**
     * A pass behind its last layer, with some of the changes.
     *
     * @param pass    give its rows to {@link Pass#logits}
     * @param first   number of its first change among all
     * @param changes its changes, one branch each
     * @param extent  the tokens of each
     */
    public record Batch(Pass pass, int first, List<StateChange> changes, Extent extent) {

        /** Row of change {@code n} of this batch, {@code step} tokens after the first that it runs. */
        public int row(int n, int step) {
            return pass.firstRow(n) + step;
        }

        /** The row of the unchanged sequence at the same token. */
        public int nativeRow(int n, int step) {
            return changes.get(n).position() + (extent.beforeRead() ? 0 : 1) + step;
        }

        /** Tokens that change {@code n} runs. */
        public int rows(int n) {
            return extent.branch(changes.get(n).position(), pass.rows()).length();
        }
    }

    /**
     * Runs on from each changed state.
     *
     * @param trace   the sequence, followed up to the cell by {@link CellTrace#of}
     * @param changes changes with equally many terms each, every one with a token after it unless {@code extent} is SAME
     * @param done    given the changes in order, batch by batch; what it takes from the pass it must take at once
     */
    public void run(CellTrace trace, List<StateChange> changes, Extent extent, Consumer<Batch> done) {
        batches(trace, changes, extent, (some, first) -> {
            Pass pass = branches(trace, plan(trace, some, extent), joined(some, true), joined(some, false), terms(some));
            done.accept(new Batch(pass, first, some, extent));
        });
    }

    /** The same, and shows the pass behind each layer from the cell's on, with what that layer computed for the branches. */
    public void run(CellTrace trace, List<StateChange> changes, Extent extent, BiConsumer<Integer, Batch> behind,
            Consumer<Batch> done) {
        batches(trace, changes, extent, (some, first) -> {
            BranchPlan plan = plan(trace, some, extent);
            Pass pass = cell(trace, plan, joined(some, true), joined(some, false), terms(some));
            behind.accept(layer, new Batch(pass, first, some, extent));
            int[] start = plan.start(false);
            for (int i = layer + 1; i < model.config().layers(); i++) {
                pass.layer(i, start);
                behind.accept(i, new Batch(pass, first, some, extent));
            }
            done.accept(new Batch(pass, first, some, extent));
        });
    }

    /** Branch rows of one pass: bounds its memory. Results do not depend on it. */
    static int branchRows(ModelConfig c) {
        return branchRows(c, Runtime.getRuntime().maxMemory());
    }

    /** @param memory bytes that there are for everything */
    static int branchRows(ModelConfig c, long memory) {
        long row = (long) WIDTHS_PER_ROW * c.hidden() * Double.BYTES + (long) c.heads() * c.dk() * c.dv() * Float.BYTES;
        return Math.clamp(memory / SHARE_OF_MEMORY / row, LEAST_BRANCH_ROWS, MOST_BRANCH_ROWS);
    }

    /**
     * Where a batch that begins at {@code first} ends: at least one, and then as long as there are fewer than {@code most} rows.
     *
     * @param rows of each of the {@code count}
     */
    static int batchEnd(int first, int count, int most, IntUnaryOperator rows) {
        int end = first;
        int sum = 0;
        do {
            sum += rows.applyAsInt(end);
            end++;
        } while (end < count && sum < most);
        return end;
    }

    /** Takes changes and the number of the first. */
    private interface Some {
        void accept(List<StateChange> changes, int first);
    }

    private void batches(CellTrace trace, List<StateChange> changes, Extent extent, Some run) {
        int length = trace.pass().rows();
        int most = branchRows(model.config());
        int first = 0;
        while (first < changes.size()) {
            int end = batchEnd(first, changes.size(), most, n -> extent.branch(changes.get(n).position(), length).length());
            run.accept(List.copyOf(changes.subList(first, end)), first);
            first = end;
        }
    }

    private BranchPlan plan(CellTrace trace, List<StateChange> changes, Extent extent) {
        int[] positions = changes.stream().mapToInt(StateChange::position).toArray();
        return new BranchPlan(model.config(), positions, extent, head, trace.pass().rows());
    }

    private int terms(List<StateChange> changes) {
        return changes.getFirst().left().length / model.config().dk();
    }

    private static double[] joined(List<StateChange> changes, boolean left) {
        List<double[]> all = new ArrayList<>();
        changes.forEach(change -> all.add(left ? change.left() : change.right()));
        int width = all.getFirst().length;
        double[] joined = new double[all.size() * width];
        for (int n = 0; n < all.size(); n++) {
            System.arraycopy(all.get(n), 0, joined, n * width, width);
        }
        return joined;
    }

    /** The sequence again from the cell's layer on, now with the branches of {@code plan} and their edits. */
    Pass branches(CellTrace trace, BranchPlan plan, double[] left, double[] right, int terms) {
        Pass pass = cell(trace, plan, left, right, terms);
        pass.layers(layer + 1, model.config().layers(), plan.start(false));
        return pass;
    }

    /** The cell's layer alone. */
    private Pass cell(CellTrace trace, BranchPlan plan, double[] left, double[] right, int terms) {
        Pass pass = model.pass(trace.pass().rows(), plan.branches());
        pass.continueFrom(trace.pass());
        pass.join();
        pass.keepStates(plan.pool(), plan.keepIndex());
        pass.layer(layer, plan.start(true), plan.edits(pass, left, right, terms));
        return pass;
    }
}
