package org.writesae.report;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Rise of the loss of each passage without its register writes and with random ones, as pairs (after Fig 2b). */
final class PassageNllFigure implements ClaimFigure {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 320;
    private static final double LEFT = 72;
    private static final double RIGHT = 388;
    private static final double TOP = 20;
    private static final double BOTTOM = 266;
    private static final double DELETE = 1;
    private static final double RANDOM = 3;

    @Override
    public String claim() {
        return "passage_nll";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode records = result.path("records");
        JsonNode summary = result.path("summary");
        if (records.isEmpty() || !summary.has("mean_delta_delete")) {
            return "";
        }
        String control = result.path("config").path("control").asText().equals("add") ? "added to them" : "in their place";
        return Html.figure("Loss without the register writes", draw(records, summary),
                "Rise of the loss of " + records.size() + " passages where every write at a register firing is deleted, and with random "
                        + "rank-1 matrices of the same norm " + control + ". Bars: means with 95 % interval, percentile bootstrap over "
                        + "passages. Random above deletion in " + summary.get("random_above_delete").asInt() + ".");
    }

    private static String draw(JsonNode records, JsonNode summary) {
        double low = 0;
        double high = 0;
        for (JsonNode record : records) {
            low = Math.min(low, Math.min(record.get("delta_delete").doubleValue(), record.get("delta_random").doubleValue()));
            high = Math.max(high, Math.max(record.get("delta_delete").doubleValue(), record.get("delta_random").doubleValue()));
        }
        double margin = high > low ? 0.06 * (high - low) : 1;
        Scale y = new Scale(low - margin, high + margin, BOTTOM, TOP);
        PlotFrame frame = new PlotFrame(new Scale(0, 4, LEFT, RIGHT), y);
        Svg svg = new Svg(WIDTH, HEIGHT, alternative(summary));
        frame.draw(svg, List.of(), Ticks.linear(y.low(), y.high()));
        svg.line(LEFT, y.at(0), RIGHT, y.at(0), "diagonal");
        for (JsonNode record : records) {
            double delete = y.at(record.get("delta_delete").doubleValue());
            double random = y.at(record.get("delta_random").doubleValue());
            svg.line(frame.x().at(DELETE), delete, frame.x().at(RANDOM), random, "grid");
            svg.circle(frame.x().at(DELETE), delete, 3, "fill-delete");
            svg.circle(frame.x().at(RANDOM), random, 3, "fill-random");
        }
        mean(svg, frame, DELETE - 0.3, summary, "delete");
        mean(svg, frame, RANDOM + 0.3, summary, "random");
        svg.text(frame.x().at(DELETE), BOTTOM + 18, "middle", "tick", "deleted")
                .text(frame.x().at(RANDOM), BOTTOM + 18, "middle", "tick", "random");
        frame.label(svg, "write at register firings", "Δ loss, bits per token");
        return svg.toString();
    }

    private static void mean(Svg svg, PlotFrame frame, double place, JsonNode summary, String kind) {
        double x = frame.x().at(place);
        double y = frame.y().at(summary.get("mean_delta_" + kind).doubleValue());
        JsonNode interval = summary.get("mean_delta_" + kind + "_ci95");
        svg.line(x, frame.y().at(interval.get(0).doubleValue()), x, frame.y().at(interval.get(1).doubleValue()), "interval");
        svg.line(x - 9, y, x + 9, y, "median " + kind);
    }

    private static String alternative(JsonNode summary) {
        return "Pairs of points, one for each passage. Mean rise of the loss with the writes deleted "
                + NumberText.number(summary.get("mean_delta_delete").doubleValue()) + ", with random ones "
                + NumberText.number(summary.get("mean_delta_random").doubleValue()) + " bits per token.";
    }
}
