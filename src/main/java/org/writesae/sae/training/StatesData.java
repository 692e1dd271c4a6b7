package org.writesae.sae.training;

import java.nio.file.Path;

import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;

/** The states to train on, [n, d_k, d_v], mapped from an npy file; a batch is widened to float32 as it is read. */
final class StatesData {
    private final Tensor tensor;
    private final int count;
    private final int dk;
    private final int dv;

    private StatesData(Tensor tensor) {
        this.tensor = tensor;
        this.count = length(0);
        this.dk = length(1);
        this.dv = length(2);
        if ((long) dk * dv > Integer.MAX_VALUE) {
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + ": a state is too large");
        }
    }

    /** @throws InputException naming the file if it is not a three-dimensional array of floating-point numbers */
    static StatesData open(Path file) {
        Tensor tensor = Npy.open(file);
        if (tensor.rank() != 3) {
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + ", expected states [n, d_k, d_v]");
        }
        if (!tensor.dtype().isFloating()) {
            throw new InputException(tensor.where() + ": " + tensor.dtype() + ", expected float16 or float32");
        }
        if (tensor.size() == 0) {
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + " has no states");
        }
        return new StatesData(tensor);
    }

    int count() {
        return count;
    }

    int dk() {
        return dk;
    }

    int dv() {
        return dv;
    }

    /**
     * Reads samples one after the other.
     *
     * @param samples their indices
     * @param from    the first to take of them
     * @param some    how many
     * @param target  [some, d_k, d_v]
     */
    void read(int[] samples, int from, int some, float[] target) {
        int size = dk * dv;
        for (int n = 0; n < some; n++) {
            tensor.copyFloats((long) samples[from + n] * size, target, n * size, size);
            requireFinite(samples[from + n], target, n * size);
        }
    }

    private void requireFinite(int sample, float[] values, int at) {
        for (int p = 0; p < dk * dv; p++) {
            if (!Float.isFinite(values[at + p])) {
                throw new InputException(tensor.where() + ": state " + sample + ", element [" + p / dv + ", " + p % dv + "] is "
                        + values[at + p] + ", expected finite numbers");
            }
        }
    }

    private int length(int axis) {
        if (tensor.shape(axis) > Integer.MAX_VALUE) {
            throw new InputException(tensor.where() + ": shape " + tensor.shapeText() + " is too large");
        }
        return (int) tensor.shape(axis);
    }
}
