package org.writesae.reference.published;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Interval;

/**
 * A measured number and the published one.
 *
 * @param id of the number, {@code id#part} of a part of it
 * @param printed as published
 * @param value the published value, NaN where only an interval was published
 * @param interval the published interval, null for none
 * @param why in what way it is inside, outside or not comparable
 */
public record ComparedNumber(String id, String quantity, double measured, String printed, double value, Interval interval,
        Outcome outcome, String why) {

    /** {@code {"id","measured","published","low","high","outcome","why"}}; what there is not is null. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id);
        json.put("measured", Double.isFinite(measured) ? (Double) measured : null);
        json.put("published", Double.isFinite(value) ? (Double) value : null);
        json.put("low", interval == null ? null : (Double) interval.low());
        json.put("high", interval == null ? null : (Double) interval.high());
        json.put("outcome", outcome.label());
        json.put("why", why);
        return json;
    }
}
