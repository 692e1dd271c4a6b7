package org.writesae.report;

import java.util.List;

import org.writesae.experiment.FeatureRow;
import org.writesae.experiment.SubstitutionSummary;

/** The win rate of each feature with its Wilson interval, one line per feature, and the pooled rate. */
final class WinRateStrip {
    private static final double WIDTH = 400;
    private static final double RIGHT = 340;
    private static final double TOP = 30;
    private static final double ROW = 22;

    private WinRateStrip() {
    }

    static String draw(SubstitutionSummary summary) {
        List<FeatureRow> rows = summary.features();
        boolean cells = rows.stream().mapToInt(row -> 1000 * row.layer() + row.head()).distinct().count() > 1;
        double left = cells ? 108 : 62;
        double bottom = TOP + ROW * rows.size() + 6;
        Svg svg = new Svg(WIDTH, bottom + 46, alternative(summary));
        PlotFrame frame = new PlotFrame(new Scale(0, 1, left, RIGHT), new Scale(0, 1, bottom, TOP));
        frame.draw(svg, Ticks.shares(1), List.of());
        svg.line(frame.x().at(0.5), TOP, frame.x().at(0.5), bottom, "diagonal");
        double pooled = frame.x().at(summary.winRate());
        svg.line(pooled, TOP - 8, pooled, bottom, "median atom");
        svg.text(Math.max(pooled + 4, left + 90), TOP - 13, "end", "label text-atom", "pooled " + NumberText.percent(summary.winRate()));
        svg.text(WIDTH - 4, TOP - 13, "end", "note", "firings");
        for (int i = 0; i < rows.size(); i++) {
            row(svg, frame, rows.get(i), TOP + ROW * (i + 0.5) + 3, cells);
        }
        frame.label(svg, "share of firings the atom wins", "");
        return svg.toString();
    }

    private static void row(Svg svg, PlotFrame frame, FeatureRow row, double y, boolean cells) {
        String name = cells ? "L" + row.layer() + " H" + row.head() + " F" + row.featureId() : "F" + row.featureId();
        svg.text(frame.x().from() - 9, y + 4, "end", "tick", name);
        svg.line(frame.x().at(row.winRateCi().low()), y, frame.x().at(row.winRateCi().high()), y, "interval");
        svg.circle(frame.x().at(row.winRate()), y, 4.5, "fill-atom");
        svg.text(WIDTH - 4, y + 4, "end", "tick", Integer.toString(row.nFirings()));
    }

    private static String alternative(SubstitutionSummary summary) {
        StringBuilder text = new StringBuilder("Win rate of each feature with its 95 % interval; pooled "
                + NumberText.percent(summary.winRate()) + ".");
        for (FeatureRow row : summary.features()) {
            text.append(" F").append(row.featureId()).append(": ").append(NumberText.percent(row.winRate()))
                    .append(" of ").append(row.nFirings()).append('.');
        }
        return text.toString();
    }
}
