package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.io.Npz;
import org.writesae.io.SafetensorsWriter;
import org.writesae.reference.GoldenData;
import org.writesae.reference.conformance.ActualTensors;
import org.writesae.reference.conformance.Arithmetic;
import org.writesae.reference.conformance.Conformance;
import org.writesae.reference.conformance.ConformanceCase;
import org.writesae.reference.conformance.Judgement;
import org.writesae.reference.conformance.MistakeNotes;

/** {@code conform CASE --actual F}: judges another implementation's tensors. */
@Command(name = "conform", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Judge another implementation's tensors.",
        customSynopsis = {"writesae conform CASE --actual FILE [OPTIONS]", "writesae conform CASE [--inputs-out FILE]",
            "writesae conform --all --actual DIR [OPTIONS]", "writesae conform list [PART]"},
        description = {"", "Compute a case with any program, store the tensors under the names of the case, and see which of "
            + "them is the first beyond its limit, and which known mistake that looks like. Without --actual, a case is "
            + "described: what is computed, from what, and which tensors are wanted.", "",
            "Distances are in units of the float32 ulp of the largest expected value of a tensor (in exact cases, of each "
            + "element). Values that are all float32 numbers are judged as computed in float32, others as computed in "
            + "float64. A NaN or an infinity that is not expected is beyond every limit. Axes of length 1 do not count."},
        subcommands = ConformListCommand.class, synopsisSubcommandLabel = "list",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every tensor given is within its limit", "1:one is not",
            "2:bad input or usage: a tensor is missing, has another shape or is not of floating point"})
public final class ConformCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CASE", arity = "0..1", description = "A case, for example gated-delta/sequence-square.")
    private String id;

    @Option(names = "--actual", paramLabel = "FILE", description = "The tensors: .safetensors or .npz with the names of the "
            + "case, or .npy with one tensor. With --all, a folder.")
    private Path actual;

    @Option(names = "--all", description = "Judge every case that the folder has a file for: DIR/gated-delta/sequence-square.npz "
            + "is of gated-delta/sequence-square. A line for each case.")
    private boolean all;

    @Option(names = "--tensor", paramLabel = "NAME",
            description = "Which tensor an .npy file holds, where the case has several.")
    private String tensor;

    @Option(names = "--partial", description = "Judge the tensors that are there; without it, all have to be.")
    private boolean partial;

    @Option(names = "--arithmetic", paramLabel = "float32|float64",
            description = "Judge all tensors as computed in it. Default: seen from the values of each.")
    private String arithmetic;

    @Option(names = "--inputs-out", paramLabel = "FILE",
            description = "Write the inputs of the case to a .npz or .safetensors file, numbers as tensors without axes.")
    private Path inputsOut;

    @Option(names = "--golden", paramLabel = "DIR",
            description = "Golden folder; by default reference-data/golden here or beside the program.")
    private Path golden;

    @Option(names = "--json", description = "One JSON object per tensor, then one for the case.")
    private boolean json;

    @Override
    public Integer call() {
        checkUsage();
        Arithmetic judgedAs = arithmetic();
        OutputTarget.require("--inputs-out", inputsOut);
        GoldenData data = golden == null ? GoldenData.find() : GoldenData.at(golden);
        PrintWriter out = spec.commandLine().getOut();
        if (all) {
            return new ConformAll(new Conformance(data).cases(""), partial, judgedAs).run(actual, json, out, spec.commandLine().getErr());
        }
        ConformanceCase found = new Conformance(data).get(id);
        boolean ok = actual == null ? describe(found, data, out) : judge(found, data, judgedAs, out);
        if (inputsOut != null) {
            writeInputs(found);
        }
        out.flush();
        return ok ? 0 : 1;
    }

    private void checkUsage() {
        if (all && (id != null || actual == null || tensor != null || inputsOut != null)) {
            throw new ParameterException(spec.commandLine(), "--all takes --actual DIR, and no CASE, --tensor or --inputs-out");
        }
        if (!all && id == null) {
            throw new ParameterException(spec.commandLine(), "Which CASE? conform list shows them");
        }
    }

    private boolean describe(ConformanceCase found, GoldenData data, PrintWriter out) {
        if (json) {
            out.println(ConformJson.description(found));
        } else {
            new ConformText(out, new MistakeNotes(data.directory())).describe(found);
        }
        return true;
    }

    private boolean judge(ConformanceCase found, GoldenData data, Arithmetic judgedAs, PrintWriter out) {
        ActualTensors tensors = ActualTensors.read(actual, found, tensor, partial);
        Judgement judgement = Judgement.of(found, tensors.values(), judgedAs);
        if (json) {
            ConformJson.lines(judgement).forEach(out::println);
        } else {
            new ConformText(out, new MistakeNotes(data.directory())).print(judgement, tensors.extra());
        }
        return judgement.ok();
    }

    private void writeInputs(ConformanceCase found) {
        if (inputsOut.toString().endsWith(".npz")) {
            Npz.write(inputsOut, found.inputs());
            return;
        }
        SafetensorsWriter writer = new SafetensorsWriter().metadata("case", found.id());
        found.inputs().forEach(writer::put);
        writer.write(inputsOut);
    }

    private Arithmetic arithmetic() {
        try {
            return arithmetic == null ? null : Arithmetic.valueOf(arithmetic.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new InputException("--arithmetic " + arithmetic + ": expected float32 or float64");
        }
    }
}
