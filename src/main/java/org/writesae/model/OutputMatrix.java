package org.writesae.model;

import java.util.function.Function;
import java.util.function.IntFunction;

import org.writesae.io.Tensor;
import org.writesae.runtime.Buffer;

/**
 * The matrix from the last norm to the logits, in bands of the vocabulary: one band where it is held in
 * memory, many where it is read from the checkpoint for each use.
 */
public final class OutputMatrix {
    /** Elements of a band that is read for one use: 128 MiB as float32. */
    private static final int BAND = 1 << 25;

    private final int vocabulary;
    private final int width;
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

    /** Columns of every band but perhaps the last. */
    public int width() {
        return width;
    }

    /** [hidden, columns]: the columns from {@code first} on, a multiple of {@link #width}. */
    public Buffer band(int first) {
        return band.apply(first);
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

    /** Columns of the band that begins at {@code first}. */
    public int columns(int first) {
        return Math.min(width, vocabulary - first);
    }
}
