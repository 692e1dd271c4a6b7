package org.writesae.experiment.alignment;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.Partition;
import org.writesae.sae.SaeConfig;
import org.writesae.stats.Sample;

/** Class counts of several dictionaries of one cell: other seeds, another k. */
public final class DictionaryClasses {
    private final ArrayNode dictionaries = JsonNodeFactory.instance.arrayNode();
    private final List<Double> registers = new ArrayList<>();
    private final List<Double> bundles = new ArrayList<>();
    private final List<Double> dead = new ArrayList<>();

    /** @param match of the first dictionary with this one; null for the first itself */
    public void add(String name, SaeConfig config, Partition partition, DictionaryMatch match) {
        ObjectNode one = dictionaries.addObject().put("sae_checkpoint", name).put("sae_type", config.type().label()).put("k", config.k());
        if (config.raw().get("seed") instanceof Number seed) {
            one.put("seed", seed.longValue());
        }
        one.put("register_count", partition.registers().size()).put("bundle_count", partition.bundles().size())
                .put("n_dead", partition.dead());
        finite(one, "median_register_cosine", Partition.medianCosine(partition.registers()));
        finite(one, "median_bundle_cosine", Partition.medianCosine(partition.bundles()));
        if (match != null) {
            one.put("identity_match", match.matched());
        }
        registers.add((double) partition.registers().size());
        bundles.add((double) partition.bundles().size());
        dead.add((double) partition.dead());
    }

    /** Every dictionary, and the coefficients of variation of the counts. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("each", dictionaries);
        finite(json, "cv_registers", variation(registers));
        finite(json, "cv_bundles", variation(bundles));
        finite(json, "cv_dead", variation(dead));
        return json;
    }

    private static double variation(List<Double> counts) {
        Sample sample = Sample.of(counts.stream().mapToDouble(Double::doubleValue).toArray());
        return sample.sd() / sample.mean();
    }

    private static void finite(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }
}
