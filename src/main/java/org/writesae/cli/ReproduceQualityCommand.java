package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.sae.SaeCheckpoint;

/** {@code reproduce feature_quality}: errors, frequency and concentration of features. */
@Command(name = QualityClaim.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Error, frequency and concentration of features (E41).",
        customSynopsis = {"writesae reproduce feature_quality --data-dir DIR --sae-checkpoint PATH...", "                           --out DIR [OPTIONS]"},
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

    @Option(names = "--sae-checkpoint", paramLabel = "PATH", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders of the cell: files, directories with one, or directories of such directories.")
    private List<Path> paths;

    @Option(names = "--layer", paramLabel = "N", description = "Layer, from 0. Default: what the first autoencoder states.")
    private Integer layer;

    @Option(names = "--head", paramLabel = "N", description = "Head, from 0. Default: what the first autoencoder states.")
    private Integer head;

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
        Map<String, SaeCheckpoint> dictionaries = dictionaries(notes);
        SaeCheckpoint first = dictionaries.values().iterator().next();
        int ofLayer = notes.chosen("--layer", layer, first.config().layer(), first.path());
        int ofHead = notes.chosen("--head", head, first.config().head(), first.path());
        dictionaries.values().forEach(one -> requireCell(one, ofLayer, ofHead));
        Path file = data.resolve("layer_" + ofLayer).resolve("head_" + ofHead + ".npy");
        if (!Files.exists(file)) {
            throw new InputException(file + ": no such file; --data-dir, layer and head name it");
        }
        QualityClaim quality = new QualityClaim(Npy.open(file), dictionaries);
        notes.print();
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", QualityClaim.ID);
        if (model != null) {
            config.put("model", model);
        }
        config.put("states", file.toString()).put("layer", ofLayer).put("head", ofHead);
        ObjectNode checkpoints = config.putObject("sae_checkpoints");
        dictionaries.forEach((tag, checkpoint) -> checkpoints.put(tag, checkpoint.path().toString()));
        try (DeviceOptions.Shared shared = device.openShared()) {
            return claim.publish(QualityClaim.ID, spec, config, shared.workers(), units -> quality.run(units, shared.backend(), config),
                    ReproduceQualityCommand::table);
        }
    }

    /** By the name of the folder they are in, as upstream has them; of equal names by path. */
    private Map<String, SaeCheckpoint> dictionaries(Notes notes) {
        Map<String, SaeCheckpoint> all = new LinkedHashMap<>();
        for (Path path : paths) {
            for (SaeCheckpoint one : CheckpointFolder.read(path)) {
                notes.about(one);
                if (!one.hasEncoder()) {
                    throw new InputException(one.path() + ": has no encoder, so that nothing can be encoded with it");
                }
                Path folder = one.path().toAbsolutePath().getParent();
                String tag = folder.getFileName() == null ? one.path().toString() : folder.getFileName().toString();
                if (all.putIfAbsent(all.containsKey(tag) ? one.path().toString() : tag, one) != null) {
                    throw new InputException("--sae-checkpoint " + one.path() + ": given twice");
                }
            }
        }
        return all;
    }

    private static void requireCell(SaeCheckpoint one, int layer, int head) {
        Integer stated = one.config().layer();
        Integer ofHead = one.config().head();
        if (stated != null && stated != layer || ofHead != null && ofHead != head) {
            throw new InputException(one.path() + ": of L" + Objects.toString(stated, "?") + " H" + Objects.toString(ofHead, "?")
                    + ", the others are of L" + layer + " H" + head);
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
