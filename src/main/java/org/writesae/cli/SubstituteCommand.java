package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.report.SubstitutionReport;
import org.writesae.report.SubstitutionTable;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code substitute}: the replacement test for chosen features. */
@Command(name = "substitute", mixinStandardHelpOptions = true, sortOptions = false,
        header = "The replacement test for chosen features of a dictionary.",
        customSynopsis = {"writesae substitute --model DIR --sae-checkpoint FILE --features I...",
            "(--tokens TOKENS | --text TEXT) --out FILE [OPTIONS]"},
        description = {"", "Experiment E1 of the paper: at each firing of a feature, replace the model's own write by the feature's "
            + "atom, by nothing, or by a random write, and measure how far the model's next-token distribution moves.",
            "Writes a JSON result in upstream's schema with fields added, and prints a table."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, also where nothing fired", "2:bad input or usage"})
public final class SubstituteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DictionaryCellOptions cell;

    @Option(names = "--features", paramLabel = "I...", required = true, arity = "1..*", split = ",",
            hideParamSyntax = true,
            description = "Features to test, separated by spaces or commas.")
    private List<Integer> features;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private TokenInput input;

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "Tokenizer of --text: a model directory, tokenizer.json, or RWKV "
            + "vocabulary. Default: the model's own.")
    private Path tokenizer;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Result to write, JSON.")
    private Path out;

    @Mixin
    private ReadingOptions readings;

    @Mixin
    private BaselineOptions baseline;

    @Option(names = "--cap", paramLabel = "N", defaultValue = "300",
            description = "Most firings of each feature, the first ones. Default: ${DEFAULT-VALUE}.")
    private int cap;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random control and of the resampled intervals. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--replay-random", paramLabel = "FILE",
            description = "Take the random control of each firing from this file (schema writesae-random-1).")
    private Path replay;

    @Option(names = "--max-sequences", paramLabel = "N", description = "Only the first N passages.")
    private Integer maxSequences;

    @Option(names = "--length", paramLabel = "N", description = "Only the first N tokens of each passage.")
    private Integer length;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write an HTML report with figures.")
    private Path report;

    @Option(names = "--json", description = "Print the summary as one JSON object instead of the table.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        requireAtLeast(1, "--max-sequences", maxSequences);
        requireAtLeast(1, "--length", length);
        OutputTarget.require("--out", out);
        OutputTarget.require("--report", report);
        OutputTarget.requireOther("--report", report, "--out", out);
        Sequences sequences = input.read(input.tokenizer(cell.model(), tokenizer)).limited(maxSequences, length);
        SaeCheckpoint checkpoint = SaeCheckpoint.load(cell.sae());
        Notes notes = new Notes(spec.commandLine().getErr());
        notes.about(checkpoint);
        notes.aboutBatches(checkpoint);
        Substitution.Plan plan = new Substitution.Plan(cell.layer(checkpoint, notes), cell.head(checkpoint, notes),
                features.stream().distinct().toList(), cap, seed, readings.readings(), replay);
        SubstitutionRun run = new SubstitutionRun(cell.model(), cell.model().toString(), checkpoint, cell.orientation(),
                cell.sae().toString(), sequences, plan, baseline.chosen(notes));
        run.check();
        notes.print();
        SubstitutionResult result;
        try (Backend backend = device.open()) {
            result = run.run(backend);
        }
        if (result.records().isEmpty()) {
            notes.add(sequences.isTestable() ? "none of the features fires in " + sequences.name()
                    : sequences.name() + " holds no passage of two tokens or more");
            notes.print();
        }
        write(result);
        return 0;
    }

    private void write(SubstitutionResult result) {
        result.write(out);
        if (report != null) {
            SubstitutionReport.write(report, List.of(result));
        }
        PrintWriter printed = spec.commandLine().getOut();
        if (json) {
            printed.println(ResultJson.line(result, out));
        } else {
            printed.print(SubstitutionTable.text(result));
            printed.println();
            printed.println("result: " + out);
            if (report != null) {
                printed.println("report: " + report);
            }
        }
        printed.flush();
    }
}
