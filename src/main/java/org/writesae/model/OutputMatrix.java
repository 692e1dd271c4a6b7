package org.writesae.model;

import java.util.function.Function;
import java.util.function.IntFunction;

import org.writesae.io.Tensor;
import org.writesae.kernels.Linear;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * The matrix from the last norm to the logits, in bands of the vocabulary: one band where it is held in
 * memory, many where it is read from the checkpoint for each use.
 */
public final class OutputMatrix {
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    /** Elements of a band that is read for one use: 128 MiB as float32. */
    private static final int BAND = 1 << 25;

    private final int vocabulary;
    /** Columns of every band but perhaps the last. */
    private final int width;
    /** [hidden, columns]: the columns from a multiple of {@link #width} on. */
    private final Function<Integer, Buffer> band;
    private final IntFunction<double[]> row;

    private OutputMatrix(int vocabulary, int width, Function<Integer, Buffer> band, IntFunction<double[]> row) {
        this.vocabulary = vocabulary;
        this.width = width;
        this.band = band;
        this.row = row;
    }

    /** One band, [hidden, vocabulary]. */
    public static OutputMatrix resident(Buffer matrix, int vocabulary) {
        return new OutputMatrix(vocabulary, vocabulary, first -> matrix, token -> column(matrix.floats(), vocabulary, token));
    }

    /** A matrix stored [vocabulary, hidden], of which a band at a time is in memory. */
    public static OutputMatrix streamed(Tensor stored) {
        int vocabulary = Math.toIntExact(stored.shape(0));
        int width = Math.clamp(BAND / stored.shape(1), 1, vocabulary);
        return new OutputMatrix(vocabulary, width,
                first -> WeightReader.transposedRows(stored, first, Math.min(width, vocabulary - first)),
                token -> column(WeightReader.transposedRows(stored, token, 1).floats(), 1, 0));
    }

    /** Whether all of it is in memory, as then the layers are too. */
    boolean isResident() {
        return width == vocabulary;
    }

    /**
     * Runs the calls of a program and then the product with this matrix, band by band.
     *
     * @param p      makes {@code normed}; the product of a matrix of one band is added to it
     * @param logits [count, vocabulary], wide. Modified.
     * @param normed [count, hidden], the rows behind the final norm
     */
    void multiply(Backend backend, Program p, double[] logits, int count, Buffer normed) {
        int hidden = normed.length() / Math.max(1, count);
        if (isResident()) {
            backend.run(p.add(LINEAR, count * vocabulary, Buffer.output("logits", logits), normed, band.apply(0), hidden,
                    vocabulary));
            return;
        }
        backend.run(p);
        Buffer given = Buffer.input(normed.name(), normed.array());
        for (int first = 0; first < vocabulary; first += width) {
            int columns = Math.min(width, vocabulary - first);
            double[] some = backend.compute(LINEAR, count * columns, given, band.apply(first), hidden, columns);
            for (int r = 0; r < count; r++) {
                System.arraycopy(some, r * columns, logits, r * vocabulary + first, columns);
            }
        }
    }

    /** [hidden], W_U[token]: what the final norm's output meets for the logit of a token. */
    public double[] row(int token) {
        return row.apply(token);
    }

    private static double[] column(float[] matrix, int columns, int column) {
        double[] values = new double[matrix.length / columns];
        for (int l = 0; l < values.length; l++) {
            values[l] = matrix[l * columns + column];
        }
        return values;
    }
}
