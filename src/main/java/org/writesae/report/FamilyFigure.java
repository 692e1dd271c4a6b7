package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Classes of the atoms by activation, as stacked bars: registers, bundles, and those that never fire. */
final class FamilyFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 142;
    private static final double ROW = 26;
    private static final double TOP = 26;

    @Override
    public String claim() {
        return "sae_family_invariance";
    }

    @Override
    public String html(JsonNode result) {
        List<JsonNode> rows = new ArrayList<>();
        result.path("partitions").forEach(rows::add);
        if (rows.isEmpty()) {
            return "";
        }
        double atoms = rows.getFirst().at("/partition/n_features").doubleValue();
        double bottom = TOP + ROW * rows.size();
        Svg svg = new Svg(WIDTH, bottom + 46, "Registers, bundles and silent atoms by activation.");
        PlotFrame frame = new PlotFrame(new Scale(0, atoms, LEFT, WIDTH - 10), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.counts(atoms), List.of());
        svg.rectangle(LEFT, 4, 12, 12, "area atom").text(LEFT + 16, 15, "start", "label", "registers");
        svg.rectangle(LEFT + 90, 4, 12, 12, "area delete").text(LEFT + 106, 15, "start", "label", "bundles");
        for (int n = 0; n < rows.size(); n++) {
            JsonNode classes = rows.get(n).get("partition");
            double y = TOP + ROW * n + 5;
            double registers = frame.x().at(classes.get("register_count").doubleValue());
            double alive = frame.x().at(classes.get("register_count").doubleValue() + classes.get("bundle_count").doubleValue());
            svg.text(LEFT - 6, y + 12, "end", "tick", rows.get(n).at("/run/tag").asText().replace("bilinear_", "") + ", seed "
                    + rows.get(n).at("/run/seed").asText());
            svg.rectangle(LEFT, y, registers - LEFT, ROW - 10, "area atom");
            svg.rectangle(registers, y, alive - registers, ROW - 10, "area delete");
        }
        frame.label(svg, "atoms", "");
        return Html.figure("Classes under other activations", svg.toString(),
                "The rest of each line never fires. Median cosines and validation "
                + "errors are in the result.");
    }
}
