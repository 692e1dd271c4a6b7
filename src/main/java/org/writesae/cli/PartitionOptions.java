package org.writesae.cli;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Reading;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;

/** What decides which atoms are registers. */
final class PartitionOptions {

    @Option(names = "--write", paramLabel = "READING", defaultValue = "raw",
            description = "The native write: raw, β k vᵀ, or delta, with the delta rule's correction. Default: ${DEFAULT-VALUE}.")
    private String write;

    @Option(names = "--select", paramLabel = "READING", defaultValue = "any",
            description = "A firing is where the feature is in the TopK (any), or the strongest (argmax). Default: ${DEFAULT-VALUE}.")
    private String select;

    @Option(names = "--threshold", paramLabel = "X", defaultValue = "0.05",
            description = "Least median cosine of a register. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the shuffled firings that the null cosine is taken at. Default: ${DEFAULT-VALUE}.")
    private int seed;

    double threshold() {
        return threshold;
    }

    /** The plan of a cell; its features are not used. */
    Substitution.Plan plan(int layer, int head) {
        if (!Double.isFinite(threshold)) {
            throw new InputException("--threshold " + threshold + ": a number was expected");
        }
        SubstitutionReadings p = SubstitutionReadings.PRIMARY;
        SubstitutionReadings readings = new SubstitutionReadings(Reading.parse(WriteReading.class, write, "--write"),
                p.amplitude(), p.random(), Reading.parse(FiringSelection.class, select, "--select"), p.read(), p.kl());
        return new Substitution.Plan(layer, head, List.of(0), 1, seed, readings, null);
    }

    /** Adds the choices to a result's {@code config}. */
    ObjectNode describe(ObjectNode config) {
        return config.put("write", write).put("select", select).put("threshold", threshold).put("seed", seed);
    }
}
