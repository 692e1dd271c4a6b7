package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.stats.StudentT;

/** What raised features do to what they follow, in standard deviations; to the right is the way it should go. */
final class CausalClampFigure implements ClaimFigure {
    private static final double WIDTH = 600;
    private static final double LEFT = 210;
    private static final double RIGHT = 500;
    private static final double TOP = 28;
    private static final double ROW = 24;
    private static final double LEVEL = 0.95;
    /** Where all differences are nearly the same, d can be anything. */
    private static final double WIDEST = 3;
    private static final String INTERVALS = "Cohen's d of the paired differences, with its sign turned where ρ is below 0; lines are 95 % intervals of their "
            + "mean, small points the reconstruction of the state without anything raised.";

    /**
     * One line of the drawing.
     *
     * @param n           pairs
     * @param d           of the raised feature or features
     * @param alone       of the reconstruction alone; NaN for none
     * @param random      whether it is a control
     */
    private record Row(String name, int n, double d, double alone, double p, boolean random) {
    }

    @Override
    public String claim() {
        return "causal_clamp";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode parts = result.path("parts");
        return features(parts.at("/clamp/clamp"), "Features raised behind a prompt", "texts of "
                + parts.at("/clamp/clamp/gen_len").asText() + " tokens, "
                + parts.at("/clamp/clamp/n_prompts").asText() + " prompts. ")
                + features(parts.at("/logit/logit"), "Features raised in front of a token", "distributions behind the next token, "
                + parts.at("/logit/logit/n_prompts").asText() + " passages. ") + group(parts.at("/group/group"));
    }

    private static String features(JsonNode part, String title, String of) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode one : part.path("feature_results")) {
            double sign = one.get("rho").doubleValue() < 0 ? -1 : 1;
            rows.add(new Row("F" + one.get("feature_idx").asText() + " " + one.get("property").textValue().replace('_', ' '),
                    one.path("n_positions").asInt(one.path("n_prompts").intValue()), sign * one.get("cohens_d").doubleValue(),
                    sign * one.get("reconstruction_cohens_d").doubleValue(), one.get("p_value").doubleValue(), false));
        }
        JsonNode summary = part.path("summary");
        return rows.isEmpty() ? "" : Html.figure(title + cell(part), draw(rows), "The property that each feature follows, in " + of
                + summary.get("n_direction_aligned").asText() + " of " + rows.size() + " go the right way (one-sided sign test, p = "
                + NumberText.number(summary.get("sign_p").doubleValue()) + "). " + INTERVALS);
    }

    private static String group(JsonNode part) {
        if (!part.has("dose_results")) {
            return "";
        }
        double sign = part.get("main_property_direction").doubleValue();
        String main = part.get("main_property").textValue();
        List<Row> rows = new ArrayList<>();
        add(rows, "reconstruction", part, part.get("reconstruction"), true);
        part.get("dose_results").forEach(dose -> add(rows, dose.get("dose").asText() + " of the group", part, dose, false));
        part.get("random_controls").forEach(random -> add(rows, "random group " + (random.get("control_idx").intValue() + 1),
                part, random, true));
        return Html.figure("A group of features raised" + cell(part), draw(rows), main.replace('_', ' ') + ", which should "
                + (sign > 0 ? "grow" : "fall") + ", in texts of " + part.get("gen_len").asText() + " tokens, "
                + part.get("n_prompts").asText()
                + " prompts. Cohen's d of the paired differences" + (sign > 0 ? "" : ", with its sign turned")
                + "; lines are 95 % intervals of their mean.");
    }

    private static void add(List<Row> rows, String name, JsonNode part, JsonNode one, boolean control) {
        rows.add(new Row(name, part.get("n_prompts").intValue(),
                part.get("main_property_direction").doubleValue() * one.get("main_property_cohens_d").doubleValue(), Double.NaN,
                one.get("property_shifts").get(part.get("main_property").textValue()).get("p_value").doubleValue(), control));
    }

    private static String cell(JsonNode part) {
        return ", layer " + part.path("layer").asText() + " head " + part.path("head").asText();
    }

    private static String draw(List<Row> rows) {
        double most = rows.stream().mapToDouble(row -> Math.max(Math.abs(shown(row.d)) + half(row), Double.isNaN(row.alone) ? 0
                : Math.abs(shown(row.alone))))
                .filter(extent -> extent > 0).max().orElse(1) * 1.05;
        double bottom = TOP + ROW * rows.size() + 6;
        StringBuilder alternative = new StringBuilder("Cohen's d, above 0 the way it should go.");
        rows.forEach(row -> alternative.append(' ').append(row.name).append(": ").append(NumberText.number(row.d)).append('.'));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(new Scale(-most, most, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.linear(-most, most), List.of());
        svg.line(frame.x().at(0), TOP - 4, frame.x().at(0), bottom, "diagonal");
        svg.text(WIDTH - 4, TOP - 13, "end", "note", "p");
        for (int n = 0; n < rows.size(); n++) {
            row(svg, frame, rows.get(n), TOP + ROW * (n + 0.5) + 3);
        }
        frame.label(svg, "Cohen's d", "");
        return svg.toString();
    }

    private static void row(Svg svg, PlotFrame frame, Row row, double y) {
        double d = shown(row.d);
        svg.text(LEFT - 9, y + 4, "end", "tick", row.name);
        svg.line(frame.x().at(d - half(row)), y, frame.x().at(d + half(row)), y, "interval");
        svg.circle(frame.x().at(d), y, 4.5, row.random ? "fill-random" : "fill-atom");
        if (!Double.isNaN(row.alone)) {
            svg.circle(frame.x().at(shown(row.alone)), y, 2.5, "fill-delete");
        }
        svg.text(WIDTH - 4, y + 4, "end", "tick", NumberText.number(row.p));
    }

    private static double shown(double d) {
        return Math.clamp(d, -WIDEST, WIDEST);
    }

    /** Half the interval of the mean, in standard deviations; none where nothing changed. */
    private static double half(Row row) {
        return row.d == 0 ? 0 : StudentT.centralQuantile(LEVEL, row.n - 1.0) / Math.sqrt(row.n);
    }
}
