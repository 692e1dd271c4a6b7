package org.writesae.experiment.clamp;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.writesae.experiment.probing.TextProperties;
import org.writesae.io.InputException;

/**
 * Properties of texts that belong together.
 *
 * @param name       as it was asked for
 * @param properties of {@link TextProperties#NAMES}
 */
public record PropertyFamily(String name, List<String> properties) {
    private static final Map<String, List<String>> UPSTREAM = new LinkedHashMap<>();

    static {
        UPSTREAM.put("document_format", List.of("newline_density", "paragraph_count", "line_count", "list_ratio",
                "semicolon_colon_density"));
        UPSTREAM.put("numeric_surface", List.of("number_count", "digit_density"));
        UPSTREAM.put("layout", List.of("last_sent_boundary_pos", "newline_density", "paragraph_count", "line_count"));
    }

    /**
     * One of upstream's, or properties separated by commas.
     *
     * @throws InputException if there is no such property
     */
    public static PropertyFamily of(String option, String name) {
        List<String> properties = UPSTREAM.getOrDefault(name, Arrays.stream(name.split(",")).map(String::strip).distinct().toList());
        for (String property : properties) {
            if (!TextProperties.NAMES.contains(property)) {
                throw new InputException(option + " " + name + ": " + String.join(", ", UPSTREAM.keySet())
                        + ", or properties that probing knows were expected, \"" + property + "\" is none");
            }
        }
        return new PropertyFamily(name, properties);
    }
}
