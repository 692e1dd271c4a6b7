package org.writesae.report;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.SyntheticFirings;

import static org.assertj.core.api.Assertions.assertThat;

class SubstitutionReportTest {

    @TempDir
    private Path folder;

    @Test
    void thePageNeedsNothingFromOutside() throws Exception {
        Path file = folder.resolve("report.html");
        SubstitutionReport.write(file, List.of(SyntheticFirings.result(9, 4, 250)));
        String page = Files.readString(file);
        assertThat(page).doesNotContain("http").doesNotContain("src=").doesNotContain("url(").doesNotContain("<script")
                .doesNotContain("NaN");
    }

    @Test
    void everyFigureIsWellFormedAndDescribed() throws Exception {
        List<String> drawings = drawings(SubstitutionReport.html(List.of(SyntheticFirings.result(9, 4, 250))));
        assertThat(drawings).hasSize(4);
        for (String drawing : drawings) {
            assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(new InputSource(new StringReader(drawing))).getDocumentElement().getAttribute("aria-label"))
                    .hasSizeGreaterThan(40);
        }
    }

    @Test
    void thePapersNumbersAreMarkedAsOfAnotherModel() {
        String page = SubstitutionReport.html(List.of(SyntheticFirings.result(9, 4, 20)));
        assertThat(page).contains("They are of another model").contains("paper, pooled").contains("92.4");
    }

    @Test
    void severalCellsArePooled() {
        String page = SubstitutionReport.html(List.of(SyntheticFirings.result(1, 4, 40),
                SyntheticFirings.result(9, 4, 40)));
        assertThat(page).contains("of 80 firings").contains("<th scope=\"col\">L1 H4").contains("L9 H4 F412");
    }

    /** One firing, ties, and divergences of zero leave axes without extent; none may leak into the drawing. */
    @Test
    void awkwardSamplesStillDraw() {
        assertThat(html(firing(1, 0.2, 0.3, 0.4))).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(html(firing(1, 0, 0, 0))).doesNotContain("NaN").contains("1 left out");
        assertThat(html(firing(1, 0, 0.5, 0.5), firing(2, 0.5, 0, 0.5))).doesNotContain("NaN").contains("2 left out");
        assertThat(html(firing(1, 0.3, 0.3, 0.3), firing(1, 0.3, 0.3, 0.3))).doesNotContain("NaN");
        assertThat(html(firing(1, 1e-12, 10, 20), firing(1, 1e-3, 1e-6, 3))).doesNotContain("NaN");
        assertThat(html()).contains("No firing was found").doesNotContain("<svg");
    }

    @Test
    void namesAreEscaped() {
        var config = SyntheticFirings.config(9, 4);
        var renamed = new org.writesae.experiment.SubstitutionConfig(9, 4, config.featureIds(), "<b>&", null, null, -1,
                -1, 0, config.readings(), config.dictionary(), null, null, null, config.fetched());
        assertThat(SubstitutionReport.html(List.of(SubstitutionResult.of(renamed, SyntheticFirings.firings(9, 4, 5)))))
                .contains("&lt;b&gt;&amp;").doesNotContain("<b>");
    }

    @Test
    void theTextTableHasARowPerFeature() {
        String table = SubstitutionTable.text(SyntheticFirings.result(9, 4, 250));
        assertThat(table.lines().filter(line -> line.startsWith("  F"))).hasSize(8);
        assertThat(table.lines()).allMatch(line -> line.length() <= 80);
        assertThat(table).contains("250 firings of 8 features in 50 passages").contains("atom closer than deletion");
        assertThat(SubstitutionTable.text(SubstitutionResult.of(SyntheticFirings.config(9, 4), List.of())))
                .contains("no firing was found");
    }

    private static String html(SubstitutionRecord... firings) {
        return SubstitutionReport.html(List.of(SubstitutionResult.of(SyntheticFirings.config(9, 4), List.of(firings))));
    }

    private static SubstitutionRecord firing(int feature, double atom, double delete, double random) {
        return new SubstitutionRecord(feature, 0, 0, 9, 4, 1, 1, 0, atom, delete, random, atom, delete, random);
    }

    private static List<String> drawings(String page) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
