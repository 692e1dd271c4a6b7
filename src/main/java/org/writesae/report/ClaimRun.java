package org.writesae.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.reference.published.Claim;
import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.NotJudged;
import org.writesae.reference.published.Outcome;
import org.writesae.reference.published.PublishedComparison;
import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.ResultComparison;

/**
 * One claim as it was run: its files, and how its numbers stand to the published ones.
 *
 * @param folder   what its files are in
 * @param result   its summary.json
 * @param compared its numbers against the paper's
 * @param notJudged its numbers that are no field of a result, and why
 * @param files    by name of a published result file that the reader has, the numbers against those in it
 */
record ClaimRun(Claim claim, Path folder, JsonNode result, List<ComparedNumber> compared, List<NotJudged> notJudged,
        Map<String, List<ComparedNumber>> files) {

    /**
     * Reads a claim's folder.
     *
     * @param published upstream's folder {@code results}, or null
     * @return null where the claim was not run
     */
    static ClaimRun read(Claim claim, Path folder, PublishedData data, Path published) {
        Path summary = folder.resolve("summary.json");
        if (!Files.exists(summary)) {
            return null;
        }
        JsonNode result = JsonFiles.readWithNonFinite(summary);
        List<ComparedNumber> compared = new ArrayList<>();
        for (Path file : jsonFiles(folder)) {
            JsonNode one = JsonFiles.readWithNonFinite(file);
            if (one.path("config").isObject()) {
                compared.addAll(againstPaper(data, claim, one));
            }
        }
        return new ClaimRun(claim, folder, result, compared.stream().distinct().toList(), data.notJudgedOf(claim.id()),
                published == null ? Map.of() : againstFiles(claim, folder, data, published));
    }

    private static List<ComparedNumber> againstPaper(PublishedData data, Claim claim, JsonNode result) {
        try {
            return PublishedComparison.ofResult(data, claim.id(), result);
        } catch (InputException noneKnown) {
            return List.of();
        }
    }

    /** Every published file of the claim's folder that a file of the run has the name of. */
    private static Map<String, List<ComparedNumber>> againstFiles(Claim claim, Path folder, PublishedData data, Path published) {
        Map<String, List<ComparedNumber>> all = new LinkedHashMap<>();
        Path theirs = claim.folder() == null ? null : published.resolve(claim.folder());
        if (theirs == null || !Files.isDirectory(theirs)) {
            return all;
        }
        for (Path file : jsonFiles(theirs)) {
            Path own = folder.resolve(file.getFileName());
            if (Files.exists(own)) {
                all.put(file.getFileName().toString(), ResultComparison.of(JsonFiles.readWithNonFinite(own),
                        JsonFiles.readWithNonFinite(file), data.fields().readings(claim.id())));
            }
        }
        return all;
    }

    private static List<Path> jsonFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json")).sorted().toList();
        } catch (IOException failure) {
            throw new InputException(folder + ": " + failure, failure);
        }
    }

    /** Numbers with an outcome, of the paper's and of the files. */
    long count(Outcome outcome) {
        return Stream.concat(compared.stream(), files.values().stream().flatMap(List::stream))
                .filter(number -> number.outcome() == outcome).count();
    }
}
