package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.FlatSvdAtom;
import org.writesae.experiment.Orientation;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.selectivity.SelectivityCell;
import org.writesae.experiment.selectivity.SelectivityPlan;
import org.writesae.experiment.selectivity.SelectivityRecord;
import org.writesae.experiment.selectivity.SelectivitySummary;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeType;
import org.writesae.sae.WriteSae;

/** {@code reproduce selectivity}: do an atom and a control move the same tokens. */
@Command(name = ReproduceSelectivityCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Do an atom and a control of its norm move the same tokens?",
        customSynopsis = "writesae reproduce selectivity --model DIR --sae-checkpoint FILE... --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "At firings of the features that are most often the strongest, ε A is added to the state after the token, and so "
            + "is each control at the norm of ε A. The K tokens whose logits change most after the next token are compared: "
            + "selectivity is 1 − |A ∩ B| / K (experiment E16). Means over firings, features and cells, with Student's 95 %% "
            + "interval over cells.",
            "The paper does not define the compared sets, nor the K of its figure of cells; these sets are this program's reading. "
            + "27 of the 47 printed cells are multiples of 1/1600, as 8 features, 10 positions and K = 20 give.",
            "The measure tells little: two unrelated sets share K/V of their tokens, so with V = 248,320 any control is near 1. "
            + "The result states the value of chance for each K."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceSelectivityCommand implements Callable<Integer> {
    static final String CLAIM = "selectivity";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Option(names = "--sae-checkpoint", paramLabel = "FILE", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders, one for each cell; layer and head are what each states.")
    private List<Path> checkpoints;

    @Option(names = "--flat-checkpoint", paramLabel = "FILE", arity = "1..*", hideParamSyntax = true,
            description = "Flat autoencoders of these cells, for the control flat-svd.")
    private List<Path> flats = List.of();

    @Option(names = "--tokens", paramLabel = "TOKENS", required = true,
            description = "Passages: an .npy file of integers, [n, L] or [L]; or one passage as 1,2,3.")
    private String tokens;

    @Mixin
    private OrientationOption orientation;

    @Option(names = "--features-per-cell", paramLabel = "N", defaultValue = "8",
            description = "Features of each cell. Default: ${DEFAULT-VALUE}, as in upstream's model card.")
    private int features;

    @Option(names = "--cap", paramLabel = "N", defaultValue = "10",
            description = "Firings of each feature, the first ones. Default: ${DEFAULT-VALUE}.")
    private int cap;

    @Option(names = "--epsilon", paramLabel = "X", defaultValue = "1", description = "The ε of ε A. Default: ${DEFAULT-VALUE}.")
    private double epsilon;

    @Option(names = "--k", paramLabel = "K,...", hideParamSyntax = true, split = ",", defaultValue = "1,5,10,20,30,32",
            description = "Sizes of the compared sets. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random controls. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    /** A cell before the model runs. */
    private record Cell(SaeCheckpoint checkpoint, int layer, int head, SaeCheckpoint flat) {
        String name() {
            return "L" + layer + "H" + head;
        }
    }

    @Override
    public Integer call() {
        claim.check(CLAIM);
        SelectivityPlan plan = new SelectivityPlan(features, cap, epsilon, sizes, seed);
        ModelConfig c = Families.config(model);
        plan.requireVocabulary(c.vocabulary());
        Sequences sequences = Sequences.read(tokens);
        sequences.requireTokens(c);
        Notes notes = new Notes(spec.commandLine().getErr());
        List<Cell> cells = cells(c, notes);
        notes.print();
        ObjectNode config = describe(cells, plan, sequences);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            return claim.publish(CLAIM, spec, config, shared.workers(), units -> run(loaded, cells, plan, sequences.ids(), config, units),
                    ReproduceSelectivityCommand::table);
        }
    }

    private List<Cell> cells(ModelConfig c, Notes notes) {
        List<SaeCheckpoint> flat = flats.stream().map(path -> flat(path, c, notes)).toList();
        List<Cell> cells = new ArrayList<>();
        for (Path path : checkpoints) {
            SaeCheckpoint checkpoint = canonical(SaeCheckpoint.load(path), c);
            checkpoint.requireFactors();
            notes.about(checkpoint);
            int layer = notes.chosen("layer", null, checkpoint.config().layer(), path);
            int head = notes.chosen("head", null, checkpoint.config().head(), path);
            Cell cell = new Cell(checkpoint, layer, head, flat.stream().filter(other -> Objects.equals(other.config().layer(), layer)
                    && Objects.equals(other.config().head(), head)).findFirst().orElse(null));
            if (cells.stream().anyMatch(other -> other.name().equals(cell.name()))) {
                throw new InputException("--sae-checkpoint " + path + ": a second dictionary of " + cell.name()
                        + "; one for each cell was expected");
            }
            Substitution.require(model.toString(), c, checkpoint.config(),
                    new Substitution.Plan(layer, head, List.of(0), 1, seed, SubstitutionReadings.PRIMARY, null));
            cells.add(cell);
        }
        for (SaeCheckpoint other : flat) {
            if (cells.stream().noneMatch(cell -> cell.flat() == other)) {
                throw new InputException("--flat-checkpoint " + other.path() + ": of layer " + other.config().layer() + " head "
                        + other.config().head() + ", which is none of the cells, or a second one");
            }
        }
        return cells;
    }

    private SaeCheckpoint canonical(SaeCheckpoint stored, ModelConfig c) {
        return Orientation.of(orientation.chosen(), stored.config(), c, model.toString()).canonical(stored);
    }

    private SaeCheckpoint flat(Path path, ModelConfig c, Notes notes) {
        SaeCheckpoint checkpoint = SaeCheckpoint.load(path);
        if (checkpoint.config().type() != SaeType.FLAT) {
            throw new InputException(path + ": sae_type " + checkpoint.config().type().label() + ", flat was expected");
        }
        notes.about(checkpoint);
        return canonical(checkpoint, c);
    }

    private ObjectNode describe(List<Cell> cells, SelectivityPlan plan, Sequences sequences) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("model", model.toString())
                .put("tokens", sequences.name()).put("layer", ranges(cells.stream().map(Cell::layer).toList()))
                .put("head", ranges(cells.stream().map(Cell::head).toList()));
        ArrayNode each = config.putArray("cells");
        for (Cell cell : cells) {
            ObjectNode one = each.addObject().put("cell", cell.name()).put("sae_checkpoint", cell.checkpoint().path().toString());
            if (cell.flat() != null) {
                one.put("flat_checkpoint", cell.flat().path().toString());
            }
        }
        ArrayNode k = config.put("features_per_cell", plan.features()).put("cap", plan.cap()).put("epsilon", plan.epsilon()).putArray("k");
        plan.sizes().forEach(k::add);
        return config.put("compared_sets", "the K tokens with the largest change of the logit, in size").put("read", "next")
                .put("seed", plan.seed()).put("interval", "Student's t over cells");
    }

    /** "1,9,17" and "0-15", as the published numbers name their cells. */
    static String ranges(List<Integer> values) {
        List<Integer> sorted = values.stream().distinct().sorted().toList();
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < sorted.size();) {
            int end = n;
            while (end + 1 < sorted.size() && sorted.get(end + 1) == sorted.get(end) + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ",").append(sorted.get(n));
            if (end > n) {
                text.append('-').append(sorted.get(end));
            }
            n = end + 1;
        }
        return text.toString();
    }

    private static ClaimOutput run(HostModel loaded, List<Cell> cells, SelectivityPlan plan, int[][] sequences, ObjectNode config,
            WorkUnits units) {
        Map<String, List<SelectivityRecord>> records = new LinkedHashMap<>();
        ModelConfig c = loaded.config();
        for (Cell cell : cells) {
            WriteSae sae = new WriteSae(cell.checkpoint(), loaded.backend());
            FlatSvdAtom flat = cell.flat() == null ? null : new FlatSvdAtom(new WriteSae(cell.flat(), loaded.backend()),
                    FlatSvdAtom.Of.RECONSTRUCTION, c.dk(), c.dv());
            records.put(cell.name(), new SelectivityCell(loaded, cell.name(), cell.layer(), cell.head(), sae, flat, plan)
                    .run(sequences, units));
        }
        if (records.values().stream().allMatch(List::isEmpty)) {
            throw new InputException("--tokens: no feature of these cells fires in the passages");
        }
        SelectivitySummary summary = new SelectivitySummary(plan, records, c.vocabulary());
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", summary.json());
        result.set("cells", summary.cellsJson());
        StringBuilder lines = new StringBuilder();
        records.forEach((name, each) -> each.forEach(record -> lines.append(record.json().put("cell", name)).append('\n')));
        return new ClaimOutput(result, Map.of("records.jsonl", lines.toString()));
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode s = result.get("summary");
        out.printf(Locale.ROOT, "%d cells, %d features, %d firings; 1 − overlap of the tokens moved most by atom and control%n",
                s.get("n_cells").asInt(), s.get("n_triples").asInt(), s.get("n_firings").asInt());
        out.println("  control        K     mean   95 % interval       least   cells above 0.99   chance");
        s.get("by_k").properties().forEach(control -> control.getValue().properties().forEach(entry -> {
            JsonNode one = entry.getValue();
            String interval = one.has("ci95") ? String.format(Locale.ROOT, "%.4f to %.4f", one.get("ci95").get(0).asDouble(),
                    one.get("ci95").get(1).asDouble()) : "-";
            out.printf(Locale.ROOT, "  %-11s %4s   %.4f   %-16s   %.4f   %16d   %.4f%n", control.getKey(), entry.getKey(),
                    one.get("mean").asDouble(), interval, one.get("min").asDouble(), one.get("cells_above_0.99").asInt(),
                    one.get("chance").asDouble());
        }));
    }
}
