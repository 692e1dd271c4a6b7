package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

import org.writesae.experiment.Alignment;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Orientation;
import org.writesae.experiment.Partition;
import org.writesae.experiment.PartitionJson;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.alignment.CrossPartition;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

/** {@code reproduce cross_arch_partition}: the partition of cells of several models. */
@Command(name = CrossPartition.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Registers and bundles of cells of several models (E11).",
        customSynopsis = {"writesae reproduce cross_arch_partition --model NAME=DIR... --tokens NAME=F.npy...",
            "--sae-checkpoint NAME=FILE... --out DIR [OPTIONS]"},
        description = {"", "The partition, as reproduce partition makes it of one cell, for each dictionary; layer and head are what it states, "
            + "and which axis comes first is decided by the shapes. Models are given by name; a name of the paper's (Qwen3.5-0.8B, "
            + "DeltaNet-1.3B) makes its numbers comparable. RWKV-7 and the 27B model are analogues: the pipelines that trained their "
            + "dictionaries are not published.", "",
            "Each two families are compared by the Kolmogorov-Smirnov test of the median cosines of their alive atoms, with Holm's "
            + "correction over all pairs. The paper tests cosines of single firings, with a bootstrap by feature and four contrasts that it "
            + "does not name; its p values are not compared with these.", "",
            "Writes OUT/cross_arch_partition/summary.json, and NAME_L9_H4_k32.json with all atoms of a cell."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceCrossPartitionCommand implements Callable<Integer> {
    private static final String NAME = "[A-Za-z0-9._-]+";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "NAME=DIR", required = true, description = "A model in the Hugging Face layout, by name.")
    private Map<String, Path> models = new LinkedHashMap<>();

    @Option(names = "--tokens", paramLabel = "NAME=F.npy", required = true, description = "Passages of a model's tokens, [n, L].")
    private Map<String, String> tokens = new LinkedHashMap<>();

    @Option(names = "--sae-checkpoint", paramLabel = "NAME=FILE", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders of cells of a model; several of one cell may differ in k.")
    private List<String> dictionaries;

    @Mixin
    private PartitionOptions options;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    /** A cell, checked. */
    private record Cell(Path model, SaeCheckpoint checkpoint, Sequences sequences, Substitution.Plan plan, ObjectNode config) {
    }

    @Override
    public Integer call() {
        claim.check(CrossPartition.ID);
        Notes notes = new Notes(spec.commandLine().getErr());
        List<Cell> cells = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String dictionary : dictionaries) {
            Cell cell = cell(dictionary, notes);
            if (!names.add(CrossPartition.name(cell.config()))) {
                throw new InputException("--sae-checkpoint " + dictionary + ": a second dictionary of "
                        + CrossPartition.name(cell.config()).replace('_', ' ') + "; one for each cell and k was expected");
            }
            cells.add(cell);
        }
        notes.print();
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", CrossPartition.ID);
        options.describe(config);
        ArrayNode each = config.putArray("cells");
        cells.forEach(cell -> each.add(CrossPartition.name(cell.config())));
        ObjectNode asked = config.deepCopy();
        ArrayNode whole = asked.putArray("cells");
        cells.forEach(cell -> whole.add(cell.config()));
        return claim.publish(CrossPartition.ID, spec, asked, 1, units -> run(cells, config, units), ReproduceCrossPartitionCommand::table);
    }

    private Cell cell(String dictionary, Notes notes) {
        int mark = dictionary.indexOf('=');
        String name = mark < 0 ? "" : dictionary.substring(0, mark);
        if (!name.matches(NAME)) {
            throw new InputException("--sae-checkpoint " + dictionary + ": NAME=FILE was expected, the name of letters, digits and . _ -");
        }
        Path model = given("--model", models, name, dictionary);
        ModelConfig config = Families.config(model);
        Sequences sequences = Sequences.read(given("--tokens", tokens, name, dictionary));
        sequences.requireTokens(config);
        SaeCheckpoint stored = SaeCheckpoint.load(Path.of(dictionary.substring(mark + 1)));
        SaeCheckpoint checkpoint = Orientation.of(null, stored.config(), config, model.toString()).canonical(stored);
        notes.about(checkpoint);
        Substitution.Plan plan = options.plan(notes.chosen("layer", null, checkpoint.config().layer(), checkpoint.path()),
                notes.chosen("head", null, checkpoint.config().head(), checkpoint.path()));
        Substitution.require(model.toString(), config, checkpoint.config(), plan);
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("claim", CrossPartition.ID).put("model", name)
                .put("model_path", model.toString()).put("family", config.family()).put("sae_checkpoint", checkpoint.path().toString())
                .put("tokens", sequences.name()).put("layer", plan.layer()).put("head", plan.head()).put("k", checkpoint.config().k());
        return new Cell(model, checkpoint, sequences, plan, options.describe(facts).put("positions", positions(sequences)));
    }

    private static <T> T given(String option, Map<String, T> all, String name, String dictionary) {
        if (!all.containsKey(name)) {
            throw new InputException("--sae-checkpoint " + dictionary + ": " + option + " " + name + "=… was expected too");
        }
        return all.get(name);
    }

    private static long positions(Sequences sequences) {
        return Arrays.stream(sequences.ids()).mapToLong(ids -> ids.length).sum();
    }

    /** Cell by cell, so that one model is in memory at a time. */
    private ClaimOutput run(List<Cell> cells, ObjectNode config, WorkUnits units) {
        List<JsonNode> partitions = units.run("cell", cells.size(), n -> partition(cells.get(n)));
        CrossPartition all = new CrossPartition();
        for (int n = 0; n < cells.size(); n++) {
            all.add(cells.get(n).config(), partitions.get(n));
        }
        return all.output(config);
    }

    private ObjectNode partition(Cell cell) {
        try (Backend backend = device.open(); HostModel model = Families.load(cell.model(), backend);
                Meter meter = Meter.of("sequences", cell.sequences().ids().length)) {
            return PartitionJson.of(new Partition(new Alignment(model, new WriteSae(cell.checkpoint(), backend), cell.plan())
                    .run(cell.sequences().ids(), meter::at), positions(cell.sequences()), options.threshold()));
        }
    }

    private static void table(ObjectNode result, PrintWriter out) {
        out.println("cell                           registers  bundles    dead  median cosine   null   ratio     ΔBIC");
        for (JsonNode cell : result.at("/summary/cells")) {
            out.printf(Locale.ROOT, "%-30s %9d  %7d  %6d  %13s  %5s  %6s  %7s%n", CrossPartition.name(cell).replace('_', ' '),
                    cell.get("register_count").intValue(), cell.get("bundle_count").intValue(), cell.get("n_dead").intValue(),
                    Shown.number("%.4f", cell.get("median_register_cosine")), Shown.number("%.3f", cell.get("median_null_cosine")),
                    Shown.number("%.1f", cell.get("register_over_null")), Shown.number("%.1f", cell.get("delta_bic")));
        }
        for (JsonNode pair : result.at("/summary/contrasts")) {
            out.printf(Locale.ROOT, "%s and %s: Kolmogorov-Smirnov D %.3f, p %.3g, Holm %.3g%n", pair.get("a").asText(),
                    pair.get("b").asText(), pair.get("ks_d").doubleValue(), pair.get("ks_p").doubleValue(),
                    pair.get("holm_p").doubleValue());
        }
    }
}
