package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Coherence of the residuals of k heads, a line for each type of dictionary, and their cosines and cancellation as a table. */
final class CollectiveFigure implements ClaimFigure {
    private static final double WIDTH = 480;
    private static final double LEFT = 66;
    private static final double RIGHT = 464;
    private static final double BOTTOM = 300;

    @Override
    public String claim() {
        return "collective_residual";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode architectures = result.at("/collective/architectures");
        if (architectures.isEmpty()) {
            return "";
        }
        List<String> tags = new ArrayList<>();
        architectures.fieldNames().forEachRemaining(tags::add);
        List<List<String>> rows = new ArrayList<>();
        for (String tag : tags) {
            JsonNode one = architectures.get(tag);
            JsonNode correlation = result.at("/correlation/sae_types").path(tag);
            rows.add(List.of(tag, number(one.at("/pairwise_abs_cosine/mean_offdiag")),
                    number(one.at("/pairwise_signed_cosine/mean_offdiag")),
                    number(one.get("mean_residual_mse_across_heads")), number(correlation.path("cancellation_ratio")),
                    number(correlation.at("/stacked_pca_variance_explained/top_1"))));
        }
        return Html.figure("Residuals of several heads", draw(architectures, tags), "C_k, the norm of the sum of k residuals over the root "
                + "of the sum of their squared norms; 1 where they are independent. Mean over "
                + result.at("/collective/n_samples").asText()
                + " texts and subsets of heads; lines: one standard deviation.")
                + Html.table("Cosines of the residuals of two heads, means over texts and pairs.", List.of("Dictionary", "|cos|", "cos",
                        "Mean squared error", "Cancellation", "First component"), rows);
    }

    private static String number(JsonNode value) {
        return NumberText.number(value.asDouble(Double.NaN));
    }

    private static String draw(JsonNode architectures, List<String> tags) {
        double low = 1;
        double high = 1;
        int most = 2;
        for (String tag : tags) {
            for (var k : architectures.get(tag).get("coherence").properties()) {
                double mean = k.getValue().get("mean").doubleValue();
                double spread = k.getValue().get("std").doubleValue();
                low = Math.min(low, mean - spread);
                high = Math.max(high, mean + spread);
                most = Math.max(most, Integer.parseInt(k.getKey()));
            }
        }
        double margin = Math.max(0.06 * (high - low), 0.005);
        PlotFrame frame = new PlotFrame(new Scale(0, most + 0.5, LEFT, RIGHT),
                new Scale(low - margin, high + margin, BOTTOM, 14 + LineSeries.ROW * tags.size()));
        Svg svg = new Svg(WIDTH, BOTTOM + 46, alternative(architectures, tags));
        frame.draw(svg, Ticks.counts(most), Ticks.linear(frame.y().low(), frame.y().high()));
        svg.line(LEFT, frame.y().at(1), RIGHT, frame.y().at(1), "diagonal");
        for (int n = 0; n < tags.size(); n++) {
            List<LineSeries.Point> points = new ArrayList<>();
            architectures.get(tags.get(n)).get("coherence").properties().forEach(k -> points.add(new LineSeries.Point(
                    Integer.parseInt(k.getKey()), k.getValue().get("mean").doubleValue(), k.getValue().get("std").doubleValue())));
            new LineSeries(tags.get(n), points, n).draw(svg, frame);
        }
        frame.label(svg, "heads k", "coherence C_k");
        return svg.toString();
    }

    private static String alternative(JsonNode architectures, List<String> tags) {
        StringBuilder text = new StringBuilder("Coherence of residuals by number of heads.");
        for (String tag : tags) {
            text.append(' ').append(tag).append(':');
            architectures.get(tag).get("coherence").properties().forEach(k -> text.append(' ').append(k.getKey()).append(" heads ")
                    .append(number(k.getValue().get("mean"))).append(','));
            text.setCharAt(text.length() - 1, '.');
        }
        return text.toString();
    }
}
