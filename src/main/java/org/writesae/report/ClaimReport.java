package org.writesae.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.OutputFiles;
import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.NotJudged;
import org.writesae.reference.published.Numbers;
import org.writesae.reference.published.Outcome;
import org.writesae.reference.published.PublishedData;

/** The claims that were run, as one HTML page that needs nothing else: what was run, figures, and a verdict for each number. */
public final class ClaimReport {
    private static final int DIGITS = 5;
    /** A setting longer than this is shown cut. */
    private static final int WIDEST = 160;

    private final List<ClaimRun> runs;

    private ClaimReport(List<ClaimRun> runs) {
        this.runs = runs;
    }

    /**
     * Writes the page whole or not at all.
     *
     * @param folder  what the claims' folders are in
     * @param results upstream's folder {@code results}, to compare with file by file, or null
     * @return how many claims it shows
     * @throws InputException if no claim was run there
     */
    public static int write(Path file, Path folder, PublishedData data, Path results) {
        List<ClaimRun> runs = data.claims().stream().map(claim -> ClaimRun.read(claim, folder.resolve(claim.id()), data, results))
                .filter(Objects::nonNull).toList();
        if (runs.isEmpty()) {
            throw new InputException(folder + ": no claim has a result here; DIR/CLAIM/summary.json was expected");
        }
        byte[] page = new ClaimReport(runs).page().getBytes(StandardCharsets.UTF_8);
        OutputFiles.write(file, out -> out.write(page));
        return runs.size();
    }

    private String page() {
        StringBuilder page = new StringBuilder("<p class=\"lead\">" + runs.size() + " of the published claims, run again.</p>\n"
                + "<p class=\"soft\">WriteSAE, arXiv 2605.12770. A number of another model, cell, reading or seed is not "
                + "comparable, whatever its value.</p>\n</header>\n<main>\n");
        page.append(overview());
        runs.forEach(run -> page.append(section(run)));
        return Html.page("The published claims", page.toString());
    }

    private String overview() {
        List<List<String>> rows = new ArrayList<>();
        for (ClaimRun run : runs) {
            rows.add(List.of(run.claim().id(), status(run), Long.toString(run.count(Outcome.INSIDE_ROUNDING)),
                    Long.toString(run.count(Outcome.INSIDE_INTERVAL)), Long.toString(run.count(Outcome.OUTSIDE)),
                    Long.toString(run.count(Outcome.NOT_COMPARABLE)), Long.toString(NotJudged.count(run.notJudged()))));
        }
        return Html.table("Numbers of each claim by how they stand to the published ones.",
                List.of("Claim", "Status", "Printed digits", "Inside interval", "Outside", "Not comparable", "Not judged"), rows);
    }

    private static String status(ClaimRun run) {
        return run.claim().status().name().toLowerCase(Locale.ROOT);
    }

    private String section(ClaimRun run) {
        StringBuilder out = new StringBuilder("<h2 id=\"" + Html.escape(run.claim().id()) + "\">" + Html.escape(run.claim().title())
                + "</h2>\n<p class=\"soft\">" + Html.escape(run.claim().id() + ", " + run.claim().experiment() + ", " + status(run)
                + ". " + run.claim().why()) + "</p>\n");
        String figures = figures(run);
        if (!figures.isEmpty()) {
            out.append("<div class=\"figures\">\n").append(figures).append("</div>\n");
        }
        out.append(numbers("Against the paper", run.compared()));
        run.files().forEach((name, compared) -> out.append(numbers("Against results/" + run.claim().folder() + "/" + name, compared)));
        return out.append(notJudged(run.notJudged())).append(details("What was run", settings(run.result().path("config"))))
                .append(details("Summary", settings(run.result().path("summary")))).toString();
    }

    /** Figures take what they draw by name, which a damaged result may lack. */
    private static String figures(ClaimRun run) {
        try {
            return ClaimFigures.html(run.claim().id(), run.result(), run.folder());
        } catch (NullPointerException | NoSuchElementException | IllegalArgumentException lacking) {
            throw new InputException(run.folder().resolve("summary.json") + ": lacks what the figures of " + run.claim().id()
                    + " draw; reproduce " + run.claim().id() + " makes it again", lacking);
        }
    }

    private static String numbers(String title, List<ComparedNumber> compared) {
        if (compared.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        for (ComparedNumber number : compared) {
            rows.add(List.of(number.quantity(), shown(number.measured()), number.printed(), number.outcome().label(), number.why()));
        }
        return details(title + ": " + compared.size() + " numbers", Html.table("",
                List.of("Quantity", "Here", "Published", "Verdict", "Why"), rows));
    }

    private static String notJudged(List<NotJudged> groups) {
        if (groups.isEmpty()) {
            return "";
        }
        List<List<String>> entries = groups.stream()
                .map(group -> List.of(group.label().replace('_', ' '), group.reason() + ": "
                + String.join(", ", group.numbers()))).toList();
        return details("Not judged: " + NotJudged.heading(groups), Html.definitions(entries, Html::escape));
    }

    private static String shown(double value) {
        return Double.isFinite(value) ? Numbers.significant(value, DIGITS) : "–";
    }

    private static String details(String title, String content) {
        return content.isEmpty() ? "" : "<details>\n<summary>" + Html.escape(title) + "</summary>\n" + content + "</details>\n";
    }

    /** The plain values of an object, and how many elements its arrays have. */
    private static String settings(JsonNode object) {
        List<List<String>> entries = new ArrayList<>();
        object.properties().forEach(entry -> entries.add(List.of(entry.getKey(), value(entry.getValue()))));
        return entries.isEmpty() ? "" : Html.definitions(entries, Html::escape);
    }

    private static String value(JsonNode value) {
        String text = value.isDouble() ? shown(value.doubleValue()) : value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST) + "…";
    }
}
