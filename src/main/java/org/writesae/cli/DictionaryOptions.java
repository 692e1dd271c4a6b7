package org.writesae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.experiment.Orientation;
import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.TaggedDictionaries.Dictionary;
import org.writesae.io.InputException;
import org.writesae.model.ModelConfig;
import org.writesae.sae.SaeCheckpoint;

/** Options that name several autoencoders of one layer. */
final class DictionaryOptions {

    @Option(names = "--sae-checkpoint", paramLabel = "[NAME=]PATH", arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders: files, directories with one, or directories of such directories, of which those of "
                + "the layer are taken. They are told apart by type, and where that is not enough by rank, number of features, "
                + "k or seed; NAME goes in front.")
    private List<String> paths = List.of();

    @Option(names = "--layer", paramLabel = "N", description = "Layer, from 0. Default: what the autoencoders state.")
    private Integer layer;

    @Option(names = "--head", paramLabel = "N,...", hideParamSyntax = true, split = ",",
            description = "Only autoencoders of these heads, from 0. A single one is also the head of those that state none.")
    private List<Integer> heads = List.of();

    @Mixin
    private OrientationOption orientation;

    /**
     * The autoencoders of a layer.
     *
     * @param layer the layer
     * @param all   what they are, and where each was
     */
    record Chosen(int layer, TaggedDictionaries all) {
    }

    /** Paths as they were given. */
    List<String> given() {
        return paths;
    }

    /**
     * Reads them.
     *
     * @param config of the model whose states they are for, with its key rows first in every autoencoder; null where there is
     *               none: they stay as they are
     * @param needed whether there has to be one
     * @throws InputException if there is none of the layer, or they are of several and none was chosen
     */
    Chosen read(ModelConfig config, Path model, boolean needed, Notes notes) {
        if (layer != null && config != null) {
            config.requireStateLayer(layer, "--layer", model);
        }
        List<Dictionary> found = new ArrayList<>();
        for (String path : paths) {
            int mark = path.indexOf('=');
            String name = mark < 0 || Files.exists(Path.of(path)) ? "" : path.substring(0, mark);
            for (SaeCheckpoint one : CheckpointFolder.read(Path.of(name.isEmpty() ? path : path.substring(mark + 1)))) {
                add(found, name, one, config, model, notes);
            }
        }
        List<Integer> layers = found.stream().map(one -> one.checkpoint().config().layer()).filter(Objects::nonNull).distinct().toList();
        if (needed && found.isEmpty()) {
            throw new InputException("--sae-checkpoint: " + (paths.isEmpty() ? "none given" : "none of " + paths + " is of "
                    + (layer == null ? "" : "layer " + layer + " ") + (heads.isEmpty() ? "" : "heads " + heads)));
        }
        if (layer == null && layers.size() != 1) {
            throw new InputException("--layer: " + (layers.isEmpty() ? "no autoencoder states it" : "the autoencoders are of layers "
                    + layers) + ", so it must be given");
        }
        int chosen = layer == null ? layers.getFirst() : layer;
        if (config != null) {
            config.requireStateLayer(chosen, "--layer", model);
        }
        return new Chosen(chosen, new TaggedDictionaries(found));
    }

    private void add(List<Dictionary> found, String name, SaeCheckpoint stored, ModelConfig config, Path model, Notes notes) {
        Integer ofLayer = stored.config().layer();
        Integer ofHead = stored.config().head() == null && heads.size() == 1 ? heads.getFirst() : stored.config().head();
        if (layer != null && ofLayer != null && !layer.equals(ofLayer)
                || !heads.isEmpty() && ofHead != null && !heads.contains(ofHead)) {
            return;
        }
        if (ofHead == null) {
            throw new InputException("--head: " + stored.path() + " does not state it, so it must be given");
        }
        SaeCheckpoint canonical = stored;
        if (config != null) {
            config.requireHead(ofHead, stored.path() + ": head", model);
            canonical = Orientation.of(orientation.chosen(), stored.config(), config, model.toString()).canonical(stored);
        }
        notes.about(stored);
        found.add(new Dictionary(name, ofHead, canonical));
    }

    /** The file of each head, by tag, for a result. */
    static void describe(TaggedDictionaries all, ObjectNode node) {
        for (String tag : all.tags()) {
            ObjectNode byHead = node.putObject(tag);
            all.of(tag).forEach((head, one) -> byHead.put(Integer.toString(head), one.path().toString()));
        }
    }

    /** Refuses autoencoders that no state can be reconstructed with. */
    static void requireEncoders(TaggedDictionaries all) {
        for (String tag : all.tags()) {
            for (SaeCheckpoint one : all.of(tag).values()) {
                if (!one.hasEncoder()) {
                    throw new InputException(one.path() + ": holds decoder factors only, no encoder to reconstruct states with");
                }
            }
        }
    }
}
