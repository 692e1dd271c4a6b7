package org.writesae.experiment;

import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Interval;

/** Numbers in results: JSON has no NaN and no infinity. */
public final class JsonNumbers {
    private JsonNumbers() {
    }

    /** Null where there is no finite number. */
    public static void orNull(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }

    /** No field where there is no finite number. */
    public static void ifFinite(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        }
    }

    /** A magnitude as part of a name: 1 rather than 1.0. */
    public static String name(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
    }

    /** The number that each row has at a place, a JSON pointer. */
    public static double[] values(Iterable<? extends JsonNode> rows, String place) {
        return StreamSupport.stream(rows.spliterator(), false).mapToDouble(row -> row.requiredAt(place).doubleValue()).toArray();
    }

    /** {@code [low, high]} */
    public static void interval(ObjectNode json, String name, Interval interval) {
        json.putArray(name).add(interval.low()).add(interval.high());
    }
}
