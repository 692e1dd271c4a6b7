package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.writesae.kernels.Elementary;
import org.writesae.model.Pass;
import org.writesae.runtime.Backend;

/**
 * The next-token distributions of one firing: native and under each condition.
 *
 * @param values      what a trace says of them
 * @param moved       the tokens each condition moved most
 * @param divergences KL of each condition, both directions
 */
record MovedTokens(List<TraceValue> values, List<MovedToken> moved, Divergences.Kl divergences) {

    /**
     * @param pass behind its last layer, with one branch of one row for each condition
     * @param read row of the sequence that they are compared with
     * @param top  tokens to keep of each condition
     */
    static MovedTokens of(Pass pass, int read, int vocabulary, int top, Backend backend) {
        int count = FiringTracer.CONDITIONS.size();
        int[] rows = new int[count + 1];
        List<Divergences.Pair> pairs = new ArrayList<>();
        rows[0] = read;
        for (int n = 0; n < count; n++) {
            rows[n + 1] = pass.firstRow(n);
            pairs.add(new Divergences.Pair(read, rows[n + 1]));
        }
        LogProbabilities distributions = LogProbabilities.of(pass, rows, vocabulary, backend);
        double[] z = distributions.normalizers();
        double[] logP = distributions.values();
        Divergences.Kl kl = new Divergences(backend, vocabulary).of(pass, pairs);
        List<TraceValue> values = new ArrayList<>();
        values.add(TraceValue.array("output.log_normalizers", "log Σ_j exp(logit_j): native, atom, delete, random", z, z.length));
        List<MovedToken> moved = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String condition = FiringTracer.CONDITIONS.get(n);
            values.add(TraceValue.number("output.kl_" + condition, "Σ_j p_j (log p_j − log q_j), p native, nats", kl.forward()[n]));
            values.add(TraceValue.number("output.kl_" + condition + "_reverse", "Σ_j q_j (log q_j − log p_j), nats", kl.reverse()[n]));
            moved.addAll(mostMoved(condition, logP, vocabulary, n + 1, top));
        }
        return new MovedTokens(values, moved, kl);
    }

    private static List<MovedToken> mostMoved(String condition, double[] logP, int vocabulary, int row, int top) {
        double[] share = new double[vocabulary];
        Arrays.setAll(share, j -> Elementary.exponential(logP[j]) * (logP[j] - logP[row * vocabulary + j]));
        return IntStream.range(0, vocabulary).boxed().sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(share[j]))
                .thenComparing(j -> j)).limit(top)
                .map(j -> new MovedToken(condition, j, logP[j], logP[row * vocabulary + j], share[j])).toList();
    }
}
