package org.writesae.cli;

import java.util.ArrayList;
import java.util.List;

/** Text broken at spaces into lines that a terminal shows whole. */
final class Lines {
    /** Columns that printed text keeps to. */
    static final int WIDTH = 120;

    private Lines() {
    }

    /** Lines of at most {@code width} columns; a longer word has a line of its own. */
    static List<String> of(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /**
     * A paragraph of {@link #WIDTH} columns.
     *
     * @param start  what stands in front of its first line
     * @param indent how far in its other lines are, no less than the start is long
     */
    static String paragraph(String start, String text, int indent) {
        return start + String.join("\n" + " ".repeat(indent), of(text, WIDTH - indent));
    }
}
