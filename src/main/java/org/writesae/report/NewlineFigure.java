package org.writesae.report;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Newlines of a text by condition, with their intervals, and the unpushed texts' number as a line (after Fig 6). */
final class NewlineFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 108;
    private static final double RIGHT = 356;
    private static final double TOP = 30;
    private static final double ROW = 26;

    @Override
    public String claim() {
        return "newline_steering_4B";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode conditions = result.path("summary").path("conditions");
        if (conditions.isEmpty()) {
            return "";
        }
        return Html.figure("Newlines of a generated text", draw(conditions, result.path("summary").path("newlines")),
                "Mean over " + result.path("n_prompts").asInt() + " prompts of " + result.path("n_tokens").asInt()
                + " tokens each. Whiskers: 95 % bootstrap over prompts of each condition by itself. p: paired t test against the "
                + "baseline, for doses times the number of doses. The control pushes other features. Labels: "
                + result.path("config").path("labels").asText() + ".");
    }

    private static String draw(JsonNode conditions, JsonNode tests) {
        List<Map.Entry<String, JsonNode>> rows = List.copyOf(conditions.properties());
        double highest = rows.stream().mapToDouble(row -> row.getValue().path("n_newlines_ci").path(1).doubleValue()).max().orElse(0);
        double bottom = TOP + ROW * rows.size() + 6;
        double high = Math.max(1, 1.08 * highest);
        PlotFrame frame = new PlotFrame(new Scale(0, high, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative(rows));
        frame.draw(svg, Ticks.counts(high), List.of());
        double baseline = frame.x().at(rows.getFirst().getValue().path("n_newlines").doubleValue());
        svg.line(baseline, TOP - 4, baseline, bottom, "diagonal");
        svg.text(WIDTH - 4, TOP - 10, "end", "note", "p");
        for (int n = 0; n < rows.size(); n++) {
            row(svg, frame, rows.get(n), tests.path(rows.get(n).getKey()), TOP + ROW * (n + 0.5) + 3);
        }
        frame.label(svg, "newlines", "");
        return svg.toString();
    }

    private static void row(Svg svg, PlotFrame frame, Map.Entry<String, JsonNode> row, JsonNode test, double y) {
        JsonNode interval = row.getValue().path("n_newlines_ci");
        svg.text(LEFT - 9, y + 4, "end", "tick", name(row.getKey()));
        svg.line(frame.x().at(interval.path(0).doubleValue()), y, frame.x().at(interval.path(1).doubleValue()), y, "interval");
        svg.circle(frame.x().at(row.getValue().path("n_newlines").doubleValue()), y, 4.5, fill(row.getKey()));
        JsonNode p = test.has("p_adjusted") ? test.get("p_adjusted") : test.path("p");
        if (test.isObject()) {
            svg.text(WIDTH - 4, y + 4, "end", "tick", NumberText.number(p.isNumber() ? p.doubleValue() : Double.NaN));
        }
    }

    /** "boundary 5×" */
    private static String name(String condition) {
        return condition.replaceAll("^(\\w+)_boost_(.*)x$", "$1 $2×");
    }

    private static String fill(String condition) {
        return condition.startsWith("boundary") ? "fill-atom" : condition.startsWith("random") ? "fill-random" : "fill-delete";
    }

    private static String alternative(List<Map.Entry<String, JsonNode>> rows) {
        StringBuilder text = new StringBuilder("Mean number of newlines of a text:");
        rows.forEach(row -> text.append(' ').append(name(row.getKey())).append(' ')
                .append(NumberText.number(row.getValue().path("n_newlines").doubleValue())).append('.'));
        return text.toString();
    }
}
