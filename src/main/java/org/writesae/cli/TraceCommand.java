package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.FiringTrace;
import org.writesae.experiment.FiringTracer;
import org.writesae.experiment.Substitution;
import org.writesae.io.InputException;
import org.writesae.io.OutputFiles;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.model.tokenizer.Tokenizers;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code trace}: every number of one firing. */
@Command(name = "trace", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Every number of one firing, from the embedding to the KL, each with its equation.",
        customSynopsis = "writesae trace --model DIR --sae-checkpoint FILE --tokens F --position T --feature I ...",
        description = {"", "Follow one firing of the replacement test: residual stream, gates, key and value, states, coefficient, "
            + "atom, edited states, how the head reads them, and what later layers and the output distribution make of "
            + "them. The table shows "
            + "the first elements of an array, --json all. The numbers are those of substitute, to the bit."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class TraceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--sequence", paramLabel = "N", description = "Which passage of a file with several, from 0.")
    private Integer sequence;

    @Option(names = "--position", paramLabel = "T", required = true, description = "Token of the firing, from 0.")
    private int position;

    @Option(names = "--feature", paramLabel = "I", required = true, description = "Feature that fires there.")
    private int feature;

    @Mixin
    private ReadingOptions readings;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random control. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--replay-random", paramLabel = "FILE",
            description = "Take the random control of the firing from this file (schema writesae-random-1).")
    private Path replay;

    @Option(names = "--top", paramLabel = "N", defaultValue = "5",
            description = "Tokens to show that each condition moved most. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write the JSON object to this file.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object with every element instead of the table.")
    private boolean json;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        requireAtLeast(0, "--top", top);
        OutputTarget.require("--out", out);
        ModelConfig config = Families.config(cell.model());
        Sequences sequences = cell.sequences();
        int[] ids = sequences.single(sequence);
        config.requireTokens(ids, sequences.name());
        SaeCheckpoint checkpoint = cell.checkpoint(config);
        Notes notes = new Notes(spec.commandLine().getErr());
        notes.about(checkpoint);
        if (feature < 0 || feature >= checkpoint.config().features()) {
            throw new InputException("--feature " + feature + ": the dictionary has features 0 to " + (checkpoint.config().features() - 1));
        }
        Substitution.Plan plan = new Substitution.Plan(cell.layer(checkpoint, notes),
                cell.head(checkpoint, notes), List.of(feature), 1, seed, readings.readings(),
                replay);
        Substitution.require(cell.model().toString(), config, checkpoint.config(), plan);
        notes.print();
        FiringTrace trace;
        try (Backend backend = device.open(); HostModel loaded = Families.load(cell.model(), backend)) {
            trace = new FiringTracer(loaded, new WriteSae(checkpoint, backend), plan, top)
                    .trace(ids, sequence == null ? 0 : sequence, position);
        }
        print(trace);
        return 0;
    }

    private void print(FiringTrace trace) {
        byte[] line = (TraceText.json(trace) + "\n").getBytes(StandardCharsets.UTF_8);
        if (out != null) {
            OutputFiles.write(out, stream -> stream.write(line));
        }
        PrintWriter printed = spec.commandLine().getOut();
        printed.print(json ? new String(line, StandardCharsets.UTF_8)
                : TraceText.table(trace, Tokenizers.find(cell.model()).orElse(null)));
        printed.flush();
    }
}
