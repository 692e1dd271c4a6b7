package org.writesae.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.experiment.sweep.SweepSettings;
import org.writesae.experiment.sweep.TrainingRun;
import org.writesae.experiment.sweep.TrainingSweep;
import org.writesae.io.InputException;
import org.writesae.reference.published.RunFacts;
import org.writesae.runtime.Backend;

import static org.writesae.io.InputException.requireAtLeast;

/** Options of the claims that train over heads and seeds. */
final class SweepOptions {

    @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = "States to train on: DIR/layer_L/head_H.npy.")
    private Path data;

    @Option(names = "--layers", paramLabel = "I,...", hideParamSyntax = true, split = ",", required = true, description = "Layers.")
    private List<Integer> layers;

    @Option(names = "--heads", paramLabel = "H,...", hideParamSyntax = true, split = ",", required = true, description = "Heads.")
    private List<Integer> heads;

    @Option(names = "--seeds", paramLabel = "N,...", hideParamSyntax = true, split = ",", defaultValue = "0,1,42",
            description = "Seeds. Default: ${DEFAULT-VALUE}.")
    private List<Integer> seeds;

    @Option(names = "--n-features", paramLabel = "N", defaultValue = "2048", description = "Features. Default: ${DEFAULT-VALUE}.")
    private int features;

    @Option(names = "--k", paramLabel = "K", defaultValue = "32", description = "Features a state keeps. Default: ${DEFAULT-VALUE}.")
    private int k;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "B", defaultValue = "256", description = "Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(names = "--lr", paramLabel = "RATE", defaultValue = "3e-4", description = "Default: ${DEFAULT-VALUE}.")
    private double lr;

    @Option(names = "--lr-min", paramLabel = "RATE", defaultValue = "3e-5", description = "Default: ${DEFAULT-VALUE}.")
    private double lrMin;

    @Option(names = "--warmup-steps", paramLabel = "N", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--resample-every", paramLabel = "N", defaultValue = "250", description = "Default: ${DEFAULT-VALUE}.")
    private int resample;

    @Option(names = "--checkpoints", paramLabel = "DIR", description = "Where the dictionaries go, layer_L/head_H/TYPE_sSEED/best.pt. "
            + "Default: OUT/CLAIM/checkpoints.")
    private Path checkpoints;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    List<Integer> layers() {
        return layers;
    }

    List<Integer> heads() {
        return heads;
    }

    List<Integer> seeds() {
        return seeds;
    }

    ClaimOptions claim() {
        return claim;
    }

    DeviceOptions device() {
        return device;
    }

    Path data() {
        return data;
    }

    /** Checks all options. */
    void check(String id) {
        claim.check(id);
        requireAtLeast(1, "--n-features", features);
        requireAtLeast(0, "--k", k);
        requireAtLeast(1, "--epochs", epochs);
        requireAtLeast(1, "--batch-size", batchSize);
        requireAtLeast(0, "--warmup-steps", warmup);
        requireAtLeast(1, "--resample-every", resample);
        if (!(lr > 0 && Double.isFinite(lr) && lrMin >= 0 && Double.isFinite(lrMin))) {
            throw new InputException("--lr " + lr + ", --lr-min " + lrMin + ": a number above 0, and one of at least 0");
        }
    }

    /** Says what is run. */
    ObjectNode describe(String id) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", id).put("states", data.toString())
                .put("model", StatesFolder.model(data)).put("layer", RunFacts.EACH).put("head", RunFacts.EACH).put("layers", text(layers))
                .put("heads", text(heads)).put("seeds", text(seeds));
        config.setAll(settings(SweepSettings.JumpSettings.PAPER).json());
        return config;
    }

    private static String text(List<Integer> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private SweepSettings settings(SweepSettings.JumpSettings jump) {
        return new SweepSettings(features, k, epochs, batchSize, lr, lrMin, warmup, resample, jump);
    }

    /** The trainer on a backend; states of all runs are there. */
    TrainingSweep sweep(String id, List<TrainingRun> runs, SweepSettings.JumpSettings jump, Backend backend) {
        TrainingSweep sweep = new TrainingSweep(data, checkpoints != null ? checkpoints : claim.out().resolve(id).resolve("checkpoints"),
                settings(jump), backend);
        sweep.require(runs);
        return sweep;
    }
}
