package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.writesae.experiment.DictionaryFacts;
import org.writesae.experiment.Reading;
import org.writesae.experiment.SubstitutionConfig;
import org.writesae.experiment.SubstitutionReadings;

/** What was run, in words: what a file does not state is left out rather than guessed. */
final class RunDescription {

    private RunDescription() {
    }

    /** Terms and their values, for a definition list. */
    static List<List<String>> of(SubstitutionConfig config) {
        List<List<String>> entries = new ArrayList<>();
        add(entries, "Model", config.model());
        add(entries, "Cell", "layer " + config.layer() + ", head " + config.head());
        add(entries, "Dictionary", dictionary(config));
        add(entries, "In place of its atoms", config.baseline() == null ? null
                : config.baseline() + ", at the norm of the native write");
        add(entries, "Features", config.featureIds().stream().map(id -> "F" + id).collect(Collectors.joining(", ")));
        add(entries, "Passages from", config.tokens());
        add(entries, "Firings per feature", config.cap() < 0 ? null : "at most " + config.cap());
        readings(entries, config.readings());
        add(entries, "Model cache", config.modelSemantics());
        add(entries, "Seed", Integer.toString(config.seed()));
        add(entries, "Software", config.version() == null ? null : "writesae " + config.version());
        return entries;
    }

    private static String dictionary(SubstitutionConfig config) {
        DictionaryFacts facts = config.dictionary();
        List<String> parts = new ArrayList<>();
        addPart(parts, config.saeCheckpoint());
        addPart(parts, facts.saeType());
        addPart(parts, facts.nFeatures() < 0 ? null : facts.nFeatures() + " atoms");
        addPart(parts, facts.k() < 0 ? null : "k = " + facts.k());
        addPart(parts, facts.sparsity());
        addPart(parts, facts.orientation() == null ? null : facts.orientation() + " atoms");
        addPart(parts, facts.checkpointForm() == null ? null : "checkpoint form " + facts.checkpointForm());
        addPart(parts, facts.centring() == null ? null : "centring " + facts.centring());
        addPart(parts, facts.trainingPositions() == null ? null : "trained on " + facts.trainingPositions() + " states");
        return String.join("; ", parts);
    }

    private static void readings(List<List<String>> entries, SubstitutionReadings readings) {
        reading(entries, "Native write", readings.write());
        reading(entries, "Atom", readings.amplitude());
        reading(entries, "Random control", readings.random());
        reading(entries, "Firing", readings.select());
        reading(entries, "Compared at", readings.read());
        reading(entries, "Divergence", readings.kl());
        if (readings.stated().isEmpty()) {
            add(entries, "Readings of the paper", "not stated in the file");
        }
    }

    private static void reading(List<List<String>> entries, String name, Reading reading) {
        add(entries, name, reading == null ? null : reading.option() + ": " + reading.meaning());
    }

    private static void add(List<List<String>> entries, String term, String value) {
        if (value != null && !value.isBlank()) {
            entries.add(List.of(term, value));
        }
    }

    private static void addPart(List<String> parts, String part) {
        if (part != null) {
            parts.add(part);
        }
    }
}
