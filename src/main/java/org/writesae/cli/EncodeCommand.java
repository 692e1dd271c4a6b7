package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Orientation;
import org.writesae.experiment.Reading;
import org.writesae.io.InputException;
import org.writesae.io.SafetensorsWriter;
import org.writesae.io.Tensor;
import org.writesae.runtime.Backend;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code encode}: coefficients and reconstructions of states. */
@Command(name = "encode", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Coefficients and reconstructions of states.",
        customSynopsis = "writesae encode --sae-checkpoint FILE --states FILE --out FILE [OPTIONS]",
        description = {"", "Encode states with an autoencoder of any of the seven variants, of any rank.",
            "Writes coefficients [N, features] and reconstruction [N, d_k, d_v], float32."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class EncodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--sae-checkpoint", paramLabel = "FILE", required = true,
            description = "Autoencoder: .pt, .safetensors with cfg.json beside it, or a directory with one of them.")
    private Path sae;

    @Option(names = "--states", paramLabel = "FILE", required = true,
            description = "States [N, d_k, d_v], .npy or .safetensors; [N, d_k·d_v] and [d_k, d_v] are taken too.")
    private Path states;

    @Option(names = "--orientation", paramLabel = "WHICH", description = "What the autoencoder was trained on, where the states "
            + "have key rows: key-value as they are, value-key turned, as upstream keeps Mamba-2's. Default: states and "
            + "atoms lie alike.")
    private String orientation;

    @Option(names = "--key", paramLabel = "NAME",
            description = "Tensor of a .safetensors file. Default: states, or the only one.")
    private String key;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Safetensors file to write.")
    private Path out;

    @Option(names = "--batch", paramLabel = "N", description = "With BatchTopK, keep the k·N largest coefficients of N states "
            + "together, as in training. Default: each state on its own, where it is TopK.")
    private Integer batch;

    @Option(names = "--loss", description = "Also write mse, the mean squared error over all elements, and aux, upstream's "
            + "auxiliary loss with these states as one batch (float64): of dead features, unweighted, or the sparsity terms of a "
            + "gated or JumpReLU variant with their weights. aux is left out where it needs counters that the checkpoint lacks.")
    private boolean loss;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        OutputTarget.require("--out", out);
        SaeCheckpoint checkpoint = oriented(SaeCheckpoint.load(sae));
        requireAtLeast(1, "--batch", batch);
        if (batch != null && !checkpoint.config().batchTopK()) {
            throw new InputException("--batch " + batch + ": " + sae + " was not trained with BatchTopK");
        }
        Notes notes = new Notes(spec.commandLine().getErr());
        notes.about(checkpoint);
        if (batch == null) {
            notes.aboutBatches(checkpoint);
        }
        SaeConfig config = checkpoint.config();
        float[] x = StatesFile.read(states, key, config);
        int count = x.length / config.dIn();
        if ((long) count * config.features() > Integer.MAX_VALUE - 8) {
            throw new InputException(states + ": " + count + " states give more coefficients than one array holds; "
                    + "encode them in parts");
        }
        float[] a = new float[count * config.features()];
        float[] y = new float[x.length];
        OptionalDouble aux = OptionalDouble.empty();
        try (Backend backend = device.open(); Meter meter = Meter.of("states", count)) {
            WriteSae loaded = new WriteSae(checkpoint, backend);
            encode(loaded, x, a, y, meter);
            if (loss && count > 0) {
                aux = ReconstructionLoss.auxiliary(loaded, checkpoint, x, a, y);
            }
        }
        notes.print();
        requireFinite(y, config.dIn());
        double mse = ReconstructionLoss.mse(x, y);
        write(config, count, a, y, mse, aux);
        print(count, active(a), mse, aux);
        return 0;
    }

    private void requireFinite(float[] y, int size) {
        for (int i = 0; i < y.length; i++) {
            if (!Float.isFinite(y[i])) {
                throw new InputException(states + ": state " + i / size + " is so large that its reconstruction overflows float32");
            }
        }
    }

    private SaeCheckpoint oriented(SaeCheckpoint checkpoint) {
        return orientation == null ? checkpoint
                : Reading.parse(Orientation.class, orientation, "--orientation").canonical(checkpoint);
    }

    private void write(SaeConfig config, int count, float[] a, float[] y, double mse, OptionalDouble aux) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("sae_checkpoint", sae.toString());
        writer.put(Tensor.of("coefficients", a, count, config.features()));
        writer.put(Tensor.of("reconstruction", y, count, config.dk(), config.dv()));
        if (loss) {
            writer.put(Tensor.of("mse", new double[] {mse}));
            aux.ifPresent(value -> writer.put(Tensor.of("aux", new double[] {value})));
        }
        writer.write(out);
    }

    private void encode(WriteSae sae, float[] x, float[] a, float[] y, Meter meter) {
        int size = sae.config().dIn();
        int features = sae.config().features();
        // Without batches the number at once only bounds what is held besides the results.
        int atOnce = batch == null ? 256 : batch;
        for (int first = 0; first < x.length / size; first += atOnce) {
            int count = Math.min(atOnce, x.length / size - first);
            float[] some = new float[count * size];
            System.arraycopy(x, first * size, some, 0, some.length);
            float[] coefficients = batch == null ? sae.encode(some, count) : sae.encodeBatch(some, count);
            System.arraycopy(coefficients, 0, a, first * features, coefficients.length);
            System.arraycopy(sae.decode(coefficients, count), 0, y, first * size, some.length);
            meter.at(first + count);
        }
    }

    private static long active(float[] coefficients) {
        long active = 0;
        for (float a : coefficients) {
            active += a != 0 ? 1 : 0;
        }
        return active;
    }

    private void print(int count, long active, double mse, OptionalDouble aux) {
        PrintWriter printed = spec.commandLine().getOut();
        boolean some = count > 0;
        if (json) {
            ObjectNode line = new JsonMapper().createObjectNode().put("states", count)
                    .put("mean_active", some ? (Double) ((double) active / count) : null)
                    .put("mse", some ? (Double) mse : null);
            line.put("aux", aux.isPresent() ? (Double) aux.getAsDouble() : null);
            line.put("out", out.toString());
            printed.println(line);
        } else {
            printed.println(some ? String.format(Locale.ROOT, "%d states, %.2f active features each, mean squared error %.6g",
                    count, (double) active / count, mse) : "no states");
            printed.println("tensors: " + out);
        }
        printed.flush();
    }
}
