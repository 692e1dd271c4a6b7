package org.writesae.experiment.alignment;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.Partition;
import org.writesae.sae.SaeConfig;
import org.writesae.stats.Sample;

/** Class counts of several dictionaries of one cell: other seeds, another k. */
public final class DictionaryClasses {
    private final ArrayNode dictionaries = JsonNodeFactory.instance.arrayNode();
    private final List<Double> registers = new ArrayList<>();
    private final List<Double> bundles = new ArrayList<>();
    private final List<Double> dead = new ArrayList<>();
    private final Set<String> kinds = new HashSet<>();
    private final DoubleSummaryStatistics matches = new DoubleSummaryStatistics();

    /** @param match of the first dictionary with this one; null for the first itself */
    public void add(String name, SaeConfig config, Partition partition, DictionaryMatch match) {
        ObjectNode one = dictionaries.addObject().put("sae_checkpoint", name).put("sae_type", config.type().label()).put("k", config.k());
        if (config.raw().get("seed") instanceof Number seed) {
            one.put("seed", seed.longValue());
        }
        one.put("register_count", partition.registers().size()).put("bundle_count", partition.bundles().size())
                .put("n_dead", partition.dead());
        JsonNumbers.orNull(one, "median_register_cosine", Partition.medianCosine(partition.registers()));
        JsonNumbers.orNull(one, "median_bundle_cosine", Partition.medianCosine(partition.bundles()));
        if (match != null) {
            one.put("identity_match", match.matched());
            matches.accept(match.matched());
        }
        registers.add((double) partition.registers().size());
        bundles.add((double) partition.bundles().size());
        dead.add((double) partition.dead());
        kinds.add(config.type().label() + " " + config.k() + " " + config.features());
    }

    /** Every dictionary, and the coefficients of variation of the counts. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("each", dictionaries);
        JsonNumbers.orNull(json, "cv_registers", variation(registers));
        JsonNumbers.orNull(json, "cv_bundles", variation(bundles));
        JsonNumbers.orNull(json, "cv_dead", variation(dead));
        if (kinds.size() == 1 && dead.size() > 1) {
            seeds(json.putObject("seeds").put("n", dead.size()));
        }
        return json;
    }

    /**
     * What the paper says of seeds, where the dictionaries differ in nothing else: the range over the two classes, and the
     * largest match.
     */
    private void seeds(ObjectNode json) {
        JsonNumbers.orNull(json, "cv_low", Math.min(variation(registers), variation(bundles)));
        JsonNumbers.orNull(json, "cv_high", Math.max(variation(registers), variation(bundles)));
        json.put("largest_identity_match", matches.getMax());
    }

    private static double variation(List<Double> counts) {
        Sample sample = Sample.of(counts.stream().mapToDouble(Double::doubleValue).toArray());
        return sample.sd() / sample.mean();
    }
}
