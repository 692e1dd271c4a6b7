package org.writesae.experiment.alignment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.JsonFiles;
import org.writesae.io.Tensor;

/**
 * The claim memory_alignment: the work, sequence by sequence, and its files.
 *
 * @param alignment the cell
 * @param sequences token sequences, none of them empty
 * @param topN      strongest firings of each feature that count
 */
public record AlignmentClaim(MemoryAlignment alignment, int[][] sequences, int topN) {
    /** The claim's id. */
    public static final String ID = "memory_alignment";
    /** Upstream's names of the arrays that its histograms are drawn from. */
    private static final List<String> NAMES = List.of("k_abs", "v_abs", "combined");

    /** Does the work and puts the files together; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        List<JsonNode> done = units.run("sequences", sequences.length, n -> alignment.sequence(sequences[n]));
        AlignmentJson json = new AlignmentJson(MemoryAlignment.byFeature(done, alignment.features()), topN, alignment.dk(), alignment.dv());
        ObjectNode summary = json.summary();
        if (!done.isEmpty()) {
            summary.putObject("verification").put("cos_sim", done.getFirst().get("verification_cos_sim").doubleValue())
                    .put("rel_error", done.getFirst().get("verification_rel_error").doubleValue());
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", summary);
        result.set("top_n_results", json.sensitivity());
        result.set("weighting", json.weighted());
        List<double[]> cosines = json.histograms();
        ObjectNode shown = result.putObject("cosines");
        for (int n = 0; n < NAMES.size(); n++) {
            ArrayNode values = shown.putArray(NAMES.get(n));
            Arrays.stream(cosines.get(n)).forEach(values::add);
        }
        return new ClaimOutput(result, files(config, json), Map.of("alignment_histograms.npz", List.of(
                array(cosines, 0), array(cosines, 1), array(cosines, 2))));
    }

    private static Tensor array(List<double[]> cosines, int n) {
        return Tensor.of(NAMES.get(n), cosines.get(n), cosines.get(n).length);
    }

    private Map<String, String> files(ObjectNode config, AlignmentJson json) {
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        results.set("results", json.results());
        results.put("alive_count", json.summary().get("alive_count").intValue()).put("n_features", alignment.features())
                .put("n_seqs", sequences.length).set("seq_len", config.get("seq_len"));
        ObjectNode sensitivity = cell(config);
        sensitivity.set("top_n_results", json.sensitivity());
        ObjectNode weighted = cell(config).put("n_seqs", sequences.length);
        weighted.set("seq_len", config.get("seq_len"));
        weighted.set("checkpoint", config.get("sae_checkpoint"));
        weighted.set("summary", json.weighted());
        weighted.set("per_feature", json.weightedFeatures());
        return Map.of("alignment_results.json", JsonFiles.text(results), "alignment_sensitivity.json", JsonFiles.text(sensitivity),
                "weighted_alignment.json", JsonFiles.text(weighted));
    }

    private static ObjectNode cell(ObjectNode config) {
        ObjectNode cell = JsonNodeFactory.instance.objectNode();
        cell.set("layer", config.get("layer"));
        cell.set("head", config.get("head"));
        return cell;
    }
}
