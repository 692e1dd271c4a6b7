package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;

import org.writesae.reference.published.NotJudged;

/** The published numbers of a claim that have no verdict, and why, as text. */
final class NotJudgedText {
    private static final String INDENT = "  ";

    private NotJudgedText() {
    }

    /** How many there are, then a paragraph for each reason; nothing where there are none. */
    static void print(List<NotJudged> groups, PrintWriter out) {
        if (groups.isEmpty()) {
            return;
        }
        out.println("not judged: " + NotJudged.heading(groups));
        for (NotJudged group : groups) {
            out.println(Lines.paragraph(INDENT, group.reason() + ": " + String.join(", ", group.numbers()), 2 * INDENT.length()));
        }
    }
}
