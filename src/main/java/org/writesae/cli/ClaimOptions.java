package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Shard;
import org.writesae.experiment.UnfinishedWork;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.io.Npz;
import org.writesae.io.OutputFiles;
import org.writesae.io.hub.FetchedSources;

/** Options of every claim that is run: where the result goes, and how the work is cut. */
final class ClaimOptions {
    /** The file of a claim that its figures and the report read. */
    static final String RESULT = "summary.json";

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "Where the result goes: DIR/CLAIM/summary.json, and what else the claim has.")
    private Path out;

    @Option(names = "--json", description = "Print the summary as one JSON object instead of the table.")
    private boolean json;

    @Option(names = "--shard", paramLabel = "I/N",
            description = "Do only every Nth unit of the work, from the Ith on. --merge puts shards together.")
    private String shard;

    @Option(names = "--merge", paramLabel = "DIR", arity = "1..*", hideParamSyntax = true,
            description = "Take over what shards have done: the --out of each. The result has the bytes of one run.")
    private List<Path> merge = List.of();

    /** The directory that claims have their folders in. */
    Path out() {
        return out;
    }

    /** Makes sure, before the work, that the result can be written. */
    void check(String claim) {
        check(claim, "");
    }

    /** The same for a part of a claim. */
    void check(String claim, String part) {
        OutputTarget.requireDirectory("--out", out, out.resolve(claim));
        share();
        for (Path other : merge) {
            if (!WorkFolder.of(other, claim, part).exists()) {
                throw new InputException("--merge " + other + ": has no unfinished work of " + claim + (part.isEmpty() ? "" : " " + part));
            }
        }
    }

    private Shard share() {
        return shard == null ? Shard.ALL : Shard.parse("--shard", shard);
    }

    /**
     * Runs a claim and publishes its result.
     *
     * @param config  everything the result depends on: kept units of other options are refused
     * @param workers units at a time
     * @param run     does the work in the units it is given
     * @param table   prints a result for people
     * @return the exit code
     */
    int publish(String claim, CommandSpec spec, ObjectNode config, int workers, Function<WorkUnits, ClaimOutput> run,
            BiConsumer<ObjectNode, PrintWriter> table) {
        return publish(claim, "", spec, config, workers, run, table);
    }

    /**
     * Runs a part of a claim, whose parts need different models: its result is {@code PART.json}, and {@value #RESULT} holds
     * those of all parts that are there.
     *
     * @param part letters and underscores; empty for a claim without parts
     */
    int publish(String claim, String part, CommandSpec spec, ObjectNode config, int workers, Function<WorkUnits, ClaimOutput> run,
            BiConsumer<ObjectNode, PrintWriter> table) {
        check(claim, part);
        PrintWriter printed = spec.commandLine().getOut();
        WorkFolder work = WorkFolder.of(out, claim, part);
        ClaimOutput output;
        try (UnitMeter meter = new UnitMeter()) {
            for (Path other : merge) {
                WorkFolder theirs = WorkFolder.of(other, claim, part);
                WorkUnits.in(theirs.path(), config, Shard.ALL, 1, meter);
                work.copyFrom(theirs);
            }
            output = run(run, WorkUnits.in(work.path(), config, share(), workers, meter), work);
        } catch (UnfinishedWork unfinished) {
            printed.println(unfinished.getMessage() + "; when all shards are done, run the same command with --merge and the --out "
                    + "of each, without --shard, or with it to share what is left");
            printed.flush();
            return 0;
        }
        if (output.result().get("config") instanceof ObjectNode described) {
            FetchedSources.describe(described);
        }
        output.files().forEach((name, text) -> OutputFiles.write(out.resolve(claim).resolve(name),
                stream -> stream.write(text.getBytes(StandardCharsets.UTF_8))));
        output.archives().forEach((name, arrays) -> Npz.write(out.resolve(claim).resolve(name), arrays));
        Path file = out.resolve(claim).resolve(part.isEmpty() ? RESULT : part + ".json");
        JsonFiles.write(file, output.result());
        if (!part.isEmpty()) {
            ClaimParts.join(out.resolve(claim), claim);
        }
        work.delete();
        print(output.result(), printed, file, table);
        return 0;
    }

    /** After bad input nothing is left behind: the same units would fail again, and other options would find them in the way. */
    private static ClaimOutput run(Function<WorkUnits, ClaimOutput> run, WorkUnits units, WorkFolder work) {
        try {
            return run.apply(units);
        } catch (InputException bad) {
            work.delete();
            throw bad;
        }
    }

    private void print(ObjectNode result, PrintWriter printed, Path file, BiConsumer<ObjectNode, PrintWriter> table) {
        if (json) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.set("config", result.get("config"));
            line.set("summary", result.get("summary"));
            printed.println(JsonFiles.standard(line));
        } else {
            table.accept(result, printed);
            printed.println("result: " + file);
        }
        printed.flush();
    }
}
