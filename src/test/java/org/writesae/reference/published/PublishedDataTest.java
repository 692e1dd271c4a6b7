package org.writesae.reference.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;

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
        refused("numbers/2", "numbers/3", "schema: \"writesae-published-numbers/3\"");
        assertThatThrownBy(() -> PublishedData.at(temporary.resolve("none"))).isInstanceOf(InputException.class);
    }

    private void refused(String from, String to, String message) throws IOException {
        Path copy = Files.createTempDirectory(temporary, "copy");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = copy.resolve(FOLDER.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Path edited = copy.resolve("numbers/92pct_substitution.json");
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
