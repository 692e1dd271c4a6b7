package org.writesae.experiment;

import java.util.Arrays;
import java.util.List;

import org.writesae.stats.Vectors;

/**
 * One quantity of a traced firing.
 *
 * @param id       stable name, {@code SECTION.NAME}
 * @param equation what it is, as an equation over other quantities or weights
 * @param shape    sizes; empty for a number
 * @param values   elements, row by row
 */
public record TraceValue(String id, String equation, List<Integer> shape, double[] values) {

    /** A number. */
    static TraceValue number(String id, String equation, double value) {
        return new TraceValue(id, equation, List.of(), new double[] {value});
    }

    /** A vector or matrix. */
    static TraceValue array(String id, String equation, double[] values, int... shape) {
        return new TraceValue(id, equation, Arrays.stream(shape).boxed().toList(), values);
    }

    /** The section it belongs to: its name up to the first dot. */
    public String section() {
        return id.substring(0, id.indexOf('.'));
    }

    /** Euclidean, for a matrix Frobenius. */
    public double norm() {
        return Vectors.length(values);
    }
}
