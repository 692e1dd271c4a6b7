package org.writesae.report;

import java.util.List;

import org.writesae.experiment.QuartileRow;
import org.writesae.stats.Interval;
import org.writesae.stats.ProportionInterval;

/** The share of firings the atom does not win, by quartile of KL_delete (after Fig 14c of the paper). */
final class QuartileFailures {
    private static final double WIDTH = 400;
    private static final double LEFT = 58;
    private static final double RIGHT = 388;
    private static final double TOP = 18;
    private static final double BOTTOM = 248;

    private QuartileFailures() {
    }

    static String draw(List<QuartileRow> rows) {
        double highest = rows.stream().filter(row -> row.nFirings() > 0)
                .mapToDouble(row -> interval(row).high()).max().orElse(1);
        PlotFrame frame = new PlotFrame(new Scale(0, rows.size(), LEFT, RIGHT),
                new Scale(0, Math.max(0.02, highest * 1.05), BOTTOM, TOP));
        Svg svg = new Svg(WIDTH, BOTTOM + 64, alternative(rows));
        frame.draw(svg, List.of(), Ticks.shares(frame.y().high()));
        for (int i = 0; i < rows.size(); i++) {
            bar(svg, frame, rows.get(i), i + 0.5);
        }
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis").line(LEFT, BOTTOM, LEFT, TOP, "axis");
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 56, "middle", "label", "quartile of KL of deletion (upper bound, nats)");
        svg.uprightText(13, (TOP + BOTTOM) / 2, "label", "share of failures");
        return svg.toString();
    }

    private static void bar(Svg svg, PlotFrame frame, QuartileRow row, double place) {
        double x = frame.x().at(place);
        svg.text(x, BOTTOM + 18, "middle", "tick", "Q" + row.quartile());
        svg.text(x, BOTTOM + 34, "middle", "tick", "≤ " + NumberText.number(row.upperDelete()));
        if (row.nFirings() == 0) {
            return;
        }
        double y = frame.y().at(row.failureRate());
        svg.rectangle(x - 24, y, 48, BOTTOM - y, "area delete");
        svg.line(x, frame.y().at(interval(row).low()), x, frame.y().at(interval(row).high()), "interval");
        svg.text(x + 6, y - 5, "start", "tick", NumberText.percent(row.failureRate()));
    }

    private static Interval interval(QuartileRow row) {
        return ProportionInterval.wilson(row.failures(), row.nFirings());
    }

    private static String alternative(List<QuartileRow> rows) {
        StringBuilder text = new StringBuilder("Share of firings the atom does not win, by quartile of KL of deletion:");
        for (QuartileRow row : rows) {
            text.append(" Q").append(row.quartile()).append(' ').append(NumberText.percent(row.failureRate()))
                    .append(" of ").append(row.nFirings()).append('.');
        }
        return text.toString();
    }
}
