package org.writesae.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.CellStates;
import org.writesae.io.InputException;
import org.writesae.io.Npy;
import org.writesae.io.Tensor;
import org.writesae.runtime.Backend;
import org.writesae.sae.training.TrainResult;
import org.writesae.sae.training.Trainer;
import org.writesae.sae.training.TrainingOptions;

/** {@code train}: trains an autoencoder on stored states, as upstream's {@code core/train.py} does. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Train an autoencoder on stored states.",
        customSynopsis = "writesae train --sae-type TYPE --data-dir DIR --layer L --head H [OPTIONS]",
        description = {"", "Trains on DIR/layer_L/head_H.npy, states [n, d_k, d_v] in float16 or float32, which is mapped, not loaded. "
            + "Options, defaults, split, batches and order of operations are those of upstream's core/train.py; a seed gives "
            + "its initial weights. Options may be spelled with underscores, as upstream's are.", "",
            "Writes OUT/bilinear_L9_H4/ (type, layer, head): config.json, train_log.jsonl, final.pt and best.pt, which has the lowest validation error. After every "
            + "epoch checkpoint.pt is written; the same command goes on from it after an interruption and ends with the same "
            + "bits. It is removed at the end."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = {"--data-dir", "--data_dir"}, paramLabel = "DIR", required = true,
            description = "Folder of the states: layer_L/head_H.npy.")
    private Path data;

    @Option(names = "--head", paramLabel = "H", required = true, description = "Head, from 0, or all: one after the other.")
    private String head;

    @Option(names = {"--output-dir", "--output_dir"}, paramLabel = "OUT", defaultValue = "checkpoints",
            description = "Folder for the run's folder. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Mixin
    private TrainingSettings settings;

    @Mixin
    private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON object for each head.")
    private boolean json;

    @Override
    public Integer call() {
        List<Integer> heads = heads();
        OutputTarget.requireDirectory("--output-dir", output, output);
        try (Backend backend = device.open()) {
            for (int one : heads) {
                train(one, backend);
            }
        }
        return 0;
    }

    private Path file(int of) {
        return CellStates.file(data, settings.layer(), of);
    }

    private List<Integer> heads() {
        if (!head.equals("all")) {
            if (!head.matches("\\d{1,6}")) {
                throw new InputException("--head " + head + ": a number or all");
            }
            return List.of(Integer.parseInt(head));
        }
        Path folder = data.resolve("layer_" + settings.layer());
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such folder");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Integer> heads = files.map(file -> file.getFileName().toString()).filter(name -> name.matches("head_\\d{1,6}\\.npy"))
                    .map(name -> Integer.valueOf(name.substring(5, name.length() - 4))).sorted().toList();
            if (heads.isEmpty()) {
                throw new InputException(folder + ": no head_H.npy in it");
            }
            return heads;
        } catch (IOException failure) {
            throw new InputException(folder + ": cannot be read: " + failure, failure);
        }
    }

    private void train(int of, Backend backend) {
        Tensor states = Npy.open(file(of));
        if (states.rank() != 3) {
            throw new InputException(states.where() + ": shape " + states.shapeText() + ", expected states [n, d_k, d_v]");
        }
        TrainingOptions options = settings.options(of, states.shape(1), states.shape(2));
        Path folder = output.resolve(options.type().label() + "_L" + settings.layer() + "_H" + of);
        try (TrainingMeter meter = new TrainingMeter(spec.commandLine().getErr())) {
            print(options, of, new Trainer(file(of), options, folder, backend, meter).run());
        }
    }

    private void print(TrainingOptions options, int of, TrainResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode line = new JsonMapper().createObjectNode().put("sae_type", options.type().label())
                    .put("layer", options.layer()).put("head", of).put("k", options.k()).put("rank", options.rank())
                    .put("seed", options.seed()).put("n_features", options.features()).put("n_samples", result.samples())
                    .put("best_mse", result.bestMse()).put("final_mse", result.finalMse()).put("final_n_dead", result.dead())
                    .put("total_time_s", Math.round(result.seconds() * 10) / 10.0).put("folder", result.folder().toString());
            out.println(line);
        } else {
            out.println(String.format(Locale.ROOT, "layer %d head %d, %s: validation error %.6g at the end, %.6g at best; %d of %d "
                    + "features dead; %.1f s", options.layer(), of, options.type().label(), result.finalMse(), result.bestMse(),
                    result.dead(), options.features(), result.seconds()));
            out.println("files: " + result.folder());
        }
        out.flush();
    }
}
