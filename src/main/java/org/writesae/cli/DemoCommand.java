package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.SubstitutionResult;
import org.writesae.report.SubstitutionReport;
import org.writesae.report.SubstitutionTable;
import org.writesae.runtime.Backend;

/** {@code demo}: the replacement test on the bundled model, compared with upstream's results. */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
        header = "The replacement test on a bundled model, checked against upstream's results.",
        customSynopsis = "writesae demo [OPTIONS]",
        description = {"", "Run the replacement test on the bundled model with a bundled autoencoder: a small Gated DeltaNet "
            + "language model, 8 features, 240 firings.",
            "Prints the table, writes result.json and report.html, and compares every firing with what upstream's Python "
            + "gives in float64."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every firing agrees", "1:one does not", "2:bad input or usage"})
public final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "demo",
            description = "Where result.json and report.html go. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--json", description = "Print the summary and the agreement as one JSON object.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        OutputTarget.requireDirectory("--out", out, out);
        GoldenRun golden = GoldenRun.demo(ProjectFolder.referenceData());
        long start = System.nanoTime();
        SubstitutionResult result;
        try (Backend backend = device.open()) {
            result = golden.run().run(backend);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Path file = out.resolve("result.json");
        Path report = out.resolve("report.html");
        result.write(file);
        SubstitutionReport.write(report, List.of(result));
        Agreement agreement = Agreement.of(ResultJson.tree(result), golden.expected());
        PrintWriter printed = spec.commandLine().getOut();
        if (json) {
            ObjectNode line = ResultJson.line(result, file);
            line.put("report", report.toString()).put("seconds", seconds);
            line.set("agreement", agreement.toJson());
            printed.println(line);
        } else {
            printed.print(SubstitutionTable.text(result));
            printed.println();
            printed.println("result: " + file);
            printed.println("report: " + report);
            printed.println(agreement.line());
        }
        printed.flush();
        return agreement.holds() ? 0 : 1;
    }
}
