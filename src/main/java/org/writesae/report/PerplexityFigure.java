package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Perplexity with replaced states: its change by dictionary, by rank and head by head, and the curve over numbers of heads. */
final class PerplexityFigure implements ClaimFigure {

    @Override
    public String claim() {
        return "downstream_ppl";
    }

    @Override
    public String html(JsonNode result) {
        String run = run(result.path("config"));
        StringBuilder out = new StringBuilder();
        whole(out, result.path("head"), "One head's state reconstructed", run);
        whole(out, result.path("shared"), "All heads, one dictionary", run);
        whole(out, result.path("matched"), "All heads, each by its own dictionary", run);
        JsonNode svd = result.path("svd");
        if (svd.has("svd_results")) {
            out.append(Html.figure("All heads, first r singular vectors", new ChangeBars(rows(svd.get("svd_results"), "rank ")).draw(),
                    baseline(svd) + run));
        }
        if (result.path("one_by_one").has("per_head_deltas")) {
            out.append(oneByOne(result.get("one_by_one"), run));
        }
        if (result.path("curve").has("sae_types")) {
            out.append(Html.figure("More and more heads", HeadCurveDrawing.draw(result.get("curve")), "Mean over "
                    + result.get("curve").get("n_subsets").asInt() + " random subsets of each number of heads; lines: one standard "
                    + "deviation. " + baseline(result.get("curve")) + run));
        }
        return out.toString();
    }

    private static void whole(StringBuilder out, JsonNode part, String title, String run) {
        if (part.has("sae_results")) {
            out.append(Html.figure(title, new ChangeBars(rows(part.get("sae_results"), "")).draw(), baseline(part) + run));
        }
    }

    private static String oneByOne(JsonNode part, String run) {
        List<ChangeBars.Row> rows = new ArrayList<>();
        part.get("per_head_deltas").properties().forEach(tag -> tag.getValue().properties().forEach(head -> rows.add(
                new ChangeBars.Row(tag.getKey() + " H" + head.getKey(), head.getValue().path("delta_pct").asDouble()))));
        return Html.figure("One head at a time", new ChangeBars(rows).draw(), baseline(part) + run);
    }

    private static List<ChangeBars.Row> rows(JsonNode results, String prefix) {
        List<ChangeBars.Row> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : results.properties()) {
            rows.add(new ChangeBars.Row(prefix + one.getKey(), one.getValue().path("delta_pct").asDouble()));
        }
        return rows;
    }

    private static String baseline(JsonNode part) {
        return "Perplexity of the unchanged run " + NumberText.number(part.at("/baseline/perplexity").asDouble()) + ", over "
                + part.path("n_sequences").asInt() + " texts. ";
    }

    private static String run(JsonNode config) {
        String conv = switch (config.path("conv").asText()) {
            case "reset" -> "convolutions start anew at the split, in the unchanged run too (K45.3)";
            case "carry" -> "convolutions carried over the split";
            default -> "no convolutions";
        };
        return "Layer " + config.path("layer").asText() + "; " + conv + ".";
    }
}
