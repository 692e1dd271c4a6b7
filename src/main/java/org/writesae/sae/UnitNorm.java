package org.writesae.sae;

/**
 * Vectors divided by their length as {@code F.normalize} does on the CPU: norm and quotient each rounded to float32.
 * Torch sums the squares of a row in an order that depends on the processor, so here they are summed in double; those
 * of a column it adds up in float32 one after the other, which for 16,384 rows is off by tens of ulp, so that is done
 * here too.
 */
final class UnitNorm {
    private static final float LEAST = 1e-12f;

    private UnitNorm() {
    }

    /** Normalises every row of [values.length / width, width]. */
    static void rows(float[] values, int width) {
        for (int from = 0; from < values.length; from += width) {
            double squares = 0;
            for (int at = from; at < from + width; at++) {
                squares += (double) values[at] * values[at];
            }
            float norm = Math.max((float) Math.sqrt(squares), LEAST);
            for (int at = from; at < from + width; at++) {
                values[at] /= norm;
            }
        }
    }

    /** Normalises every column of [rows, columns]. */
    static void columns(float[] values, int rows, int columns) {
        float[] norms = new float[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                norms[j] += values[i * columns + j] * values[i * columns + j];
            }
        }
        for (int j = 0; j < columns; j++) {
            norms[j] = Math.max((float) Math.sqrt(norms[j]), LEAST);
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] /= norms[j];
            }
        }
    }
}
