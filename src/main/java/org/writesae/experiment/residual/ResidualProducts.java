package org.writesae.experiment.residual;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Vectors;

/**
 * The inner products ⟨r_h, r_j⟩ of the residuals of all heads, text by text. Norms, cosines and norms of sums follow from them.
 *
 * @param heads    in rising order
 * @param size     elements of a residual
 * @param features of each head's dictionary
 * @param products [texts] of [H (H + 1) / 2], the lower triangle by rows
 * @param active   by head, the features that fire at all
 */
record ResidualProducts(List<Integer> heads, int size, List<Integer> features, List<double[]> products,
        SortedMap<Integer, BitSet> active) {

    /** The products of some texts, as a unit of work gives them. */
    static ObjectNode unit(Residuals residuals, List<Integer> heads, int first, int count) {
        SortedMap<Integer, BitSet> active = new TreeMap<>();
        heads.forEach(head -> active.put(head, new BitSet()));
        SortedMap<Integer, double[][]> all = residuals.ofAll(first, count, active);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode products = node.putArray("products");
        for (int s = 0; s < count; s++) {
            ArrayNode triangle = products.addArray();
            for (int i = 0; i < heads.size(); i++) {
                for (int j = 0; j <= i; j++) {
                    triangle.add(Vectors.dot(all.get(heads.get(i))[s], all.get(heads.get(j))[s]));
                }
            }
        }
        ArrayNode fired = node.putArray("active");
        active.values().forEach(set -> set.stream().forEach(fired.addArray()::add));
        return node;
    }

    /** The units together, in order. */
    static ResidualProducts of(List<JsonNode> units, List<Integer> heads, int size, List<Integer> features) {
        List<double[]> products = new ArrayList<>();
        SortedMap<Integer, BitSet> active = new TreeMap<>();
        heads.forEach(head -> active.put(head, new BitSet()));
        for (JsonNode unit : units) {
            for (JsonNode triangle : unit.get("products")) {
                double[] values = new double[triangle.size()];
                for (int n = 0; n < values.length; n++) {
                    values[n] = triangle.get(n).doubleValue();
                }
                products.add(values);
            }
            for (int h = 0; h < heads.size(); h++) {
                BitSet set = active.get(heads.get(h));
                unit.get("active").get(h).forEach(feature -> set.set(feature.intValue()));
            }
        }
        return new ResidualProducts(heads, size, features, products, active);
    }

    int texts() {
        return products.size();
    }

    /** ⟨r_i, r_j⟩ of the i-th and the j-th head in a text. */
    double at(int text, int i, int j) {
        int row = Math.max(i, j);
        return products.get(text)[row * (row + 1) / 2 + Math.min(i, j)];
    }

    /** ‖r‖ of the i-th head in a text. */
    double norm(int text, int i) {
        return Math.sqrt(at(text, i, i));
    }

    /** ‖Σ r‖ over some heads, by their places. */
    double normOfSum(int text, List<Integer> places) {
        double sum = 0;
        for (int i : places) {
            for (int j : places) {
                sum += at(text, i, j);
            }
        }
        // Residuals that cancel leave rounding.
        return Math.sqrt(Math.max(sum, 0));
    }

    /** Σ ‖r‖² over some heads, by their places. */
    double sumOfSquares(int text, List<Integer> places) {
        return places.stream().mapToDouble(i -> at(text, i, i)).sum();
    }
}
