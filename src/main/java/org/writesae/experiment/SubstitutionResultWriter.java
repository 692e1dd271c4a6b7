package org.writesae.experiment;

import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.JsonFiles;
import org.writesae.io.hub.FetchedSources;
import org.writesae.stats.Interval;

/**
 * The JSON text of a {@link SubstitutionResult}. Upstream's fields come first in every object and keep
 * upstream's names, where deletion is called {@code ablate}. NaN and infinities, which JSON lacks, are null.
 */
public final class SubstitutionResultWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SubstitutionResultWriter() {
    }

    /** Config and summary indented, then one record per line, so that two files can be compared by diff. */
    static String text(SubstitutionResult result) {
        String records = result.records().stream().map(record -> record(record).toString())
                .collect(Collectors.joining(",\n"));
        return "{\n\"config\": " + indented(config(result.config()))
                + ",\n\"summary\": " + indented(summary(result.summary()))
                + ",\n\"records\": [\n" + records + "\n]\n}\n";
    }

    private static ObjectNode config(SubstitutionConfig config) {
        ObjectNode json = NODES.objectNode();
        json.put("layer", config.layer());
        json.put("head", config.head());
        ArrayNode features = json.putArray("feature_ids");
        config.featureIds().forEach(features::add);
        json.put("sae_checkpoint", config.saeCheckpoint());
        json.put("seed", config.seed());
        json.put("model", config.model());
        json.put("tokens", config.tokens());
        json.put("tokenizer_size", config.tokenizerSize());
        json.put("cap", config.cap());
        config.readings().describe(json);
        dictionary(json, config.dictionary());
        json.put("model_semantics", config.modelSemantics());
        json.put("ci_type", SubstitutionConfig.CI_TYPE);
        json.put("version", config.version());
        if (config.baseline() != null) {
            json.put("baseline", config.baseline());
        }
        if (!config.fetched().isEmpty()) {
            json.set(FetchedSources.KEY, config.fetched());
        }
        return json;
    }

    private static void dictionary(ObjectNode json, DictionaryFacts dictionary) {
        json.put("checkpoint_form", dictionary.checkpointForm());
        json.put("sae_type", dictionary.saeType());
        json.put("n_features", dictionary.nFeatures());
        json.put("k", dictionary.k());
        json.put("sparsity", dictionary.sparsity());
        json.put("orientation", dictionary.orientation());
        json.put("centring", dictionary.centring());
        json.put("training_positions", dictionary.trainingPositions());
    }

    /** The statistics of some firings. */
    public static ObjectNode summary(SubstitutionSummary summary) {
        ObjectNode json = NODES.objectNode();
        json.put("n_firings", summary.nFirings());
        if (summary.isEmpty()) {
            return json;
        }
        put(json, "win_rate_atom_vs_ablate", summary.winRate());
        put(json, "win_rate_atom_vs_ablate_ci95", summary.winRateCi());
        put(json, "median_kl_atom", summary.atom().median());
        put(json, "median_kl_ablate", summary.delete().median());
        put(json, "median_kl_random", summary.random().median());
        put(json, "strict_chain_atom_lt_ablate_lt_random", summary.strictChain());
        json.put("n_wins", summary.wins());
        json.put("n_ties", summary.ties());
        int failures = summary.nFirings() - summary.wins();
        json.put("n_failures", failures);
        put(json, "failure_rate", (double) failures / summary.nFirings());
        json.put("n_features", summary.nFeatures());
        json.put("n_passages", summary.nPassages());
        put(json, "win_rate_ci95_clustered_by_feature", summary.byFeature());
        put(json, "win_rate_ci95_clustered_by_passage", summary.byPassage());
        put(json, "mad_over_sqrt_n_kl_atom", summary.atom().madOverSqrtN());
        put(json, "mad_over_sqrt_n_kl_ablate", summary.delete().madOverSqrtN());
        put(json, "mad_over_sqrt_n_kl_random", summary.random().madOverSqrtN());
        put(json, "ratio_of_medians_ablate_over_atom", summary.deleteRatio().ofMedians());
        put(json, "ratio_of_medians_random_over_atom", summary.randomRatio().ofMedians());
        put(json, "median_ratio_ablate_over_atom", summary.deleteRatio().perPosition());
        put(json, "median_ratio_random_over_atom", summary.randomRatio().perPosition());
        tests(json, summary.tests());
        ArrayNode features = json.putArray("features");
        summary.features().forEach(row -> features.add(feature(row)));
        ArrayNode quartiles = json.putArray("failure_by_kl_ablate_quartile");
        summary.quartiles().forEach(row -> quartiles.add(quartile(row)));
        return json;
    }

    private static void tests(ObjectNode json, PairedTests tests) {
        put(json, "wilcoxon_statistic", tests.wilcoxon().statistic());
        put(json, "wilcoxon_p", tests.wilcoxon().p());
        put(json, "wilcoxon_log10_p", tests.wilcoxon().log10P());
        put(json, "sign_flip_p", tests.permutationP());
        put(json, "dominance_2p_minus_1", tests.dominance());
        put(json, "cliffs_delta", tests.cliffsDelta());
    }

    private static ObjectNode feature(FeatureRow row) {
        ObjectNode json = NODES.objectNode();
        json.put("layer", row.layer());
        json.put("head", row.head());
        json.put("feature_id", row.featureId());
        json.put("n_firings", row.nFirings());
        json.put("n_wins", row.wins());
        put(json, "win_rate", row.winRate());
        put(json, "win_rate_ci95", row.winRateCi());
        put(json, "median_kl_atom", row.medianAtom());
        put(json, "median_kl_ablate", row.medianDelete());
        put(json, "median_kl_random", row.medianRandom());
        put(json, "ratio_of_medians_ablate_over_atom", row.medianDelete() / row.medianAtom());
        put(json, "ratio_of_medians_random_over_atom", row.medianRandom() / row.medianAtom());
        put(json, "strict_chain", row.strictChain());
        return json;
    }

    private static ObjectNode quartile(QuartileRow row) {
        ObjectNode json = NODES.objectNode();
        json.put("quartile", row.quartile());
        put(json, "upper_kl_ablate", row.upperDelete());
        json.put("n_firings", row.nFirings());
        json.put("n_failures", row.failures());
        put(json, "failure_rate", row.failureRate());
        return json;
    }

    static ObjectNode record(SubstitutionRecord record) {
        ObjectNode json = NODES.objectNode();
        json.put("feature_id", record.featureId());
        json.put("firing_position", record.firingPosition());
        put(json, "kl_atom", record.klAtom());
        put(json, "kl_ablate", record.klDelete());
        put(json, "kl_random", record.klRandom());
        json.put("prompt_id", record.promptId());
        json.put("layer", record.layer());
        json.put("head", record.head());
        put(json, "coefficient", record.coefficient());
        put(json, "norm_native", record.normNative());
        put(json, "cosine", record.cosine());
        put(json, "kl_atom_reverse", record.klAtomReverse());
        put(json, "kl_ablate_reverse", record.klDeleteReverse());
        put(json, "kl_random_reverse", record.klRandomReverse());
        return json;
    }

    private static void put(ObjectNode json, String key, double value) {
        JsonNumbers.orNull(json, key, value);
    }

    private static void put(ObjectNode json, String key, Interval interval) {
        if (interval == null) {
            json.putNull(key);
        } else {
            JsonNumbers.interval(json, key, interval);
        }
    }

    private static String indented(JsonNode json) {
        return JsonFiles.text(json).stripTrailing();
    }
}
