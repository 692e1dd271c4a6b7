package org.writesae.experiment.memory;

import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one edit did to the preferred token at the next position.
 *
 * @param kind        erase, write, or one dose of the dose response
 * @param magnitude   m of m · a* · A; NaN for an erasure
 * @param passage     index of the passage
 * @param position    token after whose write the state was changed
 * @param coefficient of the atom there, 0 where it is silent
 * @param logpNative  log p of the token natively, nats
 * @param logpPatched and from the changed state
 * @param rankNative  tokens likelier than it natively
 * @param rankPatched and from the changed state
 */
public record EditRecord(Kind kind, double magnitude, int passage, int position, double coefficient, double logpNative,
        double logpPatched, int rankNative, int rankPatched) {

    /** What was done. */
    public enum Kind {
        ERASE, WRITE, DOSE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** log p patched − log p native, nats. */
    public double delta() {
        return logpPatched - logpNative;
    }

    /** {@code firing_position} is the edited position, also where nothing fires. */
    ObjectNode json(int feature, int token) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", kind.label()).put("feature_id", feature)
                .put("token_id", token).put("prompt_id", passage).put("firing_position", position).put("coefficient", coefficient);
        if (kind != Kind.ERASE) {
            json.put("magnitude", magnitude);
        }
        return json.put("logp_native", logpNative).put("logp_patched", logpPatched).put("delta_logp", delta())
                .put("rank_native", rankNative).put("rank_patched", rankPatched);
    }

    /** Reads what {@link #json} wrote. */
    static EditRecord of(JsonNode json) {
        JsonNode magnitude = json.path("magnitude");
        return new EditRecord(Kind.valueOf(json.get("kind").asText().toUpperCase(Locale.ROOT)),
                magnitude.isNumber() ? magnitude.doubleValue() : Double.NaN, json.get("prompt_id").intValue(),
                json.get("firing_position").intValue(), json.get("coefficient").doubleValue(), json.get("logp_native").doubleValue(),
                json.get("logp_patched").doubleValue(), json.get("rank_native").intValue(), json.get("rank_patched").intValue());
    }
}
