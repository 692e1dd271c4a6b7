package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Mean error and 95th percentile of each autoencoder, with how many features fire and how unequally (after the predecessor's Table 6). */
final class QualityFigure implements ClaimFigure {
    private static final double WIDTH = 600;
    private static final double LEFT = 170;
    private static final double RIGHT = 430;
    private static final double TOP = 28;
    private static final double ROW = 24;

    @Override
    public String claim() {
        return "feature_quality";
    }

    @Override
    public String html(JsonNode result) {
        List<JsonNode> rows = new ArrayList<>();
        result.path("sae_results").forEach(rows::add);
        if (rows.isEmpty()) {
            return "";
        }
        return Html.figure("Errors and features, layer " + result.at("/config/layer").asText() + " head "
                + result.at("/config/head").asText(),
                draw(rows), "Points: mean squared error over " + result.path("n_val_samples").asText()
                + " validation states; lines reach to "
                        + "the 95th percentile of single states. Right: features that fire, Gini coefficient of their counts.");
    }

    private static String draw(List<JsonNode> rows) {
        double most = rows.stream().mapToDouble(QualityFigure::percentile).max().orElseThrow();
        double bottom = TOP + ROW * rows.size() + 6;
        StringBuilder alternative = new StringBuilder("Mean squared error of each autoencoder.");
        rows.forEach(one -> alternative.append(' ').append(one.get("tag").asText()).append(": ")
                .append(NumberText.number(mean(one))).append('.'));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(new Scale(0, most > 0 ? 1.05 * most : 1, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.linear(0, frame.x().high()).stream().filter(tick -> tick.value() <= most).toList(), List.of());
        svg.text(WIDTH - 4, TOP - 13, "end", "note", "alive, Gini");
        for (int n = 0; n < rows.size(); n++) {
            JsonNode one = rows.get(n);
            double y = TOP + ROW * (n + 0.5) + 3;
            svg.text(LEFT - 9, y + 4, "end", "tick", one.get("tag").asText());
            svg.line(frame.x().at(mean(one)), y, frame.x().at(percentile(one)), y, "interval");
            svg.circle(frame.x().at(mean(one)), y, 4.5, "fill-atom");
            svg.text(WIDTH - 4, y + 4, "end", "tick", one.at("/feature_frequency/n_alive").asText() + " of "
                    + one.get("n_features").asText()
                    + ", " + NumberText.number(one.get("gini_coefficient").doubleValue()));
        }
        frame.label(svg, "mean squared error", "");
        return svg.toString();
    }

    private static double mean(JsonNode one) {
        return one.at("/mse_distribution/mean").doubleValue();
    }

    private static double percentile(JsonNode one) {
        return one.at("/mse_distribution/p95").doubleValue();
    }
}
