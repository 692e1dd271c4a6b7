package org.writesae.experiment;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/**
 * The features that are most often the strongest at a token, where a paper does not say which it studied. Of equally
 * frequent ones the lower index.
 */
public final class StrongestFeatures {
    private StrongestFeatures() {
    }

    /**
     * Counts over whole passages.
     *
     * @param sae  makes the dictionary; called for every unit
     * @param most how many to give; fewer where fewer are ever the strongest
     * @param name of the cell among the units
     */
    public static List<Integer> of(HostModel model, Supplier<WriteSae> sae, int layer, int head, int[][] passages, int most,
            String name, WorkUnits units) {
        long[] counts = new long[sae.get().config().features()];
        for (JsonNode unit : units.everywhere("features-" + name, passages.length,
                n -> strongest(model, sae.get(), layer, head, passages[n]))) {
            unit.forEach(feature -> counts[feature.intValue()]++);
        }
        return IntStream.range(0, counts.length).filter(i -> counts[i] > 0).boxed()
                .sorted((a, b) -> counts[a] == counts[b] ? a - b : Long.compare(counts[b], counts[a])).limit(most).toList();
    }

    private static ArrayNode strongest(HostModel model, WriteSae sae, int layer, int head, int[] ids) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        if (ids.length > 0) {
            int width = sae.config().features();
            float[] a = sae.encode(CellTrace.of(model, ids, layer, head, WriteReading.RAW).states(), ids.length);
            for (int t = 0; t < ids.length; t++) {
                int best = FiringFinder.largest(a, t * width, width);
                if (a[t * width + best] > 0) {
                    found.add(best);
                }
            }
        }
        return found;
    }
}
