package org.writesae.report;

import java.util.List;
import java.util.function.UnaryOperator;

/** The pieces of HTML a report is made of. */
final class Html {

    private Html() {
    }

    /**
     * A whole page that needs nothing else.
     *
     * @param body HTML after the title
     */
    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<title>" + escape(title) + "</title>\n<style>\n" + ReportStyle.SHEET + "</style>\n</head>\n<body>\n"
                + "<header>\n<h1>" + escape(title) + "</h1>\n" + body + "</main>\n</body>\n</html>\n";
    }

    /** Text made safe inside an element or a quoted attribute. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /**
     * A table in a frame of its own that scrolls sideways where the screen is narrow. Cells are text, the first
     * of each row a heading. End tags that HTML does not need are left out: a list of firings is long.
     */
    static String table(String caption, List<String> head, List<List<String>> rows) {
        StringBuilder out = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table>\n");
        if (!caption.isEmpty()) {
            out.append("<caption>").append(escape(caption)).append("</caption>\n");
        }
        out.append("<thead><tr>");
        head.forEach(cell -> out.append("<th scope=\"col\">").append(escape(cell)));
        out.append("\n<tbody>\n");
        for (List<String> row : rows) {
            out.append("<tr><th scope=\"row\">").append(escape(row.get(0)));
            row.subList(1, row.size()).forEach(cell -> out.append("<td>").append(escape(cell)));
            out.append('\n');
        }
        return out.append("</table></div>\n").toString();
    }

    /** Our own wording as HTML: escaped, and {@code KL_atom} or {@code S_t} with a lowered index. */
    static String prose(String text) {
        return escape(text).replaceAll("\\b(KL|S)_(\\w+)|(Δ)_(\\w+)", "$1$3<sub>$2$4</sub>");
    }

    static String figure(String title, String drawing, String caption) {
        return "<figure>\n<h3>" + escape(title) + "</h3>\n" + drawing + "<figcaption>" + prose(caption)
                + "</figcaption>\n</figure>\n";
    }

    /**
     * Terms and what is said of them.
     *
     * @param form how a text becomes HTML: {@link #escape} for text from a file, {@link #prose} for our own
     */
    static String definitions(List<List<String>> entries, UnaryOperator<String> form) {
        StringBuilder out = new StringBuilder("<dl>\n");
        for (List<String> entry : entries) {
            out.append("<div><dt>").append(escape(entry.get(0))).append("</dt><dd>").append(form.apply(entry.get(1)))
                    .append("</dd></div>\n");
        }
        return out.append("</dl>\n").toString();
    }
}
