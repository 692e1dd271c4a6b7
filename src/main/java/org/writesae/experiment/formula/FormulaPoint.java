package org.writesae.experiment.formula;

import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One atom added to the state at one place: what the formula needs, and what it changed. Tokens are first those of population A
 * by rank, then those of population C.
 *
 * @param passage    index of the sequence
 * @param feature    the atom, v wᵀ
 * @param position   t0, after whose write the state is changed
 * @param reads      ⟨v, q_t⟩ with the decay of the way, with its erases too, and with v and w exchanged (NaN where their widths differ)
 * @param projection ⟨v, S_t w⟩
 * @param tokens     [tokens], ids
 * @param plain      [tokens], ⟨W_O w, W_U[tok]⟩
 * @param refined    [tokens], the same through the derivatives of the norms
 * @param exchanged  [tokens], ⟨W_O v, W_U[tok]⟩; empty where v is no output of a head
 * @param measured   [sizes, tokens], change of the logit by each size of the change
 */
record FormulaPoint(int passage, int feature, int position, double[] reads, double projection, int[] tokens, double[] plain,
        double[] refined, double[] exchanged, double[][] measured) {
    /** Places of {@link #reads}. */
    static final int DECAYED = 0;
    static final int EXACT = 1;
    static final int EXCHANGED = 2;

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("passage", passage).put("feature", feature)
                .put("position", position);
        node.set("reads", array(reads));
        node.put("projection", projection);
        ArrayNode ids = node.putArray("tokens");
        Arrays.stream(tokens).forEach(ids::add);
        node.set("plain", array(plain));
        node.set("refined", array(refined));
        node.set("exchanged", array(exchanged));
        ArrayNode all = node.putArray("measured");
        Arrays.stream(measured).forEach(row -> all.add(array(row)));
        return node;
    }

    static FormulaPoint of(JsonNode node) {
        int[] tokens = new int[node.get("tokens").size()];
        Arrays.setAll(tokens, n -> node.get("tokens").get(n).intValue());
        double[][] measured = new double[node.get("measured").size()][];
        Arrays.setAll(measured, n -> doubles(node.get("measured").get(n)));
        return new FormulaPoint(node.get("passage").intValue(), node.get("feature").intValue(), node.get("position").intValue(),
                doubles(node.get("reads")), node.get("projection").doubleValue(), tokens, doubles(node.get("plain")),
                doubles(node.get("refined")), doubles(node.get("exchanged")), measured);
    }

    private static ArrayNode array(double[] values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(values).forEach(array::add);
        return array;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        Arrays.setAll(values, n -> array.get(n).doubleValue());
        return values;
    }
}
