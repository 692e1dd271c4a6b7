package org.writesae.reference.published;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Where a value stands in a result: {@code summary.n_firings}; or {@code /mixtures/1/bic}, by which names with a dot and elements of
 * lists can be told; or {@code /summary/features[feature_id=53]/win_rate}, the element of a list in which a field has a value.
 */
final class ResultPath {
    private static final Pattern CHOSEN = Pattern.compile("(.+)\\[(\\w+)=(.*)]");
    private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

    private ResultPath() {
    }

    /** The value there, a missing node where there is none. */
    static JsonNode at(JsonNode result, String path) {
        JsonNode node = result;
        for (String step : path.startsWith("/") ? path.substring(1).split("/") : path.split("\\.")) {
            Matcher chosen = CHOSEN.matcher(step);
            if (chosen.matches()) {
                node = element(node.path(chosen.group(1)), chosen.group(2), chosen.group(3));
            } else {
                node = node.isArray() && INDEX.matcher(step).matches() ? node.path(Integer.parseInt(step)) : node.path(step);
            }
        }
        return node;
    }

    private static JsonNode element(JsonNode list, String field, String value) {
        for (JsonNode element : list) {
            if (element.path(field).asText().equals(value)) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }
}
