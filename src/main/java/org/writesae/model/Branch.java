package org.writesae.model;

/**
 * A continuation of the sequence with a past of its own from {@code position} on: at most one state of
 * one head is different, and nothing it does is seen by the sequence.
 *
 * @param position first token of the branch
 * @param length   tokens of the branch, at least 1
 */
public record Branch(int position, int length) {
    public Branch {
        if (position < 0 || length < 1) {
            throw new IllegalArgumentException("branch at " + position + ", length " + length);
        }
    }
}
