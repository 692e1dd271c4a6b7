package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.Coverage;
import org.writesae.reference.published.NotJudged;
import org.writesae.reference.published.Outcome;
import org.writesae.reference.published.PublishedComparison;
import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;

/** A result file against the published numbers of a claim. */
final class PublishedJudgement {
    private final PrintWriter out;
    private final boolean json;

    PublishedJudgement(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Prints every number and its outcome, and which numbers of the claim have none. Exit code 1 where one is outside. */
    int judge(Path file, String claim) {
        PublishedData data = PublishedData.at(ProjectFolder.referenceData().resolve("published"));
        if (data.claim(claim) == null) {
            throw new InputException("--published " + claim + ": no such claim; writesae reproduce list shows them");
        }
        List<ComparedNumber> compared = compared(data, file, claim);
        List<NotJudged> notJudged = data.notJudgedOf(claim);
        if (json) {
            compared.forEach(number -> out.println(number.toJson()));
            notJudged.forEach(group -> group.toJson().forEach(out::println));
        } else {
            print(compared);
            printOthers(data, claim, compared);
            NotJudgedText.print(notJudged, out);
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
        new VerdictTable(compared).print(out);
        Map<Outcome, Long> counts = compared.stream().collect(Collectors.groupingBy(ComparedNumber::outcome, TreeMap::new,
                Collectors.counting()));
        out.println(compared.size() + (compared.size() == 1 ? " verdict: " : " verdicts: ") + counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().label()).collect(Collectors.joining(", ")));
    }

    /** Numbers of the claim that another result has. */
    private void printOthers(PublishedData data, String claim, List<ComparedNumber> compared) {
        Set<String> here = compared.stream().map(number -> number.id().replaceFirst("#.*", "")).collect(Collectors.toSet());
        List<PublishedNumber> others = data.numbersOf(claim).stream().filter(number -> !here.contains(number.id())).toList();
        int count = Coverage.of(data, others).judged();
        if (count > 0) {
            out.println("not in this result: " + count + (count == 1 ? " number" : " numbers") + ", of other cells, parts or options");
        }
    }
}
