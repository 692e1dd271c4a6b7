package org.writesae.cli;

import java.util.ArrayList;
import java.util.List;

import org.writesae.kernels.LogSoftmax;
import org.writesae.model.ForwardDump;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;

/** What a text's logits come to: the mean loss of its next tokens, and what would follow it. */
final class LogitSummary implements ForwardDump.LogitRows {
    private static final Kernel NORMALIZER = Kernel.of(LogSoftmax.class, "logNormalizer");
    private static final int SHOWN = 5;

    /**
     * A token that may come next.
     *
     * @param id      token
     * @param logProb natural logarithm of its probability
     */
    record Next(int id, double logProb) {
    }

    private final Backend backend;
    private final int[] ids;
    private double loss;
    private List<Next> next = List.of();

    /** @param ids the text */
    LogitSummary(Backend backend, int[] ids) {
        this.backend = backend;
        this.ids = ids;
    }

    @Override
    public void take(double[] logits, int first, int count) {
        int vocabulary = logits.length / count;
        double[] z = backend.compute(NORMALIZER, count, Buffer.input("logits", logits), vocabulary);
        for (int r = 0; r < count; r++) {
            if (first + r + 1 < ids.length) {
                loss += z[r] - logits[r * vocabulary + ids[first + r + 1]];
            } else {
                next = likeliest(logits, r * vocabulary, vocabulary, z[r]);
            }
        }
    }

    private static List<Next> likeliest(double[] logits, int from, int vocabulary, double z) {
        List<Next> best = new ArrayList<>();
        for (int id = 0; id < vocabulary; id++) {
            double logProb = logits[from + id] - z;
            int place = best.size();
            while (place > 0 && best.get(place - 1).logProb() < logProb) {
                place--;
            }
            if (place < SHOWN) {
                best.add(place, new Next(id, logProb));
            }
            if (best.size() > SHOWN) {
                best.remove(SHOWN);
            }
        }
        return best;
    }

    /** Mean of −log p of every token but the first, nats; NaN for a text of one token. */
    double meanLoss() {
        return loss / (ids.length - 1);
    }

    /** The likeliest tokens after the text, the likeliest first. */
    List<Next> next() {
        return next;
    }
}
