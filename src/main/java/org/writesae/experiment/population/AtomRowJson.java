package org.writesae.experiment.population;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;

/** Atoms of a population test as JSON, written for its result and read again for the axes of App H. */
final class AtomRowJson {
    private AtomRowJson() {
    }

    static ObjectNode of(AtomRow row, int minFirings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("feature_id", row.feature())
                .put("class", row.register() ? "register" : "bundle").put("median_cosine", row.cosine())
                .put("n_firings_counted", row.count()).put("n_firings", row.firings()).put("n_wins", row.wins())
                .put("evaluated", row.firings() >= minFirings);
        if (row.firings() > 0) {
            json.put("win_rate", row.rate()).put("median_delta_kl", row.deltaKl()).put("top1_changes_ablate", row.deleteSwaps())
                    .put("top1_changes_atom", row.atomSwaps());
        }
        return json;
    }

    /**
     * What {@link #of} wrote.
     *
     * @param file  for messages
     * @param place of the object in it
     */
    static AtomRow read(JsonNode json, Object file, String place) {
        boolean fired = whole(json, file, place, "n_firings") > 0;
        return new AtomRow(whole(json, file, place, "feature_id"), number(json, file, place, "median_cosine"),
                required(json, file, place, "class").asText().equals("register"), whole(json, file, place, "n_firings_counted"),
                whole(json, file, place, "n_firings"), whole(json, file, place, "n_wins"),
                fired ? number(json, file, place, "median_delta_kl") : Double.NaN,
                fired ? number(json, file, place, "top1_changes_ablate") : Double.NaN,
                fired ? number(json, file, place, "top1_changes_atom") : Double.NaN);
    }

    private static int whole(JsonNode json, Object file, String place, String name) {
        JsonNode value = required(json, file, place, name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
            throw new InputException(file + ": " + place + "." + name + ": a whole number was expected, found " + value);
        }
        return value.asInt();
    }

    private static double number(JsonNode json, Object file, String place, String name) {
        JsonNode value = required(json, file, place, name);
        if (!value.isNumber()) {
            throw new InputException(file + ": " + place + "." + name + ": a number was expected, found " + value);
        }
        return value.asDouble();
    }

    private static JsonNode required(JsonNode json, Object file, String place, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            throw new InputException(file + ": " + place + "." + name + ": missing");
        }
        return value;
    }
}
