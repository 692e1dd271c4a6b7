package org.writesae.report;

import java.util.Locale;

/**
 * An inline SVG drawing, as text. Colours and fonts come from the page's style sheet by class, so a figure
 * follows the light or dark scheme. Coordinates are in user units, x to the right, y down.
 */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** @param alternative what the figure shows, for those who do not see it */
    Svg(double width, double height, String alternative) {
        out.append("<svg viewBox=\"0 0 ").append(number(width)).append(' ').append(number(height))
                .append("\" role=\"img\" aria-label=\"").append(Html.escape(alternative)).append("\">\n");
    }

    Svg line(double fromX, double fromY, double toX, double toY, String style) {
        return path("M" + number(fromX) + " " + number(fromY) + "L" + number(toX) + " " + number(toY), style);
    }

    Svg rectangle(double x, double y, double width, double height, String style) {
        out.append("<rect class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"")
                .append(number(y)).append("\" width=\"").append(number(width)).append("\" height=\"")
                .append(number(height)).append("\"/>\n");
        return this;
    }

    Svg circle(double x, double y, double radius, String style) {
        out.append("<circle class=\"").append(style).append("\" cx=\"").append(number(x)).append("\" cy=\"")
                .append(number(y)).append("\" r=\"").append(number(radius)).append("\"/>\n");
        return this;
    }

    Svg path(String data, String style) {
        out.append("<path class=\"").append(style).append("\" d=\"").append(data).append("\"/>\n");
        return this;
    }

    /** @param anchor start, middle or end: which part of the text is at x */
    Svg text(double x, double y, String anchor, String style, String content) {
        out.append("<text class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"")
                .append(number(y)).append("\" text-anchor=\"").append(anchor).append("\">")
                .append(Html.escape(content)).append("</text>\n");
        return this;
    }

    /** Text that reads upwards, centred at the point. */
    Svg uprightText(double x, double y, String style, String content) {
        out.append("<text class=\"").append(style).append("\" text-anchor=\"middle\" transform=\"translate(")
                .append(number(x)).append(' ').append(number(y)).append(") rotate(-90)\">")
                .append(Html.escape(content)).append("</text>\n");
        return this;
    }

    /** At most one decimal: finer than a screen shows, and a cloud of points stays small. */
    static String number(double coordinate) {
        String text = String.format(Locale.ROOT, "%.1f", coordinate);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }
}
