package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.writesae.model.Branch;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;

/**
 * Where branches with changed states of one head leave a sequence, and which states they start from.
 *
 * <p>Kept states are matrices of one pool: for every token a branch needs, the state of each head after
 * it; then one zero state, the one before the first token; then the changed states.
 */
final class BranchPlan {
    private final ModelConfig c;
    private final int[] positions;
    private final Extent extent;
    private final int head;
    private final List<Branch> branches = new ArrayList<>();
    /** Token to its place among the kept ones, −1 if not kept. */
    private final int[] place;
    private int kept;

    /**
     * @param positions token after which the state of each branch is changed
     * @param length    tokens of the sequence; one has to follow each position, unless the read is changed itself
     */
    BranchPlan(ModelConfig config, int[] positions, Extent extent, int head, int length) {
        this.c = config;
        this.positions = positions;
        this.extent = extent;
        this.head = head;
        this.place = new int[length];
        Arrays.fill(place, -1);
        for (int t : positions) {
            keep(t);
            if (extent.beforeRead() && t > 0) {
                keep(t - 1);
            }
            branches.add(extent.branch(t, length));
        }
    }

    private void keep(int t) {
        if (place[t] < 0) {
            place[t] = kept++;
        }
    }

    List<Branch> branches() {
        return branches;
    }

    /** [matrices, d_k, d_v]: the pool, all zero. */
    float[] pool() {
        int matrices = (kept + 1) * c.heads() + branches.size();
        return new float[Math.multiplyExact(matrices, c.dk() * c.dv())];
    }

    /** [length, H]: where each state of the sequence goes, −1 for nowhere. */
    int[] keepIndex() {
        int heads = c.heads();
        int[] index = new int[place.length * heads];
        for (int t = 0; t < place.length; t++) {
            for (int h = 0; h < heads; h++) {
                index[t * heads + h] = place[t] < 0 ? -1 : place[t] * heads + h;
            }
        }
        return index;
    }

    /**
     * [branches, H]: the matrix each head starts from.
     *
     * @param edited whether the edited head starts from its edited state: in the cell's own layer
     */
    int[] start(boolean edited) {
        int heads = c.heads();
        int[] start = new int[branches.size() * heads];
        for (int b = 0; b < branches.size(); b++) {
            int before = branches.get(b).position() - 1;
            for (int h = 0; h < heads; h++) {
                start[b * heads + h] = (before < 0 ? kept : place[before]) * heads + h;
            }
            if (edited && !extent.beforeRead()) {
                start[b * heads + head] = target(b);
            }
        }
        return start;
    }

    /**
     * The edits of the cell's states.
     *
     * @param left  [branches, terms, d_k]
     * @param right [branches, terms, d_v]
     */
    StateEdits edits(Pass pass, double[] left, double[] right, int terms) {
        int[] source = new int[branches.size()];
        int[] target = new int[branches.size()];
        int[] readRow = new int[extent.beforeRead() ? branches.size() : 0];
        int[] readState = new int[readRow.length];
        for (int b = 0; b < branches.size(); b++) {
            source[b] = place[positions[b]] * c.heads() + head;
            target[b] = target(b);
            if (extent.beforeRead()) {
                readRow[b] = pass.firstRow(b);
                readState[b] = target[b];
            }
        }
        return new StateEdits(head, source, target, left, right, terms, readRow, readState);
    }

    private int target(int b) {
        return (kept + 1) * c.heads() + b;
    }
}
