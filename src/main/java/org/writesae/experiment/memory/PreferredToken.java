package org.writesae.experiment.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;

/**
 * The token whose probability the atom's writes raise most, by the sum over firings of log p natively minus log p with the
 * write deleted.
 *
 * @param token    the token tested: the first of {@code top}, or the one asked for
 * @param sum      its sum, nats
 * @param aStar    a*, the median coefficient of the firings
 * @param firings  how many there were
 * @param top      the largest sums, largest first; of equal ones the lower id
 */
public record PreferredToken(int token, double sum, double aStar, int firings, List<Candidate> top) {
    /** Candidates that are kept. */
    private static final int TOP = 20;

    /** A token and its sum in nats. */
    public record Candidate(int token, double sum) {
    }

    public PreferredToken {
        top = List.copyOf(top);
    }

    static PreferredToken of(double[] sums, MemoryEditPlan plan, List<FeatureFirings.Place> places) {
        List<Candidate> top = IntStream.range(0, sums.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(v -> sums[v]).reversed().thenComparingInt(v -> v)).limit(TOP)
                .map(v -> new Candidate(v, sums[v])).toList();
        int token = plan.token().orElse(top.getFirst().token());
        double[] coefficients = places.stream().mapToDouble(FeatureFirings.Place::coefficient).toArray();
        return new PreferredToken(token, sums[token], Quantile.median(coefficients), places.size(), top);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("token_id", token).put("sum_logp_difference", sum).put("a_star", aStar).put("detection_firings", firings);
        ArrayNode all = json.putArray("top");
        top.forEach(one -> all.addObject().put("token_id", one.token).put("sum_logp_difference", one.sum));
        return json;
    }

    static PreferredToken of(JsonNode json) {
        List<Candidate> top = new ArrayList<>();
        json.get("top").forEach(one -> top.add(candidate(one)));
        Candidate own = candidate(json);
        return new PreferredToken(own.token, own.sum, json.get("a_star").doubleValue(), json.get("detection_firings").intValue(), top);
    }

    private static Candidate candidate(JsonNode json) {
        return new Candidate(json.get("token_id").intValue(), json.get("sum_logp_difference").doubleValue());
    }
}
