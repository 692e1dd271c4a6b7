package org.writesae.reference.published;

import java.util.Map;

/**
 * A sentence of the sources that numbers are held against, in our words.
 *
 * @param id a short name
 * @param values the numbers in it, by name
 * @param source where it stands
 */
public record Statement(String id, String says, Map<String, Double> values, String source) {

    /** A number of the sentence. */
    public double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(id + " has no value " + name);
        }
        return value;
    }
}
