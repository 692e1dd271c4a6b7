package org.writesae.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.Numbers;

/** Verdicts one a line, no wider than a terminal: a long reason that several have is said once, below. */
final class VerdictTable {
    private static final int DIGITS = 5;
    private static final int WIDEST_PRINTED = 24;
    private static final int NARROWEST_WHY = 24;
    private static final String GAP = "  ";
    private static final List<String> HEAD = List.of("number", "here", "published", "verdict", "why");

    private final List<ComparedNumber> compared;
    private final int[] widths;
    private final Map<String, Integer> notes = new LinkedHashMap<>();

    VerdictTable(List<ComparedNumber> compared) {
        this.compared = compared;
        widths = new int[HEAD.size() - 1];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[column] = Math.max(HEAD.get(at).length(), compared.stream().mapToInt(number -> cells(number).get(at).length()).max()
                    .orElse(0));
        }
        Map<String, Long> times = compared.stream().map(ComparedNumber::why)
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        times.forEach((why, count) -> {
            if (count > 1 && why.length() > whyWidth()) {
                notes.put(why, notes.size() + 1);
            }
        });
    }

    void print(PrintWriter out) {
        out.println(line(HEAD.subList(0, widths.length), HEAD.getLast()));
        String indent = " ".repeat(Lines.WIDTH - whyWidth());
        for (ComparedNumber number : compared) {
            String why = notes.containsKey(number.why()) ? "(" + notes.get(number.why()) + ")" : number.why();
            List<String> lines = Lines.of(why, whyWidth());
            out.println(line(cells(number), lines.getFirst()));
            lines.stream().skip(1).forEach(further -> out.println(indent + further));
        }
        notes.forEach((why, note) -> out.println(Lines.paragraph("(" + note + ") ", why, 4)));
    }

    /** What the other columns leave. */
    private int whyWidth() {
        int used = 0;
        for (int width : widths) {
            used += width + GAP.length();
        }
        return Math.max(NARROWEST_WHY, Lines.WIDTH - used);
    }

    private static List<String> cells(ComparedNumber number) {
        String printed = number.printed();
        return List.of(number.id(), Numbers.significant(number.measured(), DIGITS), printed.length() <= WIDEST_PRINTED ? printed
                : printed.substring(0, WIDEST_PRINTED - 1) + "…", number.outcome().label());
    }

    private String line(List<String> cells, String why) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(cells.get(column)).append(" ".repeat(widths[column] - cells.get(column).length())).append(GAP);
        }
        return line.append(why).toString();
    }
}
