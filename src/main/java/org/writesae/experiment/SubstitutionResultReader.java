package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.io.InputException;
import org.writesae.io.hub.FetchedSources;

/**
 * Reads a result file of the replacement test, ours or upstream's. Fields of upstream's schema must be
 * there; the added ones may be missing, and then are null, −1 or NaN.
 */
final class SubstitutionResultReader {
    /** A summary rounded to four decimals still counts as that of its records. */
    private static final double RATE_ROUNDING = 5.1e-5;

    private final Path file;

    SubstitutionResultReader(Path file) {
        this.file = file;
    }

    SubstitutionResult result(JsonNode json) {
        SubstitutionConfig config = config(required(json, "", "config"));
        List<SubstitutionRecord> records = records(required(json, "", "records"), config);
        SubstitutionResult result = SubstitutionResult.of(config, records);
        check(required(json, "", "summary"), result.summary());
        return result;
    }

    private SubstitutionConfig config(JsonNode json) {
        List<Integer> features = new ArrayList<>();
        JsonNode ids = required(json, "config", "feature_ids");
        for (int i = 0; i < ids.size(); i++) {
            features.add(integer(ids.get(i), "config.feature_ids[" + i + "]"));
        }
        SubstitutionReadings readings = new SubstitutionReadings(
                reading(json, "write", WriteReading.class), reading(json, "amplitude", Amplitude.class),
                reading(json, "random", RandomControl.class), reading(json, "select", FiringSelection.class),
                reading(json, "read", ReadOut.class), reading(json, "kl", KlDirection.class));
        DictionaryFacts dictionary = new DictionaryFacts(text(json, "checkpoint_form"), text(json, "sae_type"),
                integerOr(json, "config", "n_features", -1), integerOr(json, "config", "k", -1),
                text(json, "sparsity"), text(json, "orientation"), text(json, "centring"), text(json, "training_positions"));
        int seed = integer(required(json, "config", "seed"), "config.seed");
        if (seed < 0) {
            throw InputException.at(file, "config.seed", "0 or more was expected, this is " + seed);
        }
        return new SubstitutionConfig(integer(required(json, "config", "layer"), "config.layer"),
                integer(required(json, "config", "head"), "config.head"), features, text(json, "sae_checkpoint"),
                text(json, "model"), text(json, "tokens"), integerOr(json, "config", "tokenizer_size", -1),
                integerOr(json, "config", "cap", -1), seed, readings, dictionary, text(json, "model_semantics"),
                text(json, "version"), text(json, "baseline"), fetched(json));
    }

    private ArrayNode fetched(JsonNode config) {
        JsonNode sources = config.get(FetchedSources.KEY);
        if (sources == null) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (sources instanceof ArrayNode array) {
            return array;
        }
        throw InputException.at(file, "config." + FetchedSources.KEY, "an array was expected, this is " + sources);
    }

    private <E extends Enum<E> & Reading> E reading(JsonNode config, String key, Class<E> type) {
        String spelling = text(config, key);
        return spelling == null ? null : Reading.parse(type, spelling, file, "config." + key);
    }

    private List<SubstitutionRecord> records(JsonNode json, SubstitutionConfig config) {
        if (!json.isArray()) {
            throw InputException.at(file, "records", "an array was expected");
        }
        List<SubstitutionRecord> records = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            records.add(record(json.get(i), "records[" + i + "]", config.layer(), config.head()));
        }
        return records;
    }

    /** A record; {@code layer} and {@code head} where it does not say. */
    SubstitutionRecord record(JsonNode json, String place, int layer, int head) {
        return new SubstitutionRecord(integer(required(json, place, "feature_id"), place + ".feature_id"),
                integerOr(json, place, "prompt_id", -1),
                integer(required(json, place, "firing_position"), place + ".firing_position"),
                integerOr(json, place, "layer", layer), integerOr(json, place, "head", head),
                numberOrNaN(json, place, "coefficient"), numberOrNaN(json, place, "norm_native"),
                numberOrNaN(json, place, "cosine"),
                divergence(json, place, "kl_atom"), divergence(json, place, "kl_ablate"),
                divergence(json, place, "kl_random"), numberOrNaN(json, place, "kl_atom_reverse"),
                numberOrNaN(json, place, "kl_ablate_reverse"), numberOrNaN(json, place, "kl_random_reverse"));
    }

    /** A file whose summary says something else than its records was edited or cut. */
    private void check(JsonNode stated, SubstitutionSummary computed) {
        int n = integer(required(stated, "summary", "n_firings"), "summary.n_firings");
        if (n != computed.nFirings()) {
            throw InputException.at(file, "summary.n_firings", n + ", but there are " + computed.nFirings()
                    + " records");
        }
        JsonNode rate = stated.get("win_rate_atom_vs_ablate");
        if (n > 0 && rate != null && rate.isNumber()
                && Math.abs(rate.doubleValue() - computed.winRate()) > RATE_ROUNDING) {
            throw InputException.at(file, "summary.win_rate_atom_vs_ablate", rate + ", but the records give "
                    + computed.winRate());
        }
    }

    private double divergence(JsonNode record, String place, String key) {
        required(record, place, key);
        double value = numberOrNaN(record, place, key);
        if (!Double.isFinite(value)) {
            throw InputException.at(file, place + "." + key, "a finite number of nats was expected");
        }
        return value;
    }

    private double numberOrNaN(JsonNode json, String place, String key) {
        JsonNode value = json.get(key);
        if (value == null || value.isNull()) {
            return Double.NaN;
        }
        if (!value.isNumber()) {
            throw InputException.at(file, place + "." + key, "a number was expected, this is " + value);
        }
        return value.doubleValue();
    }

    private int integerOr(JsonNode json, String place, String key, int absent) {
        JsonNode value = json.get(key);
        return value == null || value.isNull() ? absent : integer(value, place + "." + key);
    }

    private int integer(JsonNode value, String place) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw InputException.at(file, place, "an integer was expected, this is " + value);
        }
        return value.intValue();
    }

    private String text(JsonNode config, String key) {
        JsonNode value = config.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw InputException.at(file, "config." + key, "text was expected, this is " + value);
        }
        return value.textValue();
    }

    private JsonNode required(JsonNode object, String place, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            String parent = place.isEmpty() ? "the top level" : place;
            throw InputException.at(file, parent, "no \"" + key + "\" here; a result of the replacement test has one");
        }
        return value;
    }
}
