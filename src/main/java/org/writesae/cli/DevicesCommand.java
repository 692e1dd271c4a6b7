package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.reference.CaseRunner;
import org.writesae.reference.GoldenCase;
import org.writesae.reference.GoldenData;
import org.writesae.runtime.Backend;
import org.writesae.runtime.BackendFactory;

/** {@code devices}: what can compute here, and why nothing else can. */
@Command(name = "devices", mixinStandardHelpOptions = true, sortOptions = false,
        header = "What can compute here.",
        customSynopsis = "writesae devices [OPTIONS]",
        description = {"", "List what --device can name here, and why other devices are missing."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad usage"})
public final class DevicesCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object per device.")
    private boolean json;

    @Option(names = "--print-kernels", paramLabel = "DIR",
            description = "Run the golden cases on the device and write the code it compiled for each kernel here.")
    private Path kernels;

    @Option(names = "--device", paramLabel = "DEVICE",
            description = "The device for --print-kernels. Default: tornado.")
    private String device;

    @Override
    public Integer call() {
        if (kernels != null) {
            printKernels(device == null ? "tornado" : device);
            return 0;
        }
        if (device != null) {
            throw new InputException("--device goes with --print-kernels");
        }
        for (BackendFactory factory : Backends.all()) {
            for (BackendFactory.Device found : factory.devices()) {
                print(found.id(), true, found.description());
            }
            String missing = factory.absence();
            if (missing != null) {
                print(factory.name(), false, missing);
            }
        }
        String absence = Backends.absence("tornado");
        if (absence != null) {
            print("tornado", false, absence);
        }
        return 0;
    }

    /** Every kernel has a golden case, so running the cases compiles every kernel. */
    private void printKernels(String device) {
        try (Backend backend = Backends.open(device, 1, false)) {
            if (!backend.writeKernels(kernels)) {
                throw new InputException("--device " + device + ": this device runs the Java code itself, there is none to print");
            }
            CaseRunner runner = new CaseRunner(backend);
            List<GoldenCase> cases = GoldenData.find().cases("");
            cases.forEach(runner::run);
            spec.commandLine().getOut().println("kernels: " + kernels + " (" + cases.size() + " golden cases run)");
            spec.commandLine().getOut().flush();
        }
    }

    private void print(String id, boolean available, String description) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode line = JSON.createObjectNode().put("device", id).put("available", available)
                    .put("description", description);
            if (id.equals("jvm")) {
                line.put("java", Runtime.version().toString()).put("threads", JvmFacts.cores())
                        .put("heap_bytes", JvmFacts.heapBytes()).put("vector_bits", 8 * JvmFacts.vectorBytes());
            }
            out.println(line);
        } else {
            out.println(id + "  " + (available ? "" : "not available: ") + description);
        }
        out.flush();
    }
}
