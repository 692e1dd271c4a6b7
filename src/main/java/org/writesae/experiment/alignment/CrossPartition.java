package org.writesae.experiment.alignment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.io.JsonFiles;
import org.writesae.stats.Holm;
import org.writesae.stats.KolmogorovSmirnov;

/**
 * The partitions of cells of several models side by side (Table 11, Figs 4 and 12), and whether the atoms of two families differ in
 * their cosines: the Kolmogorov-Smirnov test of the median cosines of alive atoms, one value for each atom since firings of one atom
 * are not independent, with Holm's correction over all pairs of families.
 */
public final class CrossPartition {
    /** The claim. */
    public static final String ID = "cross_arch_partition";
    /** What {@code summary} repeats of a cell. */
    private static final List<String> WHERE = List.of("model", "family", "layer", "head", "k");
    private static final List<String> CLASSES = List.of("register_count", "bundle_count", "n_dead", "median_register_cosine",
            "median_bundle_cosine", "median_null_cosine", "register_over_null", "max_cosine", "delta_bic");

    private final List<ObjectNode> cells = new ArrayList<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, DoubleStream.Builder> cosines = new LinkedHashMap<>();

    /**
     * Adds a cell.
     *
     * @param config    {@code model}, {@code family}, {@code layer}, {@code head}, {@code k} and what else was chosen
     * @param partition as {@code PartitionJson.of} gives it
     */
    public void add(ObjectNode config, JsonNode partition) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("config", config);
        whole.set("summary", partition.get("partition"));
        whole.setAll((ObjectNode) partition);
        files.put(name(config) + ".json", JsonFiles.text(whole));
        ObjectNode cell = whole.deepCopy();
        cell.remove(List.of("summary", "atoms"));
        cells.add(cell);
        DoubleStream.Builder own = cosines.computeIfAbsent(config.get("family").asText(), family -> DoubleStream.builder());
        partition.get("atoms").forEach(atom -> {
            if (atom.has("median_cosine")) {
                own.add(atom.get("median_cosine").doubleValue());
            }
        });
    }

    /** The name of a cell in files: {@code DeltaNet-1.3B_L12_H8_k64}. */
    public static String name(JsonNode config) {
        return config.get("model").asText() + "_L" + config.get("layer").asText() + "_H" + config.get("head").asText() + "_k"
                + config.get("k").asText();
    }

    /** The result, and each cell with its atoms in a file of its own. */
    public ClaimOutput output(ObjectNode config) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        ObjectNode summary = result.putObject("summary").put("n_cells", cells.size());
        ArrayNode rows = summary.putArray("cells");
        ArrayNode all = result.putArray("cells");
        for (ObjectNode cell : cells) {
            ObjectNode row = rows.addObject();
            WHERE.forEach(field -> row.set(field, cell.get("config").get(field)));
            CLASSES.forEach(field -> row.set(field, cell.get("partition").get(field)));
            all.add(cell);
        }
        summary.set("contrasts", contrasts());
        return new ClaimOutput(result, files);
    }

    private ArrayNode contrasts() {
        Map<String, double[]> families = new LinkedHashMap<>();
        cosines.forEach((family, values) -> families.put(family, values.build().toArray()));
        families.values().removeIf(values -> values.length == 0);
        List<String> names = List.copyOf(families.keySet());
        ArrayNode contrasts = JsonNodeFactory.instance.arrayNode();
        for (int a = 0; a < names.size(); a++) {
            for (int b = a + 1; b < names.size(); b++) {
                double[] x = families.get(names.get(a));
                double[] y = families.get(names.get(b));
                KolmogorovSmirnov test = KolmogorovSmirnov.of(x, y);
                contrasts.addObject().put("a", names.get(a)).put("b", names.get(b)).put("n_a", x.length).put("n_b", y.length)
                        .put("ks_d", test.d()).put("ks_p", test.p());
            }
        }
        double[] adjusted = Holm.adjusted(StreamSupport.stream(contrasts.spliterator(), false)
                .mapToDouble(contrast -> contrast.get("ks_p").doubleValue()).toArray());
        for (int n = 0; n < adjusted.length; n++) {
            ((ObjectNode) contrasts.get(n)).put("holm_p", adjusted[n]);
        }
        return contrasts;
    }
}
