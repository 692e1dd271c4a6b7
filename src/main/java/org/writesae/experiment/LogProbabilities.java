package org.writesae.experiment;

import org.writesae.kernels.LogSoftmax;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

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
        double[] z = new double[rows.length];
        double[] values = new double[logits.length];
        backend.run(new Program("normalisers").add(NORMALIZER, rows.length, Buffer.output("z", z),
                Buffer.input("logits", logits), vocabulary));
        backend.run(new Program("log probabilities").add(LOG_SOFTMAX, values.length, Buffer.output("log p", values),
                Buffer.input("logits", logits), Buffer.input("z", z), vocabulary));
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

    /** The likeliest token of a row; of equal ones the lower id. */
    public int top(int row) {
        int best = 0;
        for (int j = 1; j < vocabulary; j++) {
            best = logits[row * vocabulary + j] > logits[row * vocabulary + best] ? j : best;
        }
        return best;
    }
}
