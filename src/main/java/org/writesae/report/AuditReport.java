package org.writesae.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.writesae.io.OutputFiles;
import org.writesae.reference.audit.Check;
import org.writesae.reference.audit.Part;
import org.writesae.reference.audit.Verdict;
import org.writesae.reference.published.Conflict;

/** The checks of the published numbers, and the conflicts of their sources, as one HTML page that needs nothing else. */
public final class AuditReport {
    private final List<Check> checks;
    private final List<Conflict> conflicts;

    private AuditReport(List<Check> checks, List<Conflict> conflicts) {
        this.checks = checks;
        this.conflicts = conflicts;
    }

    /** Writes the page whole or not at all. */
    public static void write(Path file, List<Check> checks, List<Conflict> conflicts) {
        byte[] page = html(checks, conflicts).getBytes(StandardCharsets.UTF_8);
        OutputFiles.write(file, out -> out.write(page));
    }

    /** The page as text. */
    static String html(List<Check> checks, List<Conflict> conflicts) {
        return new AuditReport(checks, conflicts).page();
    }

    private String page() {
        StringBuilder page = new StringBuilder("<p class=\"lead\">" + Html.escape(summary()) + "</p>\n"
                + "<p class=\"soft\">The numbers of WriteSAE, arXiv 2605.12770, its repository and its figures, held against "
                + "each other. OK~ holds within the rounding of the numbers it comes from; a check with several parts has "
                + "the worst verdict of them.</p>\n</header>\n<main>\n");
        page.append(jump(Verdict.FAIL)).append(jump(Verdict.NOTE));
        page.append("<h2>Checks</h2>\n");
        checks.forEach(check -> page.append(section(check)));
        page.append("<h2>Where the sources disagree</h2>\n");
        conflicts.forEach(conflict -> page.append(section(conflict)));
        return Html.page("The published numbers against each other", page.toString());
    }

    private String summary() {
        Map<Verdict, Long> counts = checks.stream().collect(Collectors.groupingBy(Check::verdict, TreeMap::new,
                Collectors.counting()));
        return checks.size() + " checks: " + counts.entrySet().stream().map(count -> count.getValue() + " "
                + count.getKey().label()).collect(Collectors.joining(", ")) + "; " + conflicts.size()
                + " places where the sources disagree.";
    }

    private String jump(Verdict verdict) {
        String links = checks.stream().filter(check -> check.verdict() == verdict)
                .map(check -> "<a href=\"#" + check.id() + "\">" + check.id() + "</a>").collect(Collectors.joining());
        return links.isEmpty() ? "" : "<p class=\"jump\">" + mark(verdict) + ": " + links + "</p>\n";
    }

    private static String section(Check check) {
        StringBuilder out = new StringBuilder("<section class=\"check\" id=\"" + check.id() + "\">\n<h3><span>" + check.id()
                + "</span>" + mark(check.verdict()) + "<span>" + Html.escape(check.title()) + "</span></h3>\n<ul>\n");
        check.parts().forEach(part -> out.append(line(part)));
        return out.append("</ul>\n<p>").append(Html.prose(check.why())).append("</p>\n</section>\n").toString();
    }

    private static String line(Part part) {
        String verdict = part.verdict() == null ? "<span></span>" : mark(part.verdict());
        String result = part.computed().isEmpty() ? "" : ": <b>" + Html.escape(part.result()) + "</b>";
        String published = part.published().isEmpty() ? ""
                : " <span class=\"published\">published: " + Html.escape(part.published()) + "</span>";
        return "<li>" + verdict + Html.escape(part.what()) + result + published + "</li>\n";
    }

    private static String mark(Verdict verdict) {
        String style = switch (verdict) {
            case OK, ROUNDED -> "ok";
            case NOTE -> "note-verdict";
            case FAIL -> "fail";
        };
        return "<span class=\"" + style + "\">" + verdict.label() + "</span>";
    }

    private static String section(Conflict conflict) {
        StringBuilder out = new StringBuilder("<section class=\"check\" id=\"" + conflict.id() + "\">\n<h3><span>"
                + conflict.id() + "</span><span>" + Html.escape(conflict.title()) + "</span></h3>\n<ul>\n");
        conflict.versions().forEach(version -> out.append("<li><span>says</span>").append(Html.escape(version))
                .append("</li>\n"));
        return out.append("<li><span>here</span>").append(Html.escape(conflict.reading())).append("</li>\n</ul>\n</section>\n")
                .toString();
    }
}
