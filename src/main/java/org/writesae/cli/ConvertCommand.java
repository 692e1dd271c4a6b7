package org.writesae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeFiles;
import org.writesae.sae.SavedSae;
import org.writesae.sae.TrainingState;

/** {@code convert}: an autoencoder from one file format to the other. */
@Command(name = "convert", mixinStandardHelpOptions = true, sortOptions = false,
        header = "An autoencoder as safetensors, or as upstream's .pt.",
        customSynopsis = "writesae convert FILE --out DIR [--to safetensors|pt]",
        description = {"", "Writes sae_weights.safetensors with cfg.json, or a .pt that torch.load(weights_only=True) and "
            + "upstream's build_sae_from_config accept. Tensors keep their bits and types; they get upstream's names, factors "
            + "with two axes a rank axis, and missing counters of silent steps become zeros. A checkpoint.pt of a training "
            + "under way keeps its optimiser state as .pt only."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ConvertCommand implements Callable<Integer> {

    enum Format {
        safetensors, pt
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Checkpoint: .pt, .safetensors with cfg.json beside it, or a directory "
            + "with one of them.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Directory to write in, made if missing.")
    private Path out;

    @Option(names = "--to", paramLabel = "FORMAT", defaultValue = "safetensors",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. A .pt keeps its file name, another gets best.pt.")
    private Format format;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        OutputTarget.requireDirectory("--out", out, out);
        SaeCheckpoint checkpoint = SaeCheckpoint.load(file);
        Path target = out.resolve(format == Format.pt ? torchName(checkpoint.path()) : SaeFiles.WEIGHTS);
        requireOther(checkpoint.path(), target);
        Notes notes = new Notes(spec.commandLine().getErr());
        checkpoint.notes().forEach(note -> notes.add(checkpoint.path() + ": " + note));
        SavedSae sae = SavedSae.of(checkpoint);
        Optional<TrainingState> training = TrainingState.of(checkpoint);
        if (format == Format.safetensors) {
            SaeFiles.writeSafetensors(out, sae);
            training.ifPresent(left -> notes.add(checkpoint.path() + ": the optimiser's state is left out"));
        } else if (training.isPresent()) {
            SaeFiles.writeTraining(target, sae, training.get());
        } else {
            SaeFiles.writeTorch(target, sae);
        }
        notes.print();
        print(checkpoint, sae, target);
        return 0;
    }

    private static String torchName(Path source) {
        String name = source.getFileName().toString();
        return name.endsWith(".pt") ? name : "best.pt";
    }

    /** The source stays mapped while the target is written. */
    private static void requireOther(Path source, Path target) {
        try {
            if (Files.exists(target) && Files.isSameFile(source, target)) {
                throw new InputException("--out: " + target + " is the file that is read");
            }
        } catch (IOException failure) {
            throw new InputException(target + ": cannot be looked at: " + failure, failure);
        }
    }

    private void print(SaeCheckpoint checkpoint, SavedSae sae, Path target) {
        String type = checkpoint.config().type().label();
        if (json) {
            spec.commandLine().getOut().println(new JsonMapper().createObjectNode().put("file", checkpoint.path().toString())
                    .put("form", checkpoint.form()).put("sae_type", type).put("tensors", sae.state().size())
                    .put("out", target.toString()));
        } else {
            spec.commandLine().getOut().println(type + ", " + sae.state().size() + " tensors: " + target);
        }
        spec.commandLine().getOut().flush();
    }
}
