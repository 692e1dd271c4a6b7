package org.writesae.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Features left out: selectivities of single features and of all features of a property, and the comparison with random directions. */
final class AblationFigure implements ClaimFigure {
    private static final int MOST = 12;
    private static final int LONGEST = 26;
    /** Losses change by thousandths of a nat. */
    private static final double SCALE = 1e3;
    private static final String WHAT = "selectivity";
    private static final String UNIT = "10\u207b\u00b3 nats";

    @Override
    public String claim() {
        return "circuit_ablation";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode parts = result.path("parts");
        return single(parts.path("single")) + group(parts.path("group")) + random(parts.path("random"));
    }

    private static String single(JsonNode part) {
        if (part.path("feature_results").isEmpty()) {
            return "";
        }
        List<JsonNode> features = new ArrayList<>();
        part.get("feature_results").forEach(features::add);
        features.sort(Comparator.comparingDouble(one -> -Math.abs(one.get(WHAT).doubleValue())));
        List<ChangeBars.Row> rows = features.stream().limit(MOST).map(one -> new ChangeBars.Row(
                name("F" + one.get("feature_idx").asText() + " " + one.get("property").textValue()),
                SCALE * one.get(WHAT).doubleValue())).toList();
        JsonNode summary = part.get("summary");
        return Html.figure("One feature left out", new ChangeBars(rows, WHAT, UNIT).draw(),
                "Change of the loss on the texts with most of the feature's "
                + "property minus that on the texts with least; the " + rows.size() + " largest of " + summary.get("n_total").asInt() + ". "
                + summary.get("n_causal_positive").asInt() + " are above 0, mean "
                + NumberText.number(SCALE * summary.get("mean_selectivity").doubleValue())
                + " · " + UNIT + ". " + run(part));
    }

    private static String group(JsonNode part) {
        if (part.path("property_results").isEmpty()) {
            return "";
        }
        List<ChangeBars.Row> rows = new ArrayList<>();
        part.get("property_results").properties().forEach(one -> {
            JsonNode curve = one.getValue().get("dose_curve");
            rows.add(new ChangeBars.Row(name(one.getKey()), SCALE * curve.get(curve.size() - 1).get(WHAT).doubleValue()));
        });
        JsonNode summary = part.get("summary");
        return Html.figure("All features of a property left out", new ChangeBars(rows, WHAT, UNIT).draw(),
                "As above. The largest with any number of features: "
                + summary.get("best_property").textValue().replace('_', ' ') + ", "
                + NumberText.number(SCALE * summary.get("best_selectivity").doubleValue())
                + " · " + UNIT + ". " + run(part));
    }

    private static String random(JsonNode part) {
        JsonNode summary = part.path("summary");
        if (!summary.has("comparison")) {
            return "";
        }
        JsonNode own = summary.get("own_baselines");
        String against = "Size of the change of the loss, of directions against the ";
        return Html.figure("Features and random directions", Html.table("", List.of("", "reconstruction", "unchanged state"), List.of(
                row("mean, " + summary.get("n_alive_features").asInt() + " features", summary.get("alive_features"),
                summary.get("alive_features"), "mean_abs_delta_loss"),
                row("mean, " + summary.get("n_random_directions").asInt() + " directions", summary.get("random_directions"),
                own.get("random_directions"), "mean_abs_delta_loss"),
                row("ratio", summary.get("comparison"), own.get("comparison"), "ratio_mean_abs"),
                row("Cohen's d", summary.get("comparison"), own.get("comparison"), "cohens_d"),
                row("Mann-Whitney p", summary.get("comparison"), own.get("comparison"), "mann_whitney_p"),
                row("Welch p", summary.get("comparison"), own.get("comparison"), "welch_p"))),
                against + "loss of the reconstruction, as upstream, or of the state they are taken from; of features against the reconstruction in both. "
                        + "The reconstruction alone changes the loss by "
                        + NumberText.number(own.get("reconstruction_delta_loss").doubleValue())
                        + " nats, which the first column holds. " + run(part));
    }

    private static List<String> row(String name, JsonNode first, JsonNode second, String field) {
        return List.of(name, NumberText.number(first.get(field).asDouble(Double.NaN)),
                NumberText.number(second.get(field).asDouble(Double.NaN)));
    }

    private static String name(String name) {
        String words = name.replace('_', ' ');
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…";
    }

    private static String run(JsonNode part) {
        JsonNode config = part.path("config");
        String conv = switch (config.path("conv").asText()) {
            case "reset" -> ", convolutions start anew at the split (K45.3)";
            case "carry" -> ", convolutions carried over the split";
            default -> "";
        };
        return "Layer " + config.path("layer").asText() + " head " + config.path("head").asText() + ", "
                + config.path("n_sequences").asText() + " texts" + conv + ".";
    }
}
