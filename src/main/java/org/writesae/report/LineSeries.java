package org.writesae.report;

import java.util.List;

/**
 * Points over whole numbers with a line through them, and what they are in the corner.
 *
 * @param points from left to right
 * @param place  which of several series: gives its colour and its row in the corner
 */
record LineSeries(String name, List<Point> points, int place) {
    /** Height of a name. */
    static final double ROW = 18;
    private static final List<String> STYLES = List.of("atom", "delete", "random");

    /** @param spread half the length of the line through the point */
    record Point(int x, double y, double spread) {
    }

    void draw(Svg svg, PlotFrame frame) {
        String style = STYLES.get(place % STYLES.size());
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            // A little apart, or the lines through points of several series would hide each other.
            double x = frame.x().at(point.x) + 5 * place;
            double y = frame.y().at(point.y);
            path.append(path.isEmpty() ? 'M' : 'L').append(Svg.number(x)).append(' ').append(Svg.number(y));
            svg.line(x, frame.y().at(point.y - point.spread), x, frame.y().at(point.y + point.spread), "interval");
            svg.circle(x, y, 4, "fill-" + style);
        }
        if (!points.isEmpty()) {
            svg.path(path.toString(), "median " + style);
        }
        double left = frame.x().from();
        svg.rectangle(left, 2 + ROW * place, 12, 12, "area " + style);
        svg.text(left + 18, 12 + ROW * place, "start", "label", name);
    }
}
