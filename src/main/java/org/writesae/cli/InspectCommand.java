package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect FILE}: what a checkpoint, tensor file or model directory holds. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
        header = "What a checkpoint, tensor file or model directory holds.",
        customSynopsis = "writesae inspect FILE [OPTIONS]",
        description = {"", "Show what a .pt, .safetensors, .npy or .npz file or a model directory holds. Nothing in it is run."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A checkpoint, a tensor file or a model directory.")
    private Path file;

    @Option(names = "--atom", paramLabel = "I", description = "Print v and w of atom I of an autoencoder, and their norms.")
    private Integer atom;

    @Option(names = "--stats", description = "Read every element: minimum, maximum and the number of NaNs.")
    private boolean stats;

    @Option(names = "--json", description = "One JSON object on stdout.")
    private boolean json;

    @Override
    public Integer call() {
        ObjectNode found = new Inspection(file, stats).describe(atom);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(found);
        } else {
            new InspectionText(out).print(found);
        }
        out.flush();
        return 0;
    }
}
