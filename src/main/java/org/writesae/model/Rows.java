package org.writesae.model;

import java.util.Arrays;
import java.util.List;

import org.writesae.runtime.Buffer;

/**
 * How the rows of a pass hang together: first the rows of the sequence, then those of the branches, one
 * after the other. A branch leaves the sequence at a position and reads its past there.
 */
public final class Rows {
    /** Rows of the sequence. */
    public final int main;
    /** Rows of sequence and branches. */
    public final int total;
    /** [total] position in the text. */
    public final Buffer positions;
    /** [total] row before, −1 the newest row of the window. */
    public final Buffer previous;
    /** [total] where keys and values of the row are kept. */
    public final Buffer slots;
    /** [total] slots seen from 0 on. */
    public final Buffer prefix;
    /** [total] first slot of the row's branch. */
    public final Buffer ownFirst;
    /** [total] slots of its branch seen. */
    public final Buffer ownCount;
    /** [branches] first row of each branch. */
    public final Buffer first;
    /** [branches] rows of each branch. */
    public final Buffer length;
    /** [total − main] row of the sequence at the same position as each branch row. */
    public final Buffer twin;
    /** Branches. */
    public final int branches;

    /**
     * @param main     rows of the sequence
     * @param branches branches, each inside the sequence
     * @param capacity slots of the sequence; branch rows come after them
     */
    Rows(int main, List<Branch> branches, int capacity) {
        int extra = branches.stream().mapToInt(Branch::length).sum();
        this.main = main;
        this.total = main + extra;
        this.branches = branches.size();
        positions = ints("positions", total);
        previous = ints("previous", total);
        slots = ints("slots", total);
        prefix = ints("prefix", total);
        ownFirst = ints("own first", total);
        ownCount = ints("own count", total);
        first = ints("first", branches.size());
        length = ints("length", branches.size());
        twin = ints("twin", extra);
        startAt(0);
        int row = main;
        for (int b = 0; b < branches.size(); b++) {
            layBranch(b, branches.get(b), row, capacity);
            row += branches.get(b).length();
        }
    }

    /** [total, width]: room for wide values that the host reads after a layer. */
    public Buffer output(String name, int width) {
        return Buffer.output(name, new double[Math.multiplyExact(total, width)]);
    }

    /** [total, width]: room for wide values within a layer. */
    public Buffer scratch(String name, int width) {
        return Buffer.scratch(name, new double[Math.multiplyExact(total, width)]);
    }

    /** Elements that {@code all} rows of an array have each. */
    int width(Buffer all) {
        return all.length() / total;
    }

    /** [main, width]: the rows of the sequence, of {@code all} rows. */
    public double[] ofSequence(Buffer all, int width) {
        return Arrays.copyOf(all.doubles(), main * width);
    }

    private static Buffer ints(String name, int size) {
        return Buffer.input(name, new int[size]);
    }

    /** Lays the rows of the sequence from {@code position} of the text on. */
    void startAt(int position) {
        for (int t = 0; t < main; t++) {
            positions.ints()[t] = position + t;
            previous.ints()[t] = t - 1;
            slots.ints()[t] = position + t;
            prefix.ints()[t] = position + t + 1;
        }
    }

    private void layBranch(int b, Branch branch, int row, int capacity) {
        first.ints()[b] = row;
        length.ints()[b] = branch.length();
        int slot = capacity + row - main;
        for (int s = 0; s < branch.length(); s++) {
            int position = branch.position() + s;
            positions.ints()[row + s] = position;
            previous.ints()[row + s] = s == 0 ? position - 1 : row + s - 1;
            slots.ints()[row + s] = slot + s;
            prefix.ints()[row + s] = branch.position();
            ownFirst.ints()[row + s] = slot;
            ownCount.ints()[row + s] = s + 1;
            twin.ints()[row + s - main] = position;
        }
    }
}
