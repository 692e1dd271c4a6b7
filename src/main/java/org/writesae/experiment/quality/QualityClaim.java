package org.writesae.experiment.quality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.Tensor;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.TrainingDraws;
import org.writesae.sae.WriteSae;
import org.writesae.stats.Sample;

/** The claim {@code feature_quality}: dictionaries of one cell on its validation states, and means over those of a type. */
public final class QualityClaim {
    /** The claim. */
    public static final String ID = "feature_quality";
    /** Upstream's seed of the split, whatever the autoencoders' were. */
    private static final int SEED = 42;
    /** By upstream's name in {@code summary_by_type}, where each value stands. */
    private static final Map<String, String> MEANS = new LinkedHashMap<>();

    static {
        MEANS.put("mse_p95", "/mse_distribution/p95");
        MEANS.put("mse_p99", "/mse_distribution/p99");
        MEANS.put("mse_cv", "/mse_distribution/cv");
        MEANS.put("n_alive", "/feature_frequency/n_alive");
        MEANS.put("n_dead", "/feature_frequency/n_dead");
        MEANS.put("dead_pct", "/feature_frequency/dead_pct");
        MEANS.put("mean_freq", "/feature_frequency/mean_freq");
        MEANS.put("gini", "/gini_coefficient");
        MEANS.put("cond_mse_mean", "/conditional_mse/mean");
    }

    private final CellStates states;
    private final Map<String, SaeCheckpoint> dictionaries;
    private final int[] validation;

    /**
     * @param states       [n, d_k, d_v], split as for training
     * @param dictionaries by tag, all with an encoder
     * @throws org.writesae.io.InputException if there are too few states, or a dictionary is for others
     */
    public QualityClaim(Tensor states, Map<String, SaeCheckpoint> dictionaries) {
        this.states = new CellStates(states);
        this.dictionaries = new LinkedHashMap<>();
        dictionaries.forEach((tag, checkpoint) -> this.dictionaries.put(tag, this.states.shaped(checkpoint)));
        this.validation = new TrainingDraws(SEED, this.states.count()).validation();
    }

    /** Runs all; {@code described} is the result's {@code config}. */
    public ClaimOutput run(WorkUnits units, Backend backend, ObjectNode described) {
        List<String> tags = List.copyOf(dictionaries.keySet());
        List<JsonNode> found = units.run("dictionary", tags.size(), n -> one(dictionaries.get(tags.get(n)), backend));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        Map<String, List<JsonNode>> byType = new LinkedHashMap<>();
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int n = 0; n < tags.size(); n++) {
            SaeCheckpoint checkpoint = dictionaries.get(tags.get(n));
            String type = checkpoint.config().type().label();
            ObjectNode one = found.get(n).deepCopy();
            one.put("sae_type", type).put("tag", tags.get(n));
            checkpoint.valMse().ifPresent(error -> one.put("val_mse_from_training", error));
            all.set(tags.get(n), one);
            byType.computeIfAbsent(type, key -> new ArrayList<>()).add(one);
        }
        ObjectNode summary = result.putObject("summary");
        byType.forEach((type, runs) -> summary.set(type, summary(runs)));
        result.put("n_val_samples", validation.length);
        result.set("sae_results", all);
        result.set("summary_by_type", summary);
        return ClaimOutput.of(result);
    }

    private ObjectNode one(SaeCheckpoint checkpoint, Backend backend) {
        WriteSae sae = new WriteSae(checkpoint, backend);
        FeatureQuality quality = new FeatureQuality(sae, validation.length);
        for (int first = 0; first < validation.length; first += FeatureQuality.BATCH) {
            int count = Math.min(FeatureQuality.BATCH, validation.length - first);
            quality.add(states.rows(validation, first, count), count);
        }
        return quality.json();
    }

    private static ObjectNode summary(List<JsonNode> runs) {
        Sample errors = Sample.of(values(runs, "/mse_distribution/mean"));
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_seeds", runs.size()).put("mse_mean", errors.mean())
                .put("mse_mean_std", errors.populationSd());
        MEANS.forEach((name, path) -> json.put(name, Sample.of(values(runs, path)).mean()));
        return json.put("mean_freq_pct", 100 * json.get("mean_freq").doubleValue());
    }

    private static double[] values(List<JsonNode> runs, String path) {
        return runs.stream().mapToDouble(run -> run.at(path).asDouble(0)).toArray();
    }
}
