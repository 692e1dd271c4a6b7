package org.writesae.experiment.residual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.DenseSamples;
import org.writesae.stats.PrincipalComponents;

/** The share of the variance of residuals that their first principal components hold, of all heads together and of each. */
final class ResidualComponents {
    private ResidualComponents() {
    }

    /**
     * A unit of work.
     *
     * @param texts texts whose residuals are taken, at least one
     * @param most  components
     */
    static ObjectNode unit(Residuals residuals, List<Integer> heads, int[] texts, int most) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        List<float[]> stacked = new ArrayList<>();
        ObjectNode each = JsonNodeFactory.instance.objectNode();
        for (int head : heads) {
            List<float[]> own = new ArrayList<>();
            for (int text : texts) {
                own.add(rounded(residuals.of(head, text, 1, new BitSet())[0]));
            }
            shares(each.putObject(Integer.toString(head)), own, most);
            stacked.addAll(own);
        }
        shares(node.putObject("stacked"), stacked, most);
        node.set("per_head", each);
        return node;
    }

    private static float[] rounded(double[] residual) {
        float[] floats = new float[residual.length];
        for (int p = 0; p < floats.length; p++) {
            floats[p] = (float) residual[p];
        }
        return floats;
    }

    private static void shares(ObjectNode node, List<float[]> rows, int most) {
        int wanted = Math.min(most, Math.min(rows.size(), rows.getFirst().length));
        double total = variance(rows);
        if (rows.size() < 2 || total == 0) {
            for (int c = 1; c <= wanted; c++) {
                node.put("top_" + c, 0.0);
            }
            return;
        }
        PrincipalComponents components = PrincipalComponents.fit(new DenseSamples(rows), wanted);
        double held = 0;
        for (int c = 0; c < wanted; c++) {
            held += c < components.count() ? components.variance(c) * (rows.size() - 1) : 0;
            node.put("top_" + (c + 1), held / total);
        }
    }

    /** Σ ‖r − mean‖². */
    private static double variance(List<float[]> rows) {
        double[] mean = new double[rows.getFirst().length];
        for (float[] row : rows) {
            for (int p = 0; p < mean.length; p++) {
                mean[p] += row[p] / (double) rows.size();
            }
        }
        return rows.stream().mapToDouble(row -> {
            double[] rest = new double[row.length];
            Arrays.setAll(rest, p -> row[p] - mean[p]);
            return Arrays.stream(rest).map(x -> x * x).sum();
        }).sum();
    }
}
