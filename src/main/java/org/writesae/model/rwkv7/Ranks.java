package org.writesae.model.rwkv7;

/**
 * Widths between the two matrices of the low-rank projections.
 *
 * @param decay of w
 * @param rate  of a
 * @param value of the value residual; any number where a model has one layer
 * @param gate  of g
 */
public record Ranks(int decay, int rate, int value, int gate) {

    int widest() {
        return Math.max(Math.max(decay, rate), Math.max(value, gate));
    }
}
