package org.writesae.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.experiment.Orientation;
import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;
import org.writesae.sae.SaeCheckpoint;

/** Options that name one autoencoder for each head of a layer, chosen among those of a folder as upstream chooses. */
final class HeadDictionaryOptions {
    private static final long USUAL_SEED = 42;
    private static final long NO_SEED = 999;

    @Option(names = "--sae-checkpoint", paramLabel = "PATH", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders: files, directories with one, or directories of such directories. Of those of the layer, each head "
                + "takes the first in the order of --types; of one type that with seed 42, else with the lowest seed; of equals that of the lowest rank.")
    private List<Path> paths;

    @Option(names = "--layer", paramLabel = "N", required = true, description = "Layer, from 0. Published: 9.")
    private int layer;

    @Option(names = "--heads", paramLabel = "N,...", hideParamSyntax = true, split = ",",
            description = "Heads to steer, from 0. Default: every head that has an autoencoder.")
    private List<Integer> heads;

    @Option(names = "--types", paramLabel = "TYPE,...", hideParamSyntax = true, split = ",",
            defaultValue = "bilinear,bilinear_tied,rank1", description = "Types of autoencoders, best first. Default: ${DEFAULT-VALUE}.")
    private List<String> types;

    @Mixin
    private OrientationOption orientation;

    int layer() {
        return layer;
    }

    /** The autoencoder of each head, with key factors first. */
    SortedMap<Integer, SaeCheckpoint> read(ModelConfig config, Path model, Notes notes) {
        SortedMap<Integer, SaeCheckpoint> chosen = new TreeMap<>();
        for (Path path : paths) {
            for (SaeCheckpoint one : CheckpointFolder.read(path)) {
                if (isWanted(one)) {
                    chosen.merge(head(one, config, model), one, (a, b) -> order().compare(a, b) <= 0 ? a : b);
                }
            }
        }
        if (chosen.isEmpty()) {
            throw new InputException("--sae-checkpoint: none of " + paths + " is of layer " + layer + (heads == null ? "" : ", a head of "
                    + heads) + " and a type of " + types);
        }
        if (heads != null && !chosen.keySet().containsAll(heads)) {
            throw new InputException("--heads " + heads + ": there are autoencoders for heads " + chosen.keySet());
        }
        chosen.values().forEach(notes::about);
        chosen.values().forEach(notes::aboutBatches);
        chosen.replaceAll((head, stored) -> Orientation.of(orientation.chosen(), stored.config(), config, model.toString())
                .canonical(stored));
        return chosen;
    }

    private boolean isWanted(SaeCheckpoint one) {
        Integer head = one.config().head();
        return Integer.valueOf(layer).equals(one.config().layer()) && types.contains(one.config().type().label())
                && (heads == null || heads.contains(head));
    }

    private static int head(SaeCheckpoint one, ModelConfig config, Path model) {
        Integer head = one.config().head();
        if (head == null || head < 0 || head >= config.heads()) {
            throw new InputException(one.path() + ": states head " + head + ", " + model + " has heads 0 to " + (config.heads() - 1));
        }
        return head;
    }

    private Comparator<SaeCheckpoint> order() {
        return Comparator.comparingInt((SaeCheckpoint one) -> types.indexOf(one.config().type().label()))
                .thenComparing(one -> seed(one) != USUAL_SEED).thenComparingLong(HeadDictionaryOptions::seed)
                .thenComparingInt(one -> one.config().rank());
    }

    private static long seed(SaeCheckpoint one) {
        return one.config().raw().get("seed") instanceof Number seed ? seed.longValue() : NO_SEED;
    }
}
