package org.writesae.sae.training;

import org.writesae.runtime.Buffer;
import org.writesae.sae.SaeConfig;

/** Arrays that every step uses again. Of a smaller batch only their beginnings are used. */
final class Batch {
    /** [B, d_k, d_v]. */
    final Buffer x;
    /** Pre-activations [B, features]. */
    final Buffer s;
    /** Coefficients [B, features]. */
    final Buffer a;
    /** Reconstructions [B, d_k, d_v]. */
    final Buffer y;
    /** What a second reconstruction is made of, [B, features]: of dead features, or the gates. */
    final Buffer second;
    /** Where the backward pass wants gradients, or pre-activations of dead features; [B, features]. */
    final Buffer marked;
    /** Second reconstructions [B, d_k, d_v]. */
    final Buffer secondY;
    /** What the second reconstruction is held against where that is not x. */
    final Buffer rest;
    /** Squared error of each state. */
    final Buffer sums;
    /** Coefficients of both passes, [2, B, features] without a gap. */
    final Buffer both;
    /** Gradients of both reconstructions. */
    final Buffer d;
    /** Gradients of both coefficients. */
    final Buffer da;

    /** @param size most states of a batch */
    Batch(SaeConfig config, int size) {
        int states = Math.multiplyExact(size, config.dIn());
        int coefficients = Math.multiplyExact(size, config.features());
        x = floats("states", states);
        s = floats("pre-activations", coefficients);
        a = floats("coefficients", coefficients);
        y = floats("reconstructions", states);
        second = floats("second coefficients", coefficients);
        marked = floats("marked", coefficients);
        secondY = floats("second reconstructions", states);
        rest = floats("rest", states);
        sums = Buffer.state("squared errors", new double[size]);
        both = floats("coefficients of both passes", Math.multiplyExact(2, coefficients));
        d = floats("gradient of reconstructions", Math.multiplyExact(2, states));
        da = floats("gradient of coefficients", Math.multiplyExact(2, coefficients));
    }

    /** Sum of the squared errors of the first states. */
    double error(int states) {
        double sum = 0;
        for (int n = 0; n < states; n++) {
            sum += sums.doubles()[n];
        }
        return sum;
    }

    private static Buffer floats(String name, int length) {
        return Buffer.state(name, new float[length]);
    }
}
