package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.Numbers;
import org.writesae.reference.published.Outcome;
import org.writesae.reference.published.PublishedComparison;
import org.writesae.reference.published.PublishedData;

/** A result file against the published numbers of a claim. */
final class PublishedJudgement {
    private static final int DIGITS = 5;

    private final PrintWriter out;
    private final boolean json;

    PublishedJudgement(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Prints every number and its outcome. Exit code 1 where one is outside. */
    int judge(Path file, String claim) {
        PublishedData data = PublishedData.at(ProjectFolder.referenceData().resolve("published"));
        if (data.claim(claim) == null) {
            throw new InputException("--published " + claim + ": no such claim; writesae reproduce list shows them");
        }
        List<ComparedNumber> compared = compared(data, file, claim);
        if (json) {
            compared.forEach(number -> out.println(number.toJson()));
        } else {
            print(compared);
        }
        out.flush();
        return compared.stream().anyMatch(number -> number.outcome() == Outcome.OUTSIDE) ? 1 : 0;
    }

    private static List<ComparedNumber> compared(PublishedData data, Path file, String claim) {
        JsonNode result = JsonFiles.readWithNonFinite(file);
        try {
            return PublishedComparison.ofResult(data, claim, result);
        } catch (InputException unknown) {
            throw new InputException(file + ": " + unknown.getMessage(), unknown);
        }
    }

    private void print(List<ComparedNumber> compared) {
        for (ComparedNumber number : compared) {
            out.println(number.outcome().label() + ": " + number.id() + " is "
                    + Numbers.significant(number.measured(), DIGITS) + ", published " + number.printed() + " ("
                    + number.why() + ")");
        }
        Map<Outcome, Long> counts = compared.stream().collect(Collectors.groupingBy(ComparedNumber::outcome, TreeMap::new,
                Collectors.counting()));
        out.println(compared.size() + " numbers: " + counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().label()).collect(Collectors.joining(", ")));
    }
}
