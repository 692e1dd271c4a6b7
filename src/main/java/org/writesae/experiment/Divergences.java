package org.writesae.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.kernels.LogSoftmax;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;

/**
 * KL divergences between next-token distributions of rows of a pass, in both directions. Logits are
 * computed for a few rows at a time, so that a large vocabulary does not have to be held for all.
 */
public final class Divergences {
    private static final Kernel NORMALIZER = Kernel.of(LogSoftmax.class, "logNormalizer");
    private static final Kernel KL = Kernel.of(LogSoftmax.class, "klDivergence");
    /** Rows of logits held at a time. */
    private static final int ROWS = 64;

    private final Backend backend;
    private final int vocabulary;
    /** Room for the logits of a block: with a large vocabulary too much to allocate for each. */
    private double[] values = new double[0];

    /**
     * Two rows to compare.
     *
     * @param nativeRow row of the sequence
     * @param row       row of a branch
     */
    public record Pair(int nativeRow, int row) {
    }

    /**
     * Divergences of pairs, nats.
     *
     * @param forward KL(native ‖ condition)
     * @param reverse KL(condition ‖ native)
     */
    public record Kl(double[] forward, double[] reverse) {
    }

    /** Sees the logits of a row before they are gone. */
    @FunctionalInterface
    interface RowReader {
        /**
         * @param row        row of the pass
         * @param logits     holds its logits
         * @param from       where they start
         * @param normalizer log Σ_j exp(logit_j)
         */
        void read(int row, double[] logits, int from, double normalizer);
    }

    /** Not for several threads at once. */
    public Divergences(Backend backend, int vocabulary) {
        this.backend = backend;
        this.vocabulary = vocabulary;
    }

    /** The divergences of each pair, in order; pairs that share a native row best stand together. */
    public Kl of(Pass pass, List<Pair> pairs) {
        return of(pass, pairs, (row, logits, from, normalizer) -> { });
    }

    /** The same, and shows each row; one that several pairs share may be shown more than once. */
    Kl of(Pass pass, List<Pair> pairs, RowReader reader) {
        Kl all = new Kl(new double[pairs.size()], new double[pairs.size()]);
        int first = 0;
        while (first < pairs.size()) {
            int end = first;
            Map<Integer, Integer> rows = new LinkedHashMap<>();
            while (end < pairs.size() && rows.size() + 2 <= ROWS) {
                rows.putIfAbsent(pairs.get(end).nativeRow(), rows.size());
                rows.putIfAbsent(pairs.get(end).row(), rows.size());
                end++;
            }
            block(pass, pairs.subList(first, end), rows, all, first, reader);
            first = end;
        }
        return all;
    }

    private void block(Pass pass, List<Pair> pairs, Map<Integer, Integer> rows, Kl all, int first,
            RowReader reader) {
        List<Integer> picked = new ArrayList<>(rows.keySet());
        if (values.length < Math.multiplyExact(picked.size(), vocabulary)) {
            values = new double[picked.size() * vocabulary];
        }
        pass.logits(values, picked.stream().mapToInt(Integer::intValue).toArray());
        int[] nativeRows = pairs.stream().mapToInt(pair -> rows.get(pair.nativeRow())).toArray();
        int[] conditionRows = pairs.stream().mapToInt(pair -> rows.get(pair.row())).toArray();
        Buffer logits = Buffer.input("logits", values);
        double[] normalizers = new double[picked.size()];
        Buffer z = Buffer.output("log normalisers", normalizers);
        Buffer natives = Buffer.input("native rows", nativeRows);
        Buffer conditions = Buffer.input("condition rows", conditionRows);
        double[] forward = new double[pairs.size()];
        double[] reverse = new double[pairs.size()];
        Program p = new Program("divergences");
        p.add(NORMALIZER, picked.size(), z, logits, vocabulary);
        p.add(KL, forward.length, Buffer.output("forward", forward), logits, z, logits, z, natives, conditions, vocabulary);
        p.add(KL, reverse.length, Buffer.output("reverse", reverse), logits, z, logits, z, conditions, natives, vocabulary);
        backend.run(p);
        System.arraycopy(forward, 0, all.forward(), first, forward.length);
        System.arraycopy(reverse, 0, all.reverse(), first, reverse.length);
        rows.forEach((row, n) -> reader.read(row, values, n * vocabulary, normalizers[n]));
    }
}
