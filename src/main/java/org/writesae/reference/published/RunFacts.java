package org.writesae.reference.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What decides whether a run can be held against a published one.
 *
 * @param model name or folder of the model, null where a result does not say
 * @param layer and {@code head} of the cell, null where a result does not say
 * @param k atoms that the dictionary keeps, null where a result does not say
 * @param seed empty where a result does not say
 * @param departures readings that are not the default, each as text
 */
public record RunFacts(String model, String layer, String head, String k, OptionalInt seed, List<String> departures) {
    /** The layer or head of a result that has fields of its own for each. */
    public static final String EACH = "each";
    private static final Pattern K = Pattern.compile(" k=(\\d+)$");

    /** From a result file, in whose {@code config} (or at whose top) they stand; what is not stated is not judged. */
    public static RunFacts of(JsonNode result, Map<String, String> defaultReadings) {
        JsonNode config = result.path("config").isObject() ? result.get("config") : result;
        List<String> departures = new ArrayList<>();
        defaultReadings.forEach((name, usual) -> {
            String stated = text(config.path(name));
            if (stated != null && !stated.equals(usual)) {
                departures.add(name + " " + stated + ", the published one is " + usual);
            }
        });
        JsonNode seed = config.path("seed");
        return new RunFacts(text(config.path("model")), text(config.path("layer")), text(config.path("head")), text(config.path("k")),
                seed.canConvertToInt() ? OptionalInt.of(seed.intValue()) : OptionalInt.empty(), List.copyOf(departures));
    }

    private static String text(JsonNode value) {
        return value.isTextual() || value.isIntegralNumber() ? value.asText() : null;
    }

    /** Whether the run's model is the published one: "fla-hub/delta_net-1.3B-100B" is "DeltaNet-1.3B k=64". */
    boolean isModel(String published) {
        return model == null || letters(model).contains(letters(K.matcher(published).replaceFirst("")));
    }

    /** Whether a published model is named with a k. */
    static boolean namesK(String published) {
        return K.matcher(published).find();
    }

    /** Whether a published model that is named with a k, "DeltaNet-1.3B k=64", is named with that of the run. */
    boolean isK(String published) {
        Matcher named = K.matcher(published);
        return !named.find() || named.group(1).equals(k);
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
