package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
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

import org.writesae.experiment.quality.QualityClaim;
import org.writesae.io.Npy;

/** {@code reproduce feature_quality}: errors, frequency and concentration of features. */
@Command(name = QualityClaim.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Error, frequency and concentration of features (E41).",
        customSynopsis = {"writesae reproduce feature_quality --data-dir DIR --sae-checkpoint PATH...",
        "                           --out DIR [OPTIONS]"},
        description = {"", "On the validation states of one cell (the split of training, seed 42): how the errors of single states are "
            + "distributed, how often features fire that fire at all, the error of the states that a feature fires at, and the Gini "
            + "coefficient of the counts, as upstream's feature_quality.py. Autoencoders of one type are averaged, as seeds are there. "
            + "With BatchTopK, 512 states are encoded together."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceQualityCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", required = true,
            description = "Extracted states: layer_N/head_H.npy, [n, d_k, d_v], as upstream and extract lay them out.")
    private Path data;

    @Mixin
    private CellDictionaryOptions dictionaries;

    @Option(names = "--model", paramLabel = "NAME", description = "Name of the model, for the result. Default: none.")
    private String model;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(QualityClaim.ID);
        Notes notes = new Notes(spec.commandLine().getErr());
        CellDictionaryOptions.Chosen chosen = dictionaries.read(notes);
        Path file = chosen.states(data);
        QualityClaim quality = new QualityClaim(Npy.open(file), chosen.dictionaries());
        notes.print();
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", QualityClaim.ID);
        if (model != null) {
            config.put("model", model);
        }
        chosen.describe(config.put("states", file.toString()));
        try (DeviceOptions.Shared shared = device.openShared()) {
            return claim.publish(QualityClaim.ID, spec, config, shared.workers(), units -> quality.run(units, shared.backend(), config),
                    ReproduceQualityCommand::table);
        }
    }

    private static void table(ObjectNode result, PrintWriter out) {
        out.printf(Locale.ROOT, "layer %d head %d, %d validation states%n", result.at("/config/layer").intValue(),
                result.at("/config/head").intValue(), result.get("n_val_samples").intValue());
        out.println("autoencoder                mean error         p95         p99   alive   dead  mean freq.   Gini  error where firing");
        for (JsonNode one : result.get("sae_results")) {
            out.printf(Locale.ROOT, "%-25s %11.5g %11.5g %11.5g %7d %5.1f%% %10.2f%%  %5.3f %19.5g%n", one.get("tag").asText(),
                    one.at("/mse_distribution/mean").doubleValue(), one.at("/mse_distribution/p95").doubleValue(),
                    one.at("/mse_distribution/p99").doubleValue(), one.at("/feature_frequency/n_alive").intValue(),
                    one.at("/feature_frequency/dead_pct").doubleValue(), 100 * one.at("/feature_frequency/mean_freq").doubleValue(),
                    one.get("gini_coefficient").doubleValue(), one.at("/conditional_mse/mean").doubleValue());
        }
    }
}
