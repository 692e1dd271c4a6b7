package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.TaggedDictionaries;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;

/**
 * All states at once that the autoencoders of a tag are for: of one head (E21, E27), of all heads by one autoencoder, or of
 * each head by its own (E21, E24, E26). JSON as upstream's {@code evaluate_downstream.py}.
 */
public final class WholeReplacement implements PerplexityStudy {

    /** Which states are replaced. */
    public enum Extent {
        /** Of the one head the autoencoder is for. */
        HEAD,
        /** Of all heads, by the autoencoder of one. */
        SHARED,
        /** Of each head, by its own. */
        MATCHED
    }

    private final TaggedDictionaries dictionaries;
    private final Extent extent;
    private final int heads;

    /** @param heads of the layer */
    public WholeReplacement(TaggedDictionaries dictionaries, Extent extent, int heads) {
        this.dictionaries = dictionaries;
        this.extent = extent;
        this.heads = heads;
    }

    @Override
    public List<Replacement> replacements() {
        List<Replacement> all = new ArrayList<>();
        List<String> tags = dictionaries.tags();
        for (int way = 0; way < tags.size(); way++) {
            all.add(new Replacement(way, extent == Extent.SHARED ? IntStream.range(0, heads).boxed().toList()
                    : List.copyOf(dictionaries.of(tags.get(way)).keySet())));
        }
        return all;
    }

    @Override
    public void report(SplitLosses losses, ObjectNode result, ObjectNode summary) {
        describeExtent(result);
        ObjectNode all = result.putObject("sae_results");
        ObjectNode deltas = summary.putObject("delta_pct");
        List<String> tags = dictionaries.tags();
        for (int way = 0; way < tags.size(); way++) {
            String tag = tags.get(way);
            SplitLosses.Total total = losses.of(way);
            ObjectNode one = all.putObject(tag).put("loss", total.loss()).put("perplexity", total.perplexity())
                    .put("delta_pct", losses.deltaPercent(way)).put("n_tokens", total.tokens());
            OptionalDouble error = dictionaries.of(tag).get(dictionaries.of(tag).firstKey()).valMse();
            if (extent == Extent.MATCHED) {
                one.putNull("train_mse").put("n_heads_loaded", dictionaries.of(tag).size());
            } else if (error.isPresent()) {
                one.put("train_mse", error.getAsDouble());
            } else {
                one.putNull("train_mse");
            }
            one.put("reconstruction_mse", losses.error(way));
            dictionaries.describe(tag, one);
            deltas.put(tag, losses.deltaPercent(way));
        }
        if (extent == Extent.MATCHED) {
            trainingErrors(result.putObject("train_mse_summary"));
            sweep(result);
        }
    }

    private void describeExtent(ObjectNode result) {
        switch (extent) {
            case HEAD -> result.put("head", dictionaries.heads().iterator().next());
            case SHARED -> result.put("n_heads_replaced", heads).put("all_heads", true)
                    .put("shared_head0_sae_across_heads", true)
                    .put("approximation_note", "one head's autoencoder on the states of every head");
            case MATCHED -> describeMatched(result);
        }
    }

    /** Upstream's result says all heads whatever it has loaded; here it counts those that have an autoencoder. */
    private void describeMatched(ObjectNode result) {
        IntSummaryStatistics loaded = dictionaries.tags().stream().mapToInt(tag -> dictionaries.of(tag).size()).summaryStatistics();
        result.put("n_heads_replaced", loaded.getMax()).put("all_heads", loaded.getMin() == heads).put("per_head_matched", true);
    }

    private void trainingErrors(ObjectNode node) {
        for (String tag : dictionaries.tags()) {
            ObjectNode one = node.putObject(tag);
            dictionaries.describe(tag, one);
            one.put("n_heads_loaded", dictionaries.of(tag).size());
            OptionalDouble mean = dictionaries.of(tag).values().stream().map(SaeCheckpoint::valMse)
                    .flatMapToDouble(OptionalDouble::stream).average();
            if (mean.isPresent()) {
                one.put("mean_val_mse", mean.getAsDouble());
            } else {
                one.putNull("mean_val_mse");
            }
        }
    }

    /** What the autoencoders differ in, where that is one of these only: upstream's sensitivity sweeps (E24). */
    private void sweep(ObjectNode result) {
        List<SaeConfig> all = dictionaries.tags().stream().flatMap(tag -> dictionaries.of(tag).values().stream())
                .map(SaeCheckpoint::config).toList();
        TreeSet<Integer> k = new TreeSet<>(all.stream().map(SaeConfig::k).toList());
        TreeSet<Integer> features = new TreeSet<>(all.stream().map(SaeConfig::features).toList());
        TreeSet<Integer> ranks = new TreeSet<>(all.stream().map(SaeConfig::rank).toList());
        String kind = k.size() > 1 ? "k" : features.size() > 1 ? "nf" : "rank";
        TreeSet<Integer> values = k.size() > 1 ? k : features.size() > 1 ? features : ranks;
        if (k.size() + features.size() + ranks.size() == values.size() + 2 && values.size() > 1) {
            ArrayNode array = result.put("sweep_kind", kind).putArray("values");
            values.forEach(array::add);
        }
    }
}
