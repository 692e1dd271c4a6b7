package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Median cosine of the registers of each cell, and how many atoms are of each class (after Fig 4c and Table 11). */
final class CrossPartitionFigure implements ClaimFigure {
    private static final double WIDTH = 600;
    private static final double LEFT = 218;
    private static final double RIGHT = 446;
    private static final double TOP = 28;
    private static final double ROW = 24;

    @Override
    public String claim() {
        return "cross_arch_partition";
    }

    @Override
    public String html(JsonNode result) {
        List<JsonNode> cells = new ArrayList<>();
        result.at("/summary/cells").forEach(cells::add);
        if (cells.isEmpty()) {
            return "";
        }
        return Html.figure("Registers by model", draw(cells, result.at("/config/threshold").doubleValue()),
                "Each point the median, over the registers of a cell, of their median cosine to the " + result.at("/config/write").asText()
                        + " write; the line is the least that a register has. Right: registers, bundles, atoms that never fire.");
    }

    private static String draw(List<JsonNode> cells, double threshold) {
        double bottom = TOP + ROW * cells.size() + 6;
        double low = Math.log10(threshold > 0 ? threshold : 0.05) - 0.2;
        for (JsonNode cell : cells) {
            low = Math.min(low, hasRegisters(cell) ? Math.log10(cosine(cell)) - 0.1 : low);
        }
        StringBuilder alternative = new StringBuilder("Median cosine of the registers of each cell.");
        cells.forEach(cell -> alternative.append(' ').append(name(cell)).append(": ")
                .append(hasRegisters(cell) ? NumberText.number(cosine(cell)) : "no registers").append('.'));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative.toString());
        PlotFrame frame = new PlotFrame(new Scale(low, 0, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.decades(low, 0), List.of());
        if (threshold > 0) {
            svg.line(frame.x().at(Math.log10(threshold)), TOP - 8, frame.x().at(Math.log10(threshold)), bottom, "diagonal");
        }
        svg.text(WIDTH - 4, TOP - 13, "end", "note", "registers / bundles / dead");
        for (int n = 0; n < cells.size(); n++) {
            row(svg, frame, cells.get(n), TOP + ROW * (n + 0.5) + 3);
        }
        frame.label(svg, "median cosine of registers", "");
        return svg.toString();
    }

    private static void row(Svg svg, PlotFrame frame, JsonNode cell, double y) {
        svg.text(LEFT - 9, y + 4, "end", "tick", name(cell));
        svg.text(WIDTH - 4, y + 4, "end", "tick", cell.get("register_count").asText() + " / " + cell.get("bundle_count").asText() + " / "
                + cell.get("n_dead").asText());
        if (hasRegisters(cell)) {
            svg.circle(frame.x().at(Math.log10(cosine(cell))), y, 4.5, "fill-atom");
        } else {
            svg.text(LEFT + 6, y + 4, "start", "note", "no registers");
        }
    }

    private static String name(JsonNode cell) {
        return cell.get("model").asText() + " L" + cell.get("layer").asText() + " H" + cell.get("head").asText() + " k="
                + cell.get("k").asText();
    }

    /** A median that has a logarithm: with a negative threshold there may be none. */
    private static boolean hasRegisters(JsonNode cell) {
        return cosine(cell) > 0;
    }

    private static double cosine(JsonNode cell) {
        return cell.path("median_register_cosine").asDouble(Double.NaN);
    }
}
