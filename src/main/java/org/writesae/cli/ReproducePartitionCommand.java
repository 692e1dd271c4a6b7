package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Alignment;
import org.writesae.experiment.AtomAlignment;
import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Partition;
import org.writesae.experiment.PartitionJson;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.alignment.DictionaryClasses;
import org.writesae.experiment.alignment.DictionaryMatch;
import org.writesae.experiment.alignment.Exemplars;
import org.writesae.experiment.readers.ReaderPlan;
import org.writesae.experiment.readers.TopReaders;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;
import org.writesae.stats.GaussianMixture;

/** {@code reproduce partition}: registers and bundles. */
@Command(name = ReproducePartitionCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Registers and bundles: alive atoms by their cosine to the native write.",
        customSynopsis = "writesae reproduce partition --model DIR --sae-checkpoint FILE --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "At every position where an atom fires, take its signed cosine to the native write; an atom whose median "
            + "is at least the threshold is a register, another that fires a bundle. Mixtures of one, two and three normal "
            + "distributions are fitted to the medians: the lower BIC is the better fit.", "",
            "Of the ten registers with the largest cosines and of --exemplars, the mean cosine of each factor, the share of positions "
            + "they fire at, the tokens they fire at most, and how alike the tokens of the ten are: the mean Jaccard index of pairs, of "
            + "token ids and of positions (E12; the paper does not say which). Their top reader is that of reproduce reader_traces, an "
            + "analogue. What the paper calls the role of an atom is its authors' gloss; the tokens are what one would be made from.", "",
            "--others gives the classes of further dictionaries of the cell, of other seeds or another k, the coefficient of variation of "
            + "the counts over all (n − 1 in the denominator), and the share of the first one's atoms that have a partner with |cosine| above 0.9 in the other."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproducePartitionCommand implements Callable<Integer> {
    static final String CLAIM = "partition";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Mixin
    private PartitionOptions options;

    @Option(names = "--exemplars", paramLabel = "I,...", hideParamSyntax = true, split = ",", defaultValue = "",
            description = "Further atoms for the table of exemplars.")
    private List<String> exemplars;

    @Option(names = "--contexts", paramLabel = "N", defaultValue = "" + ReaderPlan.CONTEXTS,
            description = "Firings of each exemplar, the strongest, that its top reader is found at; 0 for none. Default: ${DEFAULT-VALUE}.")
    private int contexts;

    @Option(names = "--others", paramLabel = "FILE", arity = "1..*", hideParamSyntax = true,
            description = "Further dictionaries of the cell.")
    private List<Path> others = List.of();

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    private Partition partition;

    @Override
    public Integer call() {
        claim.check(CLAIM);
        if (contexts < 0) {
            throw new InputException("--contexts " + contexts + ": 0 or more");
        }
        ModelConfig config = Families.config(cell.model());
        Sequences sequences = cell.sequences();
        sequences.requireTokens(config);
        SaeCheckpoint checkpoint = cell.checkpoint(config);
        Notes notes = new Notes(spec.commandLine().getErr());
        notes.about(checkpoint);
        Substitution.Plan plan = plan(notes, checkpoint);
        Substitution.require(cell.model().toString(), config, checkpoint.config(), plan);
        notes.print();
        try (Backend backend = device.open(); HostModel loaded = Families.load(cell.model(), backend)) {
            return claim.publish(CLAIM, spec, config(plan, sequences, checkpoint), 1, units -> {
                List<AtomAlignment> atoms = new Alignment(loaded, new WriteSae(checkpoint, backend), plan).run(sequences.ids(), units,
                        "atoms");
                partition = new Partition(atoms, Arrays.stream(sequences.ids()).mapToLong(ids -> ids.length).sum(),
                        options.threshold());
                return output(plan, sequences, checkpoint, more(loaded, checkpoint, plan, sequences, units));
            }, (result, out) -> table(plan, result, out));
        }
    }

    private Substitution.Plan plan(Notes notes, SaeCheckpoint checkpoint) {
        return options.plan(cell.layer(checkpoint, notes), cell.head(checkpoint, notes));
    }

    private ObjectNode more(HostModel model, SaeCheckpoint checkpoint, Substitution.Plan plan, Sequences sequences, WorkUnits units) {
        ObjectNode more = JsonNodeFactory.instance.objectNode();
        WriteSae sae = new WriteSae(checkpoint, model.backend());
        List<Integer> top = Exemplars.topRegisters(partition);
        Set<Integer> shown = new LinkedHashSet<>(top);
        exemplars.stream().filter(text -> !text.isEmpty()).forEach(text -> shown.add(exemplar(text, sae.config().features())));
        ObjectNode table = new Exemplars(model, sae, plan, List.copyOf(shown)).run(units, sequences.ids(), partition.positions(), top);
        if (contexts > 0 && TopReaders.exist(model, plan.layer())) {
            TopReaders.add((ObjectNode) table.get("atoms"), model, sae,
                    new ReaderPlan(plan.layer(), plan.head(), List.copyOf(shown), contexts, 1, plan.seed()), sequences.ids(), units);
        }
        more.set("exemplars", table);
        if (!others.isEmpty()) {
            more.set("dictionaries", others(model, sae, plan, sequences, units));
        }
        return more;
    }

    private static int exemplar(String text, int features) {
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) >= features) {
            throw new InputException("--exemplars " + text + ": the dictionary has features 0 to " + (features - 1));
        }
        return Integer.parseInt(text);
    }

    private ObjectNode others(HostModel model, WriteSae first, Substitution.Plan plan, Sequences sequences, WorkUnits units) {
        DictionaryClasses classes = new DictionaryClasses();
        classes.add(cell.sae().toString(), first.config(), partition, null);
        for (int n = 0; n < others.size(); n++) {
            Path file = others.get(n);
            SaeCheckpoint checkpoint = cell.turned(SaeCheckpoint.load(file), model.config());
            WriteSae sae = new WriteSae(checkpoint, model.backend());
            Partition of = new Partition(new Alignment(model, sae, plan).run(sequences.ids(), units, "atoms-" + n), partition.positions(),
                    options.threshold());
            classes.add(file.toString(), checkpoint.config(), of, DictionaryMatch.of(first, sae, model.backend()));
        }
        return classes.json();
    }

    private ObjectNode config(Substitution.Plan plan, Sequences sequences, SaeCheckpoint checkpoint) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("model", cell.model().toString())
                .put("sae_checkpoint", cell.sae().toString()).put("tokens", sequences.name()).put("layer", plan.layer())
                .put("head", plan.head()).put("k", checkpoint.config().k());
        return options.describe(config).put("exemplars", String.join(",", exemplars)).put("contexts", contexts)
                .put("others", others.toString());
    }

    private ClaimOutput output(Substitution.Plan plan, Sequences sequences, SaeCheckpoint checkpoint, ObjectNode more) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config(plan, sequences, checkpoint).put("positions", partition.positions()));
        ObjectNode all = PartitionJson.of(partition);
        result.set("summary", all.get("partition"));
        result.setAll(all);
        result.setAll(more);
        return ClaimOutput.of(result);
    }

    private void table(Substitution.Plan plan, ObjectNode result, PrintWriter printed) {
        Partition p = partition;
        double register = Partition.medianCosine(p.registers());
        printed.printf(Locale.ROOT, "layer %d head %d, %d positions: %d of %d atoms fire%n", plan.layer(), plan.head(), p.positions(),
                p.alive().size(), p.atoms().size());
        printed.printf(Locale.ROOT, "  registers  %5d   median cosine %8.4f%n", p.registers().size(), register);
        printed.printf(Locale.ROOT, "  bundles    %5d   median cosine %8.4f%n", p.bundles().size(), Partition.medianCosine(p.bundles()));
        printed.printf(Locale.ROOT, "  shuffled           median cosine %8.4f%n", p.nullMedian());
        printed.print("  registers at thresholds");
        Partition.SWEEP.forEach(tau -> printed.printf(Locale.ROOT, "   %.2f: %d", tau, p.registersAt(tau)));
        printed.println();
        for (GaussianMixture mixture : p.mixtures()) {
            printed.printf(Locale.ROOT, "  mixture of %d  BIC %10.2f   means %s%n", mixture.means().size(), mixture.bic(),
                    mixture.means().stream().map(mean -> String.format(Locale.ROOT, "%.4f", mean)).toList());
        }
        tableOfMore(result, printed);
        if (p.bimodality() != null) {
            printed.printf(Locale.ROOT, "  bimodality coefficient %.3f (uniform: 0.556), by the paper's formula %.3f%n",
                    p.bimodality().value(), p.bimodality().asPublished());
        }
    }

    private static void tableOfMore(ObjectNode result, PrintWriter printed) {
        printed.println("  exemplar   firings   rate     cos v    cos w   tokens  top reader (an analogue)");
        result.at("/exemplars/atoms").forEach(atom -> printed.printf(Locale.ROOT, "  F%-8d %8d %5.2f %%  %7s  %7s  %7d  %s%n",
                atom.get("feature_id").intValue(), atom.get("n_firings").intValue(), 100 * atom.get("fire_rate").doubleValue(),
                Shown.number("%.4f", atom.path("mean_cos_v")), Shown.number("%.4f", atom.path("mean_cos_w")),
                atom.get("n_tokens").intValue(), reader(atom.path("top_reader"))));
        result.at("/dictionaries/each").forEach(one -> printed.printf(Locale.ROOT, "  %s: %d registers, %d bundles, %d dead%s%n",
                one.get("sae_checkpoint").asText(), one.get("register_count").intValue(), one.get("bundle_count").intValue(),
                one.get("n_dead").intValue(), one.has("identity_match")
                        ? String.format(Locale.ROOT, ", %.2f %% of atoms matched", 100 * one.get("identity_match").doubleValue()) : ""));
    }

    private static String reader(JsonNode top) {
        return top.isObject() ? String.format(Locale.ROOT, "L%d H%d at %.1f", top.get("layer").intValue(), top.get("head").intValue(),
                top.get("ratio").doubleValue()) : "–";
    }
}
