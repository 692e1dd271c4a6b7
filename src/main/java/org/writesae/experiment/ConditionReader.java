package org.writesae.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.writesae.model.Pass;
import org.writesae.runtime.Backend;

/** Reads what the branches of some firings came to. Not for several threads at once. */
final class ConditionReader {
    private static final int CONDITIONS = Replacements.CONDITIONS;

    private final Divergences divergences;
    private final int vocabulary;
    private final ReadOut read;

    ConditionReader(Backend backend, int vocabulary, ReadOut read) {
        this.divergences = new Divergences(backend, vocabulary);
        this.vocabulary = vocabulary;
        this.read = read;
    }

    /**
     * What was read.
     *
     * @param kl     [branches], the divergence of each: of its last row, or the mean over its rows
     * @param tokens next tokens by row of the pass: for each firing the native row and one of each condition
     */
    record Result(Divergences.Kl kl, Map<Integer, NextToken> tokens) {
    }

    /** @param ids tokens of the sequence */
    Result of(Pass pass, BranchPlan plan, int[] ids) {
        boolean mean = read == ReadOut.SUFFIX_MEAN;
        List<Divergences.Pair> pairs = new ArrayList<>();
        Map<Integer, Integer> following = new HashMap<>();
        int count = plan.branches().size();
        for (int b = 0; b < count; b += CONDITIONS) {
            int rows = plan.branches().get(b).length();
            int first = mean ? 0 : rows - 1;
            for (int s = first; s < rows; s++) {
                int nativeRow = plan.branches().get(b).position() + s;
                for (int condition = 0; condition < CONDITIONS; condition++) {
                    pairs.add(new Divergences.Pair(nativeRow, pass.firstRow(b + condition) + s));
                    if (s == first) {
                        following.put(pass.firstRow(b + condition) + s, next(ids, nativeRow));
                    }
                }
                if (s == first) {
                    following.put(nativeRow, next(ids, nativeRow));
                }
            }
        }
        Map<Integer, NextToken> tokens = new HashMap<>();
        Divergences.Kl each = divergences.of(pass, pairs, (row, logits, from, normalizer) -> {
            if (following.containsKey(row)) {
                tokens.put(row, NextToken.of(logits, from, vocabulary, normalizer, following.get(row)));
            }
        });
        return new Result(mean ? averaged(each, plan) : each, tokens);
    }

    /** The next tokens of a firing, with its divergences. */
    FiringOutcome outcome(SubstitutionRecord record, Result result, Pass pass, BranchPlan plan, int firing) {
        int b = firing * CONDITIONS;
        int step = read == ReadOut.SUFFIX_MEAN ? 0 : plan.branches().get(b).length() - 1;
        return new FiringOutcome(record, result.tokens().get(plan.branches().get(b).position() + step),
                result.tokens().get(pass.firstRow(b) + step), result.tokens().get(pass.firstRow(b + 1) + step),
                result.tokens().get(pass.firstRow(b + 2) + step));
    }

    private static int next(int[] ids, int row) {
        return row + 1 < ids.length ? ids[row + 1] : -1;
    }

    private static Divergences.Kl averaged(Divergences.Kl each, BranchPlan plan) {
        int count = plan.branches().size();
        Divergences.Kl mean = new Divergences.Kl(new double[count], new double[count]);
        int next = 0;
        for (int b = 0; b < count; b += CONDITIONS) {
            int rows = plan.branches().get(b).length();
            for (int s = 0; s < rows; s++) {
                for (int condition = 0; condition < CONDITIONS; condition++) {
                    mean.forward()[b + condition] += each.forward()[next] / rows;
                    mean.reverse()[b + condition] += each.reverse()[next] / rows;
                    next++;
                }
            }
        }
        return mean;
    }
}
