package org.writesae.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Changes as horizontal bars from zero, a row each. */
final class ChangeBars {
    private static final double WIDTH = 520;
    private static final double LEFT = 190;
    private static final double RIGHT = 440;
    private static final double TOP = 8;
    private static final double ROW = 24;

    /** @param change in the unit of the drawing */
    record Row(String name, double change) {
    }

    private final List<Row> rows;
    private final String what;
    private final String unit;

    /** Changes of perplexity in per cent. */
    ChangeBars(List<Row> rows) {
        this(rows, "change of perplexity", "%");
    }

    /**
     * @param what what changes
     * @param unit per cent stands at every number, any other at the axis only
     */
    ChangeBars(List<Row> rows, String what, String unit) {
        this.rows = rows;
        this.what = what;
        this.unit = unit;
    }

    String draw() {
        double low = Math.min(0, rows.stream().mapToDouble(Row::change).min().orElse(0));
        double high = Math.max(0, rows.stream().mapToDouble(Row::change).max().orElse(0));
        double margin = high > low ? 0.05 * (high - low) : 1;
        double bottom = TOP + ROW * rows.size() + 4;
        PlotFrame frame = new PlotFrame(new Scale(low - margin, high + margin, LEFT, RIGHT), new Scale(0, 1, bottom, TOP));
        Svg svg = new Svg(WIDTH, bottom + 46, alternative());
        frame.draw(svg, ticks(frame.x()), List.of());
        double zero = frame.x().at(0);
        for (int n = 0; n < rows.size(); n++) {
            double y = TOP + ROW * n;
            double end = frame.x().at(rows.get(n).change);
            svg.text(LEFT - 8, y + 16, "end", "tick", rows.get(n).name);
            svg.rectangle(Math.min(zero, end), y + 4, Math.abs(end - zero), ROW - 9, rows.get(n).change > 0 ? "area delete" : "area atom");
            svg.text(WIDTH - 4, y + 16, "end", "tick", shown(rows.get(n).change));
        }
        svg.line(zero, TOP, zero, bottom, "axis");
        svg.line(LEFT, bottom, RIGHT, bottom, "axis");
        svg.text((LEFT + RIGHT) / 2, bottom + 38, "middle", "label", what + ", " + unit);
        return svg.toString();
    }

    /** No more than five, or their labels would touch; zero among them. */
    private static List<Ticks.Tick> ticks(Scale x) {
        List<Ticks.Tick> all = Ticks.linear(x.low(), x.high());
        int zero = (int) all.stream().filter(tick -> tick.value() < -1e-12).count();
        int step = all.size() > 5 ? 2 : 1;
        return IntStream.range(0, all.size()).filter(n -> Math.floorMod(n - zero, step) == 0).mapToObj(all::get).toList();
    }

    private String shown(double change) {
        return (change > 0 ? "+" : "") + NumberText.number(change) + (unit.equals("%") ? "\u202f%" : "");
    }

    private String alternative() {
        StringBuilder text = new StringBuilder(what.substring(0, 1).toUpperCase(Locale.ROOT)).append(what.substring(1)).append('.');
        rows.forEach(row -> text.append(' ').append(row.name).append(": ").append(shown(row.change)).append('.'));
        return text.toString();
    }
}
