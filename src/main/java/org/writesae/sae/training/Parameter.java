package org.writesae.sae.training;

import org.writesae.runtime.Buffer;

/**
 * A trained array with its gradient and Adam's two moments, all in the layout that the kernels walk.
 *
 * @param name     upstream's
 * @param value    the parameter
 * @param gradient of the loss, written by every backward pass
 * @param first    exp_avg
 * @param second   exp_avg_sq
 */
record Parameter(String name, Buffer value, Buffer gradient, Buffer first, Buffer second) {

    static Parameter of(String name, float[] values) {
        return new Parameter(name, Buffer.state(name, values), Buffer.state(name + ".gradient", new float[values.length]),
                Buffer.state(name + ".exp_avg", new float[values.length]),
                Buffer.state(name + ".exp_avg_sq", new float[values.length]));
    }

    int size() {
        return value.length();
    }

    /** Forgets the past of one row of {@code width} elements. */
    void clearMoments(int row, int width) {
        java.util.Arrays.fill(first.floats(), row * width, (row + 1) * width, 0);
        java.util.Arrays.fill(second.floats(), row * width, (row + 1) * width, 0);
    }
}
