package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.CellStates;
import org.writesae.experiment.StateComponents;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npy;

/** {@code baselines}: principal components and non-negative factors of states. */
@Command(name = "baselines", mixinStandardHelpOptions = true, sortOptions = false,
        header = "How well principal components or non-negative factors reconstruct states.",
        customSynopsis = "writesae baselines --data-dir DIR --layer N [OPTIONS]",
        description = {"", "Fits principal components on the training part of DIR/layer_N/head_H.npy [N, d_k, d_v] (split "
            + "seed 42) and measures the mean squared error on the rest for 1, 2, 4, ... 128 of them, as upstream's "
            + "analysis/baselines.py does, exactly and in double. --nmf adds its non-negative factors of max(0, x), whose "
            + "reconstructions are compared with x: scikit-learn's coordinate descent, in double and from exact singular pairs. They are "
            + "iterated up to 500 times for each number of factors, which takes hours where the components take minutes.",
            "Shares are of the variance of all elements about their one mean, upstream's total_variance."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class BaselinesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = "Extracted states.")
    private Path data;

    @Option(names = "--layer", paramLabel = "N", required = true, description = "Layer, from 0.")
    private int layer;

    @Option(names = "--head", paramLabel = "N", defaultValue = "0", description = "Head, from 0. Default: ${DEFAULT-VALUE}.")
    private int head;

    @Option(names = "--max-samples", paramLabel = "N", defaultValue = "10000",
            description = "Most states to fit, chosen at random; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--nmf", description = "Non-negative factors too.")
    private boolean factors;

    @Option(names = "--out", paramLabel = "FILE", description = "JSON file to write, in upstream's layout.")
    private Path out;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        OutputTarget.require("--out", out);
        if (samples < 0 || samples == 1) {
            throw new InputException("--max-samples " + samples + ": 0 or at least 2");
        }
        Path file = CellStates.file(data, layer, head);
        if (!Files.exists(file)) {
            throw new InputException(file + ": no such file; --data-dir, --layer and --head name it");
        }
        StateComponents result = StateComponents.of(Npy.open(file), StateComponents.COUNTS, samples, factors);
        if (out != null) {
            JsonFiles.write(out, result.json());
        }
        print(result);
        return 0;
    }

    private void print(StateComponents result) {
        PrintWriter printed = spec.commandLine().getOut();
        if (json) {
            printed.println(result.json());
        } else {
            double variance = result.facts().get("total_variance").doubleValue();
            print("components", result.errors(), variance);
            if (!result.nonNegative().isEmpty()) {
                print("factors   ", result.nonNegative(), variance);
            }
        }
        printed.flush();
    }

    private void print(String what, Map<Integer, Double> errors, double variance) {
        PrintWriter printed = spec.commandLine().getOut();
        printed.println(what + "  mean squared error  of the variance");
        errors.forEach((k, error) -> printed.println(String.format(Locale.ROOT, "%10d  %18.6g  %13.2f %%", k, error,
                100 * error / variance)));
    }
}
