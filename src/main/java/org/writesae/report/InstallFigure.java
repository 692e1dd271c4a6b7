package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.install.InstallJson;

/** Share of trials in which the target appears, by class and size of the edit, beside that of the unedited text (after Fig 5). */
final class InstallFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 58;
    private static final double RIGHT = 408;
    private static final double TOP = 42;
    private static final double BOTTOM = 262;
    private static final List<String> FILLS = List.of("fill-random", "fill-atom", "fill-delete");

    @Override
    public String claim() {
        return "behavioral_steering_100pct_midrank";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode classes = result.path("summary").path("classes");
        if (classes.isEmpty()) {
            return "";
        }
        JsonNode config = result.path("config");
        return Html.figure("Target tokens that appear", draw(groups(result), magnitudes(config)),
                "Share of trials with the target among the " + config.path("max_tokens").asInt() + " tokens generated after "
                + config.path("edits").asInt() + " edits of size m. Whiskers: 95 % bootstrap over (prompt, target). Dashed: the same targets "
                + "in the unedited text. Size 1 is " + (config.path("norm").asText().equals("write") ? "the norm of the native write"
                        : "‖k vᵀ‖, without β") + "; prompts and targets are not the paper's.");
    }

    private static List<Map.Entry<String, JsonNode>> groups(JsonNode result) {
        List<Map.Entry<String, JsonNode>> groups = new ArrayList<>();
        groups.add(Map.entry("pooled", result.path("summary").path("pooled")));
        groups.addAll(result.path("summary").path("classes").properties());
        return groups;
    }

    private static List<Double> magnitudes(JsonNode config) {
        List<Double> magnitudes = new ArrayList<>();
        config.path("magnitudes").forEach(m -> magnitudes.add(m.doubleValue()));
        return magnitudes;
    }

    private static String draw(List<Map.Entry<String, JsonNode>> groups, List<Double> magnitudes) {
        PlotFrame frame = new PlotFrame(new Scale(0, groups.size(), LEFT, RIGHT), new Scale(0, 1, BOTTOM, TOP));
        Svg svg = new Svg(WIDTH, BOTTOM + 46, alternative(groups, magnitudes));
        frame.draw(svg, List.of(), Ticks.shares(1));
        for (int g = 0; g < groups.size(); g++) {
            group(svg, frame, g, groups.get(g).getValue(), magnitudes);
            svg.text(frame.x().at(g + 0.5), BOTTOM + 18, "middle", "tick", groups.get(g).getKey());
        }
        for (int n = 0; n < magnitudes.size(); n++) {
            double x = LEFT + 12 + n * 84;
            svg.rectangle(x, TOP - 30, 11, 11, fill(n));
            svg.text(x + 16, TOP - 20, "start", "tick", "m = " + magnitudes.get(n).toString().replaceAll("\\.0$", ""));
        }
        frame.label(svg, "", "target appears");
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 38, "middle", "label", "class of the target");
        return svg.toString();
    }

    private static void group(Svg svg, PlotFrame frame, int g, JsonNode byMagnitude, List<Double> magnitudes) {
        double slot = 0.8 / magnitudes.size();
        for (int n = 0; n < magnitudes.size(); n++) {
            JsonNode rates = byMagnitude.path(InstallJson.key(magnitudes.get(n)));
            double from = frame.x().at(g + 0.1 + n * slot);
            double width = frame.x().at(g + 0.1 + (n + 0.85) * slot) - from;
            double top = frame.y().at(rates.path("inclusion").doubleValue());
            svg.rectangle(from, top, width, BOTTOM - top, fill(n));
            JsonNode interval = rates.path("inclusion_ci");
            svg.line(from + width / 2, frame.y().at(interval.path(0).doubleValue()), from + width / 2,
                    frame.y().at(interval.path(1).doubleValue()), "interval");
        }
        double level = frame.y().at(byMagnitude.path(InstallJson.key(magnitudes.getFirst())).path("native_inclusion").doubleValue());
        svg.line(frame.x().at(g + 0.05), level, frame.x().at(g + 0.95), level, "diagonal");
    }

    private static String fill(int n) {
        return FILLS.get(n % FILLS.size());
    }

    private static String alternative(List<Map.Entry<String, JsonNode>> groups, List<Double> magnitudes) {
        StringBuilder text = new StringBuilder("Share of trials in which the target appears, by class and size of the edit:");
        for (Map.Entry<String, JsonNode> group : groups) {
            text.append(' ').append(group.getKey());
            for (double m : magnitudes) {
                JsonNode rates = group.getValue().path(InstallJson.key(m));
                text.append(' ').append(NumberText.percent(rates.path("inclusion").doubleValue())).append(" at ").append(m);
            }
            text.append(", unedited ").append(NumberText.percent(group.getValue().path(InstallJson.key(magnitudes.getFirst()))
                    .path("native_inclusion").doubleValue())).append('.');
        }
        return text.toString();
    }
}
