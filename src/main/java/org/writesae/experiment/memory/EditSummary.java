package org.writesae.experiment.memory;

import java.util.List;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.Bootstrap;
import org.writesae.stats.Interval;
import org.writesae.stats.Quantile;
import org.writesae.stats.Sample;
import org.writesae.stats.WilcoxonSignedRank;

/**
 * Edits of one kind and magnitude.
 *
 * @param n           edits
 * @param median      of Δ log p, nats
 * @param interval    95 % of the median: percentile bootstrap over edits
 * @param mean        of Δ log p, nats
 * @param wilcoxon    log p patched against native, paired
 * @param rankNative  median rank of the token, natively; 0 is the likeliest
 * @param rankPatched and from the changed states
 */
public record EditSummary(int n, double median, Interval interval, double mean, WilcoxonSignedRank wilcoxon, double rankNative,
        double rankPatched) {

    /** Of at least one edit. */
    public static EditSummary of(List<EditRecord> edits, int resamples, int seed) {
        double[] deltas = values(edits, EditRecord::delta);
        Bootstrap median = Bootstrap.median(deltas, resamples, seed);
        return new EditSummary(edits.size(), median.observed(), median.interval(), Sample.of(deltas).mean(),
                WilcoxonSignedRank.of(values(edits, EditRecord::logpPatched), values(edits, EditRecord::logpNative)),
                Quantile.median(values(edits, EditRecord::rankNative)), Quantile.median(values(edits, EditRecord::rankPatched)));
    }

    static double[] values(List<EditRecord> edits, ToDoubleFunction<EditRecord> field) {
        return edits.stream().mapToDouble(field).toArray();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("n", n).put("median_delta_logp", median);
        JsonNumbers.interval(json, "median_delta_logp_ci95", interval);
        return json.put("mean_delta_logp", mean).put("wilcoxon_p", wilcoxon.p()).put("wilcoxon_log10_p", wilcoxon.log10P())
                .put("median_rank_native", rankNative).put("median_rank_patched", rankPatched);
    }
}
