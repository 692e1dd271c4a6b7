package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.PooledSubstitution;
import org.writesae.experiment.StrongestFeatures;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.report.SubstitutionTable;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce 92pct_substitution}: the replacement test over cells. */
@Command(name = ReproduceSubstitutionCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "The replacement test over several cells (E1).",
        customSynopsis = "writesae reproduce 92pct_substitution --model DIR --sae-checkpoint FILE... --tokens F.npy --out DIR [OPTIONS]",
        description = {"", "At each firing, replace the native write by the atom, by nothing, or by a random control; one dictionary "
            + "for each cell, and all cells pooled. Each cell's result is in a file of its own, as substitute writes it.",
            "The paper's features are known for L9 H4 only: 412,192,97,1361,53,63,87,1335. Without --features the "
            + "--count features that are most often the strongest are taken."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceSubstitutionCommand implements Callable<Integer> {
    static final String CLAIM = "92pct_substitution";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Option(names = "--sae-checkpoint", paramLabel = "FILE", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders, one for each cell; layer and head are what each states.")
    private List<Path> checkpoints;

    @Option(names = "--tokens", paramLabel = "F.npy", required = true, description = "Passages, [n, L].")
    private String tokens;

    @Option(names = "--features", paramLabel = "I,I,...",
            description = "Features of a cell; given once for each cell, in the order of the checkpoints, or for the first of them.")
    private List<String> features = List.of();

    @Option(names = "--count", paramLabel = "N", defaultValue = "5",
            description = "Features of a cell that has no --features. Default: ${DEFAULT-VALUE}, as the paper has at L1 and L17.")
    private int count;

    @Option(names = "--cap", paramLabel = "N", defaultValue = "300",
            description = "Most firings of each feature, the first ones. Default: ${DEFAULT-VALUE}.")
    private int cap;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random control and of the resampled intervals. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ReadingOptions readings;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    private final List<SubstitutionResult> results = new ArrayList<>();

    /** A cell as far as it is known before the model runs. */
    private record Cell(SaeCheckpoint checkpoint, int layer, int head, List<Integer> features) {
    }

    @Override
    public Integer call() {
        claim.check(CLAIM);
        requireAtLeast(1, "--count", count);
        if (features.size() > checkpoints.size()) {
            throw new InputException("--features: given " + features.size() + " times for " + checkpoints.size() + " checkpoints");
        }
        Sequences sequences = Sequences.read(tokens);
        SubstitutionReadings chosen = readings.readings();
        Notes notes = new Notes(spec.commandLine().getErr());
        List<Cell> cells = new ArrayList<>();
        for (int n = 0; n < checkpoints.size(); n++) {
            Cell cell = cell(n, notes);
            if (cells.stream().anyMatch(other -> other.layer() == cell.layer() && other.head() == cell.head())) {
                throw new InputException("--sae-checkpoint " + cell.checkpoint().path() + ": a second dictionary of L" + cell.layer()
                        + " H" + cell.head() + "; one for each cell was expected");
            }
            cells.add(cell);
            run(cells.get(n), sequences, chosen, List.of(0)).check();
        }
        notes.print();
        ObjectNode config = config(cells, chosen, sequences);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            return claim.publish(CLAIM, spec, config, shared.workers(), units -> run(loaded, cells, sequences, chosen, config, units),
                    this::table);
        }
    }

    private Cell cell(int n, Notes notes) {
        Path path = checkpoints.get(n);
        SaeCheckpoint checkpoint = SaeCheckpoint.load(path);
        notes.about(checkpoint);
        notes.aboutBatches(checkpoint);
        List<Integer> own = n < features.size() ? Features.parse("--features", features.get(n)) : List.of();
        return new Cell(checkpoint, notes.chosen("layer", null, checkpoint.config().layer(), path),
                notes.chosen("head", null, checkpoint.config().head(), path), own);
    }

    private SubstitutionRun run(Cell cell, Sequences sequences, SubstitutionReadings chosen, List<Integer> studied) {
        Substitution.Plan plan = new Substitution.Plan(cell.layer(), cell.head(),
                cell.features().isEmpty() ? studied : cell.features(), cap, seed, chosen, null);
        return new SubstitutionRun(model, model.toString(), cell.checkpoint(), null, cell.checkpoint().path().toString(), sequences,
                plan, null);
    }

    private ClaimOutput run(HostModel loaded, List<Cell> cells, Sequences sequences, SubstitutionReadings chosen, ObjectNode config,
            WorkUnits units) {
        for (Cell cell : cells) {
            SaeCheckpoint canonical = run(cell, sequences, chosen, List.of(0)).canonical(loaded.config());
            List<Integer> studied = cell.features().isEmpty() ? StrongestFeatures.of(loaded,
                    () -> new WriteSae(canonical, loaded.backend()), cell.layer(), cell.head(), sequences.ids(), count,
                    "L" + cell.layer() + "H" + cell.head(), units) : cell.features();
            results.add(run(cell, sequences, chosen, studied).run(loaded, units));
        }
        return PooledSubstitution.of(results, config, seed);
    }

    private ObjectNode config(List<Cell> cells, SubstitutionReadings chosen, Sequences sequences) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("claim", CLAIM).put("model", model.toString()).put("tokens", sequences.name());
        config.put("layer", joined(cells.stream().map(Cell::layer).toList()));
        config.put("head", joined(cells.stream().map(Cell::head).toList()));
        ArrayNode each = config.putArray("cells");
        for (Cell cell : cells) {
            ObjectNode one = each.addObject().put("sae_checkpoint", cell.checkpoint().path().toString()).put("layer", cell.layer())
                    .put("head", cell.head());
            if (cell.features().isEmpty()) {
                one.put("features", "the " + count + " most often strongest");
            } else {
                cell.features().forEach(one.putArray("features")::add);
            }
        }
        config.put("cap", cap).put("seed", seed);
        chosen.describe(config);
        return config;
    }

    /** "1,9,17", as the published numbers name their cells: ascending, equal ones once. */
    private static String joined(List<Integer> values) {
        return String.join(",", values.stream().distinct().sorted().map(String::valueOf).toList());
    }

    private void table(ObjectNode result, PrintWriter out) {
        results.forEach(cell -> out.println(SubstitutionTable.text(cell)));
        if (results.size() > 1) {
            out.print(SubstitutionTable.pooled(SubstitutionResult.pooled(results, seed)));
        }
    }
}
