package org.writesae.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Firings as JSON: the fields of upstream's records, those added to them, and of each condition {@code top1_C},
 * {@code next_rank_C} and {@code next_log_prob_C}; the last two are null where the passage ends.
 */
public final class FiringOutcomeJson {
    private FiringOutcomeJson() {
    }

    /** All that is known of a firing. */
    public static ObjectNode of(FiringOutcome outcome) {
        ObjectNode json = SubstitutionResultWriter.record(outcome.record());
        put(json, "native", outcome.unchanged());
        put(json, "atom", outcome.atom());
        put(json, "ablate", outcome.delete());
        put(json, "random", outcome.random());
        return json;
    }

    /** What {@link #of} wrote. */
    public static FiringOutcome read(JsonNode json) {
        SubstitutionRecord record = new SubstitutionRecord(json.get("feature_id").asInt(), json.get("prompt_id").asInt(),
                json.get("firing_position").asInt(), json.get("layer").asInt(), json.get("head").asInt(),
                number(json, "coefficient"), number(json, "norm_native"), number(json, "cosine"), number(json, "kl_atom"),
                number(json, "kl_ablate"), number(json, "kl_random"), number(json, "kl_atom_reverse"),
                number(json, "kl_ablate_reverse"), number(json, "kl_random_reverse"));
        return new FiringOutcome(record, token(json, "native"), token(json, "atom"), token(json, "ablate"), token(json, "random"));
    }

    private static void put(ObjectNode json, String condition, NextToken token) {
        json.put("top1_" + condition, token.top1());
        if (token.rank() < 0) {
            json.putNull("next_rank_" + condition).putNull("next_log_prob_" + condition);
        } else {
            json.put("next_rank_" + condition, token.rank()).put("next_log_prob_" + condition, token.logP());
        }
    }

    private static NextToken token(JsonNode json, String condition) {
        JsonNode rank = json.get("next_rank_" + condition);
        return new NextToken(json.get("top1_" + condition).asInt(), rank.isNull() ? -1 : rank.asInt(),
                rank.isNull() ? Double.NaN : number(json, "next_log_prob_" + condition));
    }

    /** A norm of zero gives a cosine that is no number, which JSON has as null. */
    private static double number(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value.isNull() ? Double.NaN : value.asDouble();
    }
}
