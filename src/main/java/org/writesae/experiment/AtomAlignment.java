package org.writesae.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * How an atom stands to the native writes where it fires.
 *
 * @param feature      index of the atom
 * @param firings      positions at which it fires
 * @param medianCosine median over them of the signed cosine to the native write; NaN without firings
 * @param medianNull   the same with each firing's write taken from another firing, drawn at random
 * @param meanCoefficient mean of a_i over the firings
 */
public record AtomAlignment(int feature, int firings, double medianCosine, double medianNull, double meanCoefficient) {

    /** As a row of a unit of work. */
    ArrayNode json() {
        return JsonNodeFactory.instance.arrayNode().add(firings).add(medianCosine).add(medianNull).add(meanCoefficient);
    }

    /** What {@link #json} gave. */
    static AtomAlignment of(int feature, JsonNode row) {
        return new AtomAlignment(feature, row.get(0).intValue(), row.get(1).doubleValue(), row.get(2).doubleValue(),
                row.get(3).doubleValue());
    }

    /** Whether it fires at all. */
    public boolean isAlive() {
        return firings > 0;
    }
}
