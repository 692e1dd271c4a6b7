package org.writesae.experiment;

import java.util.Arrays;

import org.writesae.kernels.LogSoftmax;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;

/**
 * Next-token distributions of rows of a pass.
 *
 * @param vocabulary  V
 * @param logits      [rows, V]
 * @param normalizers [rows], log Σ_j exp(logit_j)
 * @param values      [rows, V], log p
 */
public record LogProbabilities(int vocabulary, double[] logits, double[] normalizers, double[] values) {
    private static final Kernel NORMALIZER = Kernel.of(LogSoftmax.class, "logNormalizer");
    private static final Kernel LOG_SOFTMAX = Kernel.of(LogSoftmax.class, "logSoftmax");

    /**
     * @param pass behind its last layer
     * @param rows rows of the sequence or of branches
     */
    public static LogProbabilities of(Pass pass, int[] rows, int vocabulary, Backend backend) {
        double[] logits = new double[Math.multiplyExact(rows.length, vocabulary)];
        pass.logits(logits, rows);
        return of(logits, vocabulary, backend);
    }

    /** @param logits [rows, V], kept */
    public static LogProbabilities of(double[] logits, int vocabulary, Backend backend) {
        Buffer given = Buffer.input("logits", logits);
        double[] z = backend.compute(NORMALIZER, logits.length / vocabulary, given, vocabulary);
        double[] values = backend.compute(LOG_SOFTMAX, logits.length, given, Buffer.input("z", z), vocabulary);
        return new LogProbabilities(vocabulary, logits, z, values);
    }

    /** log p of a token in one of the rows. */
    public double at(int row, int token) {
        return values[row * vocabulary + token];
    }

    /** Tokens of a row that are likelier than {@code token}: 0 for the first. */
    public int rank(int row, int token) {
        int rank = 0;
        for (int j = 0; j < vocabulary; j++) {
            rank += logits[row * vocabulary + j] > logits[row * vocabulary + token] ? 1 : 0;
        }
        return rank;
    }

    /** [V]: the rank of every token of a row, 1 for the likeliest; equal ones share the better rank. */
    public int[] ranks(int row) {
        double[] ascending = Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
        Arrays.sort(ascending);
        int[] ranks = new int[vocabulary];
        for (int j = 0; j < vocabulary; j++) {
            ranks[j] = vocabulary - notAbove(ascending, logits[row * vocabulary + j]) + 1;
        }
        return ranks;
    }

    /** How many of the values are not above {@code value}. */
    private static int notAbove(double[] ascending, double value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The likeliest token of a row; of equal ones the lower id. */
    public int top(int row) {
        int best = 0;
        for (int j = 1; j < vocabulary; j++) {
            best = logits[row * vocabulary + j] > logits[row * vocabulary + best] ? j : best;
        }
        return best;
    }
}
