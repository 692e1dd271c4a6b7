package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Validation error of every head by type, a strip for each layer, with the mean over heads. */
final class SweepFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 112;
    private static final double ROW = 24;
    private static final double TOP = 8;

    /** A line of the figure. */
    private record Row(String name, double mean, List<Double> heads, String note) {
    }

    @Override
    public String claim() {
        return "encoder_swap";
    }

    @Override
    public String html(JsonNode result) {
        StringBuilder figures = new StringBuilder();
        for (JsonNode layer : result.path("per_layer")) {
            List<Row> rows = new ArrayList<>();
            layer.get("mse_by_type").properties().forEach(type -> {
                List<Double> heads = new ArrayList<>();
                type.getValue().get("per_head_mean_mse").forEach(mse -> heads.add(mse.doubleValue()));
                JsonNode advantage = type.getValue().path("advantage_vs_flat_pct");
                rows.add(new Row(type.getKey(), type.getValue().get("layer_avg_mse").doubleValue(), heads, advantage.isNumber()
                        && !type.getKey().equals("flat") ? NumberText.percent(advantage.doubleValue() / 100) : ""));
            });
            figures.append(Html.figure("Validation error, layer " + layer.get("layer").asText(), strip(rows), "Points: heads, each a mean "
                    + "over seeds of the lowest validation error. Lines: mean of the heads. To the right: by how much it is below flat."));
        }
        return figures.toString();
    }

    private static String strip(List<Row> rows) {
        double low = rows.stream().flatMap(row -> row.heads().stream()).mapToDouble(Math::log10).min().orElse(0) - 0.05;
        double high = rows.stream().flatMap(row -> row.heads().stream()).mapToDouble(Math::log10).max().orElse(1) + 0.05;
        double bottom = TOP + ROW * rows.size();
        Svg svg = new Svg(WIDTH, bottom + 46, "Validation errors by type and head.");
        PlotFrame frame = new PlotFrame(new Scale(low, high, LEFT, WIDTH - 62), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.decades(low, high), List.of());
        for (int n = 0; n < rows.size(); n++) {
            Row row = rows.get(n);
            double y = TOP + ROW * (n + 0.5);
            svg.text(LEFT - 8, y + 4, "end", "tick", row.name());
            row.heads().forEach(mse -> svg.circle(frame.x().at(Math.log10(mse)), y, 3, "fill-random"));
            double mean = frame.x().at(Math.log10(row.mean()));
            svg.line(mean, y - ROW / 2 + 2, mean, y + ROW / 2 - 2, "median atom");
            svg.text(WIDTH - 2, y + 4, "end", "tick", row.note());
        }
        frame.label(svg, "validation error", "");
        return svg.toString();
    }
}
