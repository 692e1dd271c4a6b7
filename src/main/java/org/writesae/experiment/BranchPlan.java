package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.writesae.model.Branch;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.model.StateEdits;

/**
 * Where the branches of some firings leave a sequence, and which states they start from. Each firing has
 * three, one per condition; the native condition is the sequence itself.
 *
 * <p>Kept states are matrices of one pool: for every token a branch needs, the state of each head after
 * it; then one zero state, the one before the first token; then the edited states.
 */
final class BranchPlan {
    private final ModelConfig c;
    private final List<Firing> firings;
    private final ReadOut read;
    private final int head;
    private final List<Branch> branches = new ArrayList<>();
    /** Token to its place among the kept ones, −1 if not kept. */
    private final int[] place;
    private int kept;

    BranchPlan(ModelConfig config, List<Firing> firings, ReadOut read, int head, int length) {
        this.c = config;
        this.firings = firings;
        this.read = read;
        this.head = head;
        this.place = new int[length];
        Arrays.fill(place, -1);
        for (Firing firing : firings) {
            int t = firing.position();
            keep(t);
            if (read == ReadOut.SAME && t > 0) {
                keep(t - 1);
            }
            Branch branch = switch (read) {
                case NEXT -> new Branch(t + 1, 1);
                case SAME -> new Branch(t, 1);
                case SUFFIX_MEAN, LAST -> new Branch(t + 1, length - 1 - t);
            };
            for (int condition = 0; condition < Replacements.CONDITIONS; condition++) {
                branches.add(branch);
            }
        }
    }

    private void keep(int t) {
        if (place[t] < 0) {
            place[t] = kept++;
        }
    }

    /** Rows the branches of a firing take. */
    static int rows(Firing firing, ReadOut read, int length) {
        boolean one = read == ReadOut.NEXT || read == ReadOut.SAME;
        return Replacements.CONDITIONS * (one ? 1 : length - 1 - firing.position());
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
            if (edited && read != ReadOut.SAME) {
                start[b * heads + head] = target(b);
            }
        }
        return start;
    }

    /** The edits of the cell's states, with the factors of {@code edits}. */
    StateEdits edits(Pass pass, Replacements.Edits edits, int terms) {
        int[] source = new int[branches.size()];
        int[] target = new int[branches.size()];
        boolean same = read == ReadOut.SAME;
        int[] readRow = new int[same ? branches.size() : 0];
        int[] readState = new int[readRow.length];
        for (int b = 0; b < branches.size(); b++) {
            int t = firings.get(b / Replacements.CONDITIONS).position();
            source[b] = place[t] * c.heads() + head;
            target[b] = target(b);
            if (same) {
                readRow[b] = pass.firstRow(b);
                readState[b] = target[b];
            }
        }
        return new StateEdits(head, source, target, edits.left(), edits.right(), terms, readRow, readState);
    }

    private int target(int b) {
        return (kept + 1) * c.heads() + b;
    }
}
