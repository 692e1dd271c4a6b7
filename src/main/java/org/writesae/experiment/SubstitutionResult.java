package org.writesae.experiment;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.writesae.io.JsonFiles;
import org.writesae.io.OutputFiles;

/**
 * The outcome of one run of the replacement test: what was run, its statistics, and every firing. On disk
 * it has the schema of upstream's {@code clean_amplified_kl.py} with fields added, so upstream's readers
 * read it and {@link #read} reads upstream's files.
 *
 * @param summary always computed from {@code records}, never taken from a file
 * @param records in the order they were found
 */
public record SubstitutionResult(SubstitutionConfig config, SubstitutionSummary summary,
        List<SubstitutionRecord> records) {

    public SubstitutionResult {
        records = List.copyOf(records);
    }

    /** Computes the summary of these firings; resampling is seeded by the configuration. */
    public static SubstitutionResult of(SubstitutionConfig config, List<SubstitutionRecord> records) {
        return new SubstitutionResult(config, SubstitutionSummary.of(records, config.seed()), records);
    }

    /**
     * Reads a result file; one without the added fields (upstream's) is read too.
     *
     * @throws org.writesae.io.InputException if a field of upstream's schema is missing or of the wrong
     *         kind, or if the file's own summary is not that of its records
     */
    public static SubstitutionResult read(Path file) {
        SubstitutionResultReader reader = new SubstitutionResultReader(file);
        return reader.result(JsonFiles.readWithNonFinite(file));
    }

    /** Writes the file whole or not at all; equal results give equal bytes. */
    public void write(Path file) {
        byte[] text = toJson().getBytes(StandardCharsets.UTF_8);
        OutputFiles.write(file, out -> out.write(text));
    }

    /** The result file as text: keys in a fixed order, the shortest digits that give the same double. */
    public String toJson() {
        return SubstitutionResultWriter.text(this);
    }

    /** All firings of several runs as one sample, as the paper pools its layers. */
    public static SubstitutionSummary pooled(List<SubstitutionResult> results, int seed) {
        List<SubstitutionRecord> all = new ArrayList<>();
        results.forEach(result -> all.addAll(result.records()));
        return SubstitutionSummary.of(all, seed);
    }
}
