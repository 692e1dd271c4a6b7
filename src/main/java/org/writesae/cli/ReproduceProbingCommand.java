package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.probing.ProbeSettings;
import org.writesae.experiment.probing.ProbingClaim;
import org.writesae.io.InputException;
import org.writesae.io.Npy;

/** {@code reproduce probing}: which properties of texts features follow. */
@Command(name = ProbingClaim.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Properties of texts that features follow (E40).",
        customSynopsis = "writesae reproduce probing --data-dir DIR --sae-checkpoint FILE --out DIR [OPTIONS]",
        description = {"", "Compare the coefficients of every feature with 57 properties of the texts that the states come from (lengths, "
            + "shares of characters and words, entropies, signs of code, scripts, ...), by three methods, as upstream's probe_features.py: "
            + "Spearman's ρ; random forests that tell from all properties whether a coefficient is above its median, scikit-learn's with its "
            + "draws; and the tenth of the states with the largest coefficients against that with the smallest (d, and Mann-Whitney). A "
            + "feature that any of them finds is called interpretable.",
            "On all states, and on those that training did not see (the split of training, seed 42), where there are 50 or more. Upstream "
            + "leaves the order of equal coefficients to NumPy; here it is that of the states, which moves the third method. The projection "
            + "of atoms on the vocabulary is not made."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceProbingCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", required = true,
            description = "Extracted states: layer_N/head_H.npy, [n, d_k, d_v], and texts.json, as upstream and extract lay them out.")
    private Path data;

    @Option(names = "--texts", paramLabel = "FILE", description = "The text of each state, a JSON array. Default: texts.json in --data-dir.")
    private Path texts;

    @Mixin
    private CellDictionaryOptions dictionaries;

    @Option(names = "--min-frequency", paramLabel = "X", defaultValue = "0.01",
            description = "Least share of the states that a feature fires at, to be looked at. Default: ${DEFAULT-VALUE}.")
    private double frequency;

    @Option(names = "--correlation", paramLabel = "X", defaultValue = "0.15", description = "Least |ρ|. Default: ${DEFAULT-VALUE}.")
    private double correlation;

    @Option(names = "--p", paramLabel = "X", defaultValue = "0.01",
            description = "Level of the correlations, divided by their number. Default: ${DEFAULT-VALUE}.")
    private double p;

    @Option(names = "--accuracy", paramLabel = "X", defaultValue = "0.6",
            description = "Least accuracy of the forests. Default: ${DEFAULT-VALUE}.")
    private double accuracy;

    @Option(names = "--effect", paramLabel = "X", defaultValue = "0.5", description = "Least |d|. Default: ${DEFAULT-VALUE}.")
    private double effect;

    @Option(names = "--model", paramLabel = "NAME", description = "Name of the model, for the result. Default: none.")
    private String model;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(ProbingClaim.ID);
        requireShare("--min-frequency", frequency);
        requireShare("--correlation", correlation);
        requireShare("--p", p);
        requireShare("--accuracy", accuracy);
        if (!(effect >= 0)) {
            throw new InputException("--effect " + effect + ": 0 or more was expected");
        }
        Notes notes = new Notes(spec.commandLine().getErr());
        CellDictionaryOptions.Chosen chosen = dictionaries.read(notes);
        if (chosen.dictionaries().size() != 1) {
            throw new InputException("--sae-checkpoint: " + chosen.dictionaries().size() + " autoencoders, one was expected");
        }
        Path file = chosen.states(data);
        Path textFile = texts == null ? data.resolve("texts.json") : texts;
        List<String> read = ProbingClaim.texts(textFile);
        ProbingClaim probing = new ProbingClaim(Npy.open(file), chosen.dictionaries().values().iterator().next(), read,
                new ProbeSettings(frequency, correlation, p, accuracy, effect));
        notes.print();
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", ProbingClaim.ID);
        if (model != null) {
            config.put("model", model);
        }
        chosen.describe(config.put("states", file.toString()).put("texts", textFile.toString()));
        config.put("min_frequency", frequency).put("correlation", correlation).put("p", p).put("accuracy", accuracy).put("effect", effect);
        try (DeviceOptions.Shared shared = device.openShared()) {
            return claim.publish(ProbingClaim.ID, spec, config, shared.workers(), units -> probing.run(units, shared.backend(), config),
                    ReproduceProbingCommand::table);
        }
    }

    private static void requireShare(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InputException(option + " " + value + ": 0 to 1 was expected");
        }
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "layer %d head %d%n", result.at("/config/layer").intValue(), result.at("/config/head").intValue());
        out.println("states          n   alive  correlated  forests  contrasts  any of them");
        row(out, "all", summary);
        if (summary.has(ProbingClaim.HELD_OUT)) {
            row(out, "held out", summary.get(ProbingClaim.HELD_OUT));
        }
        if (summary.has("best_rho")) {
            out.printf(Locale.ROOT, "strongest: F%d with %s, Spearman's rho %.3f%n", summary.get("best_feature").intValue(),
                    summary.get("best_property").textValue(), summary.get("best_rho").doubleValue());
        }
    }

    private static void row(PrintWriter out, String name, JsonNode part) {
        out.printf(Locale.ROOT, "%-8s %8d %7d %11d %8d %10d %6d %5.1f%%%n", name, part.get("n_samples").intValue(),
                part.get("n_alive").intValue(),
                part.get("n_interpretable_spearman").intValue(), part.get("n_interpretable_rf").intValue(),
                part.get("n_interpretable_contrastive").intValue(), part.get("n_interpretable_union").intValue(),
                100 * part.get("interpretable_fraction_union").doubleValue());
    }
}
