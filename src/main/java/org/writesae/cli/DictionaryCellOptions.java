package org.writesae.cli;

import java.nio.file.Path;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.experiment.Orientation;
import org.writesae.model.ModelConfig;
import org.writesae.sae.SaeCheckpoint;

/** Options that name a model and a dictionary of one of its cells. */
class DictionaryCellOptions {

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Option(names = "--sae-checkpoint", paramLabel = "FILE", required = true,
            description = "Autoencoder: .pt, .safetensors with cfg.json beside it, or a directory with one of them.")
    private Path sae;

    @Option(names = "--layer", paramLabel = "N", description = "Layer, from 0. Default: what the checkpoint states.")
    private Integer layer;

    @Option(names = "--head", paramLabel = "N", description = "Head, from 0. Default: what the checkpoint states.")
    private Integer head;

    @Mixin
    private OrientationOption orientation;

    final Path model() {
        return model;
    }

    final Path sae() {
        return sae;
    }

    /** Which axis the atoms have first; null to decide by shape and family. */
    final Orientation orientation() {
        return orientation.chosen();
    }

    /** The dictionary, with key factors first as the model's states have them. */
    final SaeCheckpoint checkpoint(ModelConfig config) {
        return turned(SaeCheckpoint.load(sae), config);
    }

    /** Another dictionary of the cell in the same way. */
    final SaeCheckpoint turned(SaeCheckpoint stored, ModelConfig config) {
        return Orientation.of(orientation(), stored.config(), config, model.toString()).canonical(stored);
    }

    /** The layer asked for, else the one the dictionary states. */
    final int layer(SaeCheckpoint checkpoint, Notes notes) {
        return notes.chosen("--layer", layer, checkpoint.config().layer(), sae);
    }

    /** The head asked for, else the one the dictionary states. */
    final int head(SaeCheckpoint checkpoint, Notes notes) {
        return notes.chosen("--head", head, checkpoint.config().head(), sae);
    }
}
