package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.reference.GoldenData;
import org.writesae.reference.conformance.Conformance;
import org.writesae.reference.conformance.ConformanceCase;

/** {@code conform list}: the cases that another implementation can be held to. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false,
        customSynopsis = "writesae conform list [PART] [OPTIONS]",
        header = "The cases: kernels, autoencoders and whole models.",
        description = {"", "List the cases, kernel by kernel, then autoencoders and models: what each tests and which tensors it wants."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ConformListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PART", arity = "0..1", defaultValue = "", description = "Only the cases whose id contains this.")
    private String part;

    @Option(names = "--golden", paramLabel = "DIR",
            description = "Golden folder; by default reference-data/golden here or beside the program.")
    private Path golden;

    @Option(names = "--json", description = "One JSON object per case.")
    private boolean json;

    @Override
    public Integer call() {
        GoldenData data = golden == null ? GoldenData.find() : GoldenData.at(golden);
        List<ConformanceCase> cases = new Conformance(data).cases(part);
        if (cases.isEmpty()) {
            throw new InputException(data.directory() + ": no case has \"" + part + "\" in its id");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            cases.forEach(found -> out.println(ConformJson.description(found)));
        } else {
            ConformText.list(out, cases);
        }
        out.flush();
        return 0;
    }
}
