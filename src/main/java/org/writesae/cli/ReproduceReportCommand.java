package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import org.writesae.io.InputException;
import org.writesae.reference.published.PublishedData;
import org.writesae.report.ClaimReport;

/** {@code reproduce report}: the page of claims that were run before. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false,
        header = "One page of all claims that were run into a folder.",
        customSynopsis = "writesae reproduce report DIR [--results DIR]",
        description = {"", "Draw the figures of all results in DIR and compare each number with the published ones. Writes DIR/report.html."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The --out of the claims.")
    private Path folder;

    @Option(names = "--results", paramLabel = "DIR",
            description = "Upstream's folder of published results; a file of the same name is compared field by field.")
    private Path results;

    @Override
    public Integer call() {
        if (results != null && !Files.isDirectory(results)) {
            throw new InputException("--results " + results + ": no such directory");
        }
        Path report = folder.resolve("report.html");
        OutputTarget.require("DIR", report);
        int shown = ClaimReport.write(report, folder, PublishedData.at(ProjectFolder.referenceData().resolve("published")), results);
        PrintWriter printed = spec.commandLine().getOut();
        printed.println(shown + " claims; report: " + report);
        printed.flush();
        return 0;
    }
}
