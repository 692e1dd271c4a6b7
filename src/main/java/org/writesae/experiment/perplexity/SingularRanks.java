package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The states of all heads by their first r singular terms (E28, upstream's {@code exp_q2_svd_baseline_ppl}). */
public final class SingularRanks implements PerplexityStudy {
    /** Upstream's ranks. */
    public static final List<Integer> RANKS = List.of(1, 2, 4, 8, 16, 32);

    private final List<Integer> ranks;
    private final int heads;

    /** @param heads of the layer */
    public SingularRanks(List<Integer> ranks, int heads) {
        this.ranks = List.copyOf(ranks);
        this.heads = heads;
    }

    @Override
    public List<Replacement> replacements() {
        List<Integer> all = IntStream.range(0, heads).boxed().toList();
        List<Replacement> found = new ArrayList<>();
        for (int way = 0; way < ranks.size(); way++) {
            found.add(new Replacement(way, all));
        }
        return found;
    }

    @Override
    public void report(SplitLosses losses, ObjectNode result, ObjectNode summary) {
        ArrayNode listed = result.putArray("svd_ranks");
        ranks.forEach(listed::add);
        ObjectNode all = result.putObject("svd_results");
        ObjectNode deltas = summary.putObject("delta_pct");
        double largest = 0;
        for (int way = 0; way < ranks.size(); way++) {
            SplitLosses.Total total = losses.of(way);
            String rank = ranks.get(way).toString();
            all.putObject(rank).put("loss", total.loss()).put("perplexity", total.perplexity())
                    .put("delta_pct", losses.deltaPercent(way)).put("mean_reconstruction_mse", losses.error(way))
                    .put("n_tokens", total.tokens());
            deltas.put(rank, losses.deltaPercent(way));
            largest = Math.max(largest, Math.abs(losses.deltaPercent(way)));
        }
        summary.put("largest_change_pct", largest);
    }
}
