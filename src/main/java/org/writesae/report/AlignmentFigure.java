package org.writesae.report;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The predecessor's Fig 3: how well atoms are aligned with the writes they fire at. */
final class AlignmentFigure implements ClaimFigure {

    @Override
    public String claim() {
        return "memory_alignment";
    }

    @Override
    public String html(JsonNode result) {
        double[] combined = values(result.at("/cosines/combined"));
        if (combined.length == 0) {
            return "";
        }
        double random = result.at("/summary/null_abs_cos").doubleValue();
        double mean = result.at("/summary/combined/mean").doubleValue();
        String drawing = new ValueHistogram(List.of(
                new ValueHistogram.Series("key factors, |cos|", values(result.at("/cosines/k_abs")), "delete"),
                new ValueHistogram.Series("value factors, |cos|", values(result.at("/cosines/v_abs")), "random"),
                new ValueHistogram.Series("combined, root of their product", combined, "atom")), 0, 1, 20,
                "Histograms of mean absolute cosines of " + combined.length + " features; combined mean " + NumberText.number(mean)
                        + ", random directions " + NumberText.number(random) + ".")
                .mark(random, "random directions").draw("mean |cosine| over the strongest firings", "features");
        JsonNode config = result.get("config");
        return Html.figure("Atoms and writes, layer " + config.get("layer").asText() + " head " + config.get("head").asText(), drawing,
                combined.length + " features that fire; " + result.at("/summary/n_above_0.3").asText() + " of them above 0.3 combined, "
                        + "mean " + NumberText.number(mean) + ", random directions " + NumberText.number(random) + ". The "
                        + config.get("top_n").asText() + " strongest firings of each; "
                        + (config.get("replay").asText().equals("model") ? "the model's own states and writes."
                                : "states replayed along the wrong axis, as upstream does (K45.1)."));
    }

    static double[] values(JsonNode array) {
        double[] values = new double[array.size()];
        for (int n = 0; n < values.length; n++) {
            values[n] = array.get(n).doubleValue();
        }
        return values;
    }
}
