package org.writesae.experiment.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One trial of INSTALL.
 *
 * @param promptId       which prompt
 * @param back           how many tokens before its end the last edited one stands
 * @param label          class of the target
 * @param tokenId        the target
 * @param magnitude      size of the edits
 * @param included       whether the target is among the generated tokens
 * @param nativeIncluded whether it is without the edits
 * @param rank           rank of the target as the first generated token, 1 for the likeliest
 * @param nativeRank     the same without the edits
 * @param logP           log p of the target as the first generated token, nats
 * @param nativeLogP     the same without the edits
 * @param generated      the generated tokens
 */
public record Trial(int promptId, int back, String label, int tokenId, double magnitude, boolean included, boolean nativeIncluded,
        int rank, int nativeRank, double logP, double nativeLogP, int[] generated) {

    /** Ranks gained. */
    public int rankShift() {
        return nativeRank - rank;
    }

    /** Nats gained. */
    public double logPLift() {
        return logP - nativeLogP;
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("prompt_id", promptId).put("back", back).put("class", label)
                .put("token_id", tokenId).put("magnitude", magnitude).put("included", included)
                .put("native_included", nativeIncluded).put("rank", rank).put("native_rank", nativeRank)
                .put("log_p", logP).put("native_log_p", nativeLogP);
        put(node.putArray("generated"), generated);
        return node;
    }

    static Trial of(JsonNode n) {
        return new Trial(n.get("prompt_id").intValue(), n.get("back").intValue(), n.get("class").textValue(),
                n.get("token_id").intValue(), n.get("magnitude").doubleValue(), n.get("included").booleanValue(),
                n.get("native_included").booleanValue(), n.get("rank").intValue(), n.get("native_rank").intValue(),
                n.get("log_p").doubleValue(), n.get("native_log_p").doubleValue(), ints(n.get("generated")));
    }

    static void put(ArrayNode array, int[] values) {
        for (int value : values) {
            array.add(value);
        }
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int n = 0; n < values.length; n++) {
            values[n] = array.get(n).intValue();
        }
        return values;
    }
}
