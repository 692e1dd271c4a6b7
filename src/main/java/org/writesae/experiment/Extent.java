package org.writesae.experiment;

import org.writesae.model.Branch;

/**
 * The tokens that are run on from a changed state.
 *
 * @param beforeRead whether the state is changed before the read of its own token, and only that token runs again
 * @param rows       tokens after it otherwise, as far as there are any
 */
public record Extent(boolean beforeRead, int rows) {
    /** The changed token itself. */
    public static final Extent SAME = new Extent(true, 1);
    /** The token after it. */
    public static final Extent NEXT = new Extent(false, 1);
    /** All tokens after it. */
    public static final Extent REST = new Extent(false, Integer.MAX_VALUE);

    /** The {@code rows} tokens after it. */
    public static Extent after(int rows) {
        return new Extent(false, rows);
    }

    /** The branch that leaves a sequence of {@code length} tokens with a state changed after {@code position}. */
    Branch branch(int position, int length) {
        return beforeRead ? new Branch(position, 1) : new Branch(position + 1, Math.min(rows, length - 1 - position));
    }
}
