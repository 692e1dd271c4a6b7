package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

/** App H: each atom on the axes that registers and bundles are compared on, with the median of each class. */
final class ClassAxesFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 74;
    private static final double RIGHT = 408;
    private static final double PANEL = 112;
    private static final String[][] AXES = {{"delta_kl", "median_delta_kl", "KL of deletion − KL of atom, nats"},
        {"top1_changes_ablate", "top1_changes_ablate", "share of firings: top-1 changes under deletion"},
        {"top1_changes_atom", "top1_changes_atom", "share of firings: top-1 changes under the atom"},
        {"n_firings_counted", "n_firings_counted", "firings over the counted tokens"}};

    @Override
    public String claim() {
        return "register_vs_bundle_appH";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode summary = result.path("summary");
        if (!summary.has("delta_kl")) {
            return "";
        }
        Svg svg = new Svg(WIDTH, AXES.length * PANEL + 4, "Registers and bundles on four axes; medians in the table.");
        List<List<String>> rows = new ArrayList<>();
        for (int n = 0; n < AXES.length; n++) {
            panel(svg, result.get("atoms"), summary.get(AXES[n][0]), AXES[n], n * PANEL);
            JsonNode axis = summary.get(AXES[n][0]);
            rows.add(List.of(AXES[n][2], NumberText.number(axis.get("register_median").asDouble()),
                    NumberText.number(axis.get("bundle_median").asDouble()), NumberText.number(axis.get("cliffs_delta").asDouble()),
                    NumberText.number(axis.get("dominance_2p_minus_1").asDouble()),
                    NumberText.number(axis.path("mann_whitney_p").asDouble(Double.NaN))));
        }
        return Html.figure("Registers and bundles beyond the win rate", svg.toString() + Html.table("",
                List.of("axis", "registers", "bundles", "Cliff's δ", "2p − 1", "Mann-Whitney p"), rows),
                summary.get("n_registers").asInt() + " registers, " + summary.get("n_bundles").asInt() + " bundles; one dot an atom, lines "
                        + "are medians. Cliff's δ is above 0 where registers are larger; 2p − 1 counts ties as losses.");
    }

    /** Every second one where labels would meet. */
    private static List<Ticks.Tick> fewer(List<Ticks.Tick> ticks) {
        return ticks.size() <= 4 ? ticks
                : IntStream.range(0, ticks.size()).filter(n -> n % 2 == 0).mapToObj(ticks::get).toList();
    }

    private static void panel(Svg svg, JsonNode atoms, JsonNode axis, String[] names, double top) {
        double low = 0;
        double high = Double.MIN_NORMAL;
        for (JsonNode atom : atoms) {
            low = Math.min(low, atom.get(names[1]).asDouble());
            high = Math.max(high, atom.get(names[1]).asDouble());
        }
        double margin = 0.03 * (high - low);
        PlotFrame frame = new PlotFrame(new Scale(low - margin, high + margin, LEFT, RIGHT), new Scale(0, 2, top + 66, top + 10));
        frame.draw(svg, fewer(Ticks.linear(low - margin, high + margin)), List.of());
        String[][] classes = {{"register", "registers", "atom"}, {"bundle", "bundles", "random"}};
        for (int row = 0; row < classes.length; row++) {
            double y = top + 24 + 28 * row;
            StringBuilder points = new StringBuilder("M0 0");
            for (JsonNode atom : atoms) {
                if (atom.get("class").asText().equals(classes[row][0])) {
                    points.append('M').append(Svg.number(frame.x().at(atom.get(names[1]).asDouble()))).append(' ')
                            .append(Svg.number(y)).append("h0");
                }
            }
            svg.path(points.toString(), "points " + classes[row][2]);
            double median = frame.x().at(axis.get(classes[row][0] + "_median").asDouble());
            svg.line(median, y - 12, median, y + 12, "interval");
            svg.text(LEFT - 8, y + 4, "end", "tick", classes[row][1]);
        }
        frame.label(svg, names[2], "");
    }
}
