package org.writesae.reference.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;
import org.writesae.reference.audit.Audit;
import org.writesae.reference.audit.Check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PublishedDataTest {
    private static final Path FOLDER = Path.of("reference-data", "published");
    private final PublishedData data = PublishedData.at(FOLDER);

    @TempDir
    private Path temporary;

    @Test
    void allNumbersAreThere() {
        assertThat(data.numbers()).hasSize(466);
        assertThat(data.numbers()).extracting(PublishedNumber::id).doesNotHaveDuplicates();
        assertThat(data.numbers()).allSatisfy(number -> {
            assertThat(PublishedFiles.UNITS).contains(number.unit());
            assertThat(number.printed()).as(number.id()).isNotBlank();
            assertThat(number.model()).isNotBlank();
        });
    }

    @Test
    void everyClaimHasNumbersAndEveryFileAClaim() throws IOException {
        assertThat(data.claims()).allSatisfy(claim -> assertThat(data.numbersOf(claim.id())).isNotEmpty());
        try (Stream<Path> files = Files.list(FOLDER.resolve("numbers"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(data.claims().stream().map(Claim::id).toList());
        }
    }

    /** Whatever was published is a field of a result, or there is one reason why not; never both. */
    @Test
    void everyNumberHasAFieldOrAReason() {
        Set<String> fields = data.fields().targets();
        List<String> reasons = data.notJudged().stream().flatMap(group -> group.numbers().stream()).toList();
        assertThat(reasons).doesNotHaveDuplicates();
        assertThat(data.numbers().stream().flatMap(number -> number.targets().stream())).allSatisfy(target -> assertThat(
                Stream.of(fields.contains(target), reasons.contains(target),
                        target.contains("#") && reasons.contains(PublishedNumber.idOf(target))).filter(has -> has).count()).as(target).isEqualTo(1));
    }

    @Test
    void theReadmeHasTheCounts() throws IOException {
        Coverage coverage = Coverage.of(data, data.numbers());
        assertThat(Files.readString(Path.of("README.md"))).contains(coverage.judged() + " of the " + data.numbers().size()
                + " numbers get a verdict (" + coverage.inPart() + " of them in part), " + coverage.none() + " have a reason why not");
    }

    /** A reason is of a number of its claim, and of nothing that a field or a part of it names; its check is one of the audit. */
    @Test
    void reasonsAreSound() {
        Set<String> targets = data.numbers().stream().flatMap(number -> number.targets().stream()).collect(Collectors.toSet());
        List<String> checks = Audit.of(data).stream().map(Check::id).toList();
        assertThat(data.notJudged()).allSatisfy(group -> {
            assertThat(group.numbers()).isNotEmpty();
            group.numbers().forEach(id -> {
                assertThat(data.number(PublishedNumber.idOf(id)).claim()).as(id).isEqualTo(group.claim());
                assertThat(id.contains("#") ? targets.contains(id) : true).as(id).isTrue();
            });
            if (group.check() != null) {
                assertThat(checks).contains(group.check());
            }
        });
    }

    @Test
    void coverageCountsWholeNumbersAndParts() {
        PublishedNumber ratios = data.number("sub.ratio.columns");
        assertThat(ratios.targets()).containsExactly("sub.ratio.columns#atom", "sub.ratio.columns#delete", "sub.ratio.columns#random");
        assertThat(data.number("sub.ci.cluster_passage").targets()).containsExactly("sub.ci.cluster_passage#low",
                "sub.ci.cluster_passage#high", "sub.ci.cluster_passage#resamples", "sub.ci.cluster_passage#clusters");
        assertThat(data.number("sel.excluded").targets()).containsExactly("sel.excluded");
        assertThat(Coverage.of(data, List.of(ratios, data.number("sub.L9.win"), data.number("inst.design"), data.number("inst.mid.lift"))))
                .isEqualTo(new Coverage(2, 1, 1));
    }

    /** A number printed as 0.40 ± half its last digit agrees with what rounds to it and with nothing else. */
    @Test
    void agreementFollowsThePrintedDigits() {
        PublishedNumber median = data.number("sub.L9.medkl.atom");
        assertThat(median.printed()).isEqualTo("0.40");
        assertThat(median.agrees(0.4049)).isTrue();
        assertThat(median.agrees(0.3951)).isTrue();
        assertThat(median.agrees(0.4051)).isFalse();
        assertThat(data.number("sub.win.pooled").printed()).isEqualTo("0.924 [0.916, 0.931]");
        assertThat(data.number("sub.wilcoxon.L9").agrees(1e-230)).isTrue();
        assertThat(data.number("sub.wilcoxon.L9").agrees(1e-190)).isFalse();
        assertThat(data.number("cf.R2.pop.min").agrees(0.96)).isTrue();
        assertThat(data.number("part.reg").agrees(222)).isTrue();
        assertThat(data.number("part.reg").agrees(223)).isFalse();
    }

    @Test
    void conflictsAreNumberedThrough() {
        assertThat(data.conflicts()).extracting(Conflict::id)
                .isEqualTo(IntStream.rangeClosed(1, 45).mapToObj(n -> "K" + n).toList());
        assertThat(data.conflicts()).allSatisfy(conflict -> {
            assertThat(conflict.versions()).isNotEmpty().doesNotContain("");
            assertThat(conflict.reading()).isNotBlank();
        });
    }

    @Test
    void figuresHoldWhatWasRecovered() {
        assertThat(data.figure("fig7a", "x")).hasSize(500);
        assertThat(data.figure("fig7a", "y")).hasSize(500);
        assertThat(data.figureNumber("fig14", "wins")).isEqualTo(4481);
        assertThat(data.figureNumber("fig14", "wins_in_last_two_bins.m0178_to_m0051")).isEqualTo(909);
        assertThatThrownBy(() -> data.figure("fig7a", "z")).isInstanceOf(InputException.class).hasMessageContaining("fig7a.z");
        assertThatThrownBy(() -> data.number("sub.none")).isInstanceOf(InputException.class).hasMessageContaining("sub.none");
    }

    @Test
    void badFilesAreNamedWithTheirPlace() throws IOException {
        refused("\"unit\": \"fraction\"", "\"unit\": \"furlong\"", "92pct_substitution.json: sub.win.pooled.unit: \"furlong\"");
        refused("\"quantity\"", "\"qantity\"", "sub.win.pooled.qantity: unknown field");
        refused("\"sub.win.count\"", "\"sub.win.pooled\"", "sub.win.pooled: this id was used before");
        refused("\"interval\": [0.916, 0.931]", "\"interval\": [0.931, 0.916]", "two rising numbers");
        refused("\"claim\": \"92pct_substitution\"", "\"claim\": \"other\"", "claim: \"other\"");
        refused("fields.json", "\"sub.L9.n\"", "7", "results[0].fields.summary.n_firings: an id or a list of ids");
        refused("not_judged.json", "\"kind\": \"design\"", "\"kind\": \"whim\"", "expected one of design");
        refused("numbers/2", "numbers/3", "schema: \"writesae-published-numbers/3\"");
        assertThatThrownBy(() -> PublishedData.at(temporary.resolve("none"))).isInstanceOf(InputException.class);
    }

    private void refused(String from, String to, String message) throws IOException {
        refused("numbers/92pct_substitution.json", from, to, message);
    }

    private void refused(String file, String from, String to, String message) throws IOException {
        Path copy = Files.createTempDirectory(temporary, "copy");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path one : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = copy.resolve(FOLDER.relativize(one).toString());
                Files.createDirectories(target.getParent());
                Files.copy(one, target);
            }
        }
        Path edited = copy.resolve(file);
        String text = Files.readString(edited);
        assertThat(text).contains(from);
        Files.writeString(edited, text.replaceFirst(Pattern.quote(from), to));
        assertThatThrownBy(() -> PublishedData.at(copy)).isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    @Test
    void numbersAreWrittenShort() {
        assertThat(List.of(Numbers.significant(0.923727, 5), Numbers.significant(1.07e-6, 3), Numbers.significant(4851, 3),
                Numbers.significant(-0.5, 4), Numbers.significant(0, 4), Numbers.significant(2.6e-14, 2)))
                .containsExactly("0.92373", "1.07e-6", "4851", "-0.5", "0", "2.6e-14");
    }
}
