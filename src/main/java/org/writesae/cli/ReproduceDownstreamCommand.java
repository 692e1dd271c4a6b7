package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

import org.writesae.experiment.Reading;
import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.perplexity.Convolution;
import org.writesae.experiment.perplexity.DownstreamPerplexity;
import org.writesae.experiment.perplexity.HeadCurve;
import org.writesae.experiment.perplexity.KeyCache;
import org.writesae.experiment.perplexity.ReplacementKind;
import org.writesae.experiment.perplexity.SingularRanks;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce downstream_ppl}: perplexity with states replaced by reconstructions. */
@Command(name = ReproduceDownstreamCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Perplexity of texts that go on from reconstructed states.",
        customSynopsis = "writesae reproduce downstream_ppl --model DIR --sae-checkpoint PATH... --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "Read the first part of each text, replace states of one layer by reconstructions, read the rest from "
            + "them, and compare the perplexity with that of the unchanged run over the same split (upstream's "
            + "evaluate_downstream.py and the scripts on top of it). The first token of the rest is not scored, as there.", "",
            "--replace, one or several:",
            "  head        the state of the one head the autoencoders are for",
            "              (also the parameter-matched control: give both)",
            "  shared      the states of all heads by the autoencoder of one",
            "  matched     each head's by its own",
            "              (also sensitivity to k, features or rank: give the autoencoders of all",
            "              values; mixed positions: --sae-checkpoint final=DIR mixed=DIR)",
            "  one-by-one  one head at a time, with a paired t test over heads for each two types",
            "  curve       random subsets of 1, 2, 4, ... heads",
            "  svd         all heads by their first r singular vectors; needs no autoencoder", "",
            "The result has a part for each, and a file of its own in upstream's schema. Upstream runs a half-precision model on a GPU "
            + "and rounds reconstructions to it; here states are float32. A dictionary trained with BatchTopK is TopK here, "
            + "as there, since states are encoded one by one."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceDownstreamCommand implements Callable<Integer> {
    static final String CLAIM = "downstream_ppl";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Mixin
    private DictionaryOptions dictionaries;

    @Option(names = "--tokens", paramLabel = "TOKENS", required = true,
            description = "Texts: an .npy file of integers, [n, L] or [L]; or one text as 1,2,3.")
    private String tokens;

    @Option(names = "--replace", paramLabel = "WHAT,...", hideParamSyntax = true, split = ",",
            description = "Default: head where the autoencoders are for one head, else matched.")
    private List<String> replace = List.of();

    @Option(names = "--conv", paramLabel = "READING", defaultValue = "reset",
            description = "Convolutions at the first tokens of the rest: reset, zeros in every layer, in the unchanged run too, as in "
                + "the transformers upstream targets; or carry, the tokens before, as in newer ones. GLA and RWKV-7 have none. "
                + "Default: ${DEFAULT-VALUE}.")
    private String conv;

    @Option(names = "--cache", paramLabel = "READING", defaultValue = "fresh",
            description = "Keys of attention layers in one-by-one: fresh for every run, or reused, where each run also sees the runs "
                + "before it, as in upstream's loop. Default: ${DEFAULT-VALUE}.")
    private String cache;

    @Option(names = "--n-sequences", paramLabel = "N",
            description = "Most texts to take. Default: as upstream's scripts, 200 for one-by-one, curve and svd, 500 for the others.")
    private Integer most;

    @Option(names = "--split", paramLabel = "X", defaultValue = "0.5",
            description = "Share of a text that is the first part. Default: ${DEFAULT-VALUE}.")
    private double split;

    @Option(names = "--ranks", paramLabel = "R,...", hideParamSyntax = true, split = ",",
            description = "Of svd. Default: 1,2,4,8,16,32.")
    private List<Integer> ranks = SingularRanks.RANKS;

    @Option(names = "--heads", paramLabel = "N,...", hideParamSyntax = true, split = ",",
            description = "Numbers of heads of the curve, of those that the best covered types have autoencoders for; other types "
                + "are left out. Default: 1,2,4,8,12,16.")
    private List<Integer> counts = HeadCurve.COUNTS;

    @Option(names = "--subsets", paramLabel = "N", defaultValue = "5",
            description = "Subsets of each number of heads. Default: ${DEFAULT-VALUE}.")
    private int subsets;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Of the subsets, which NumPy's default_rng draws. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        ModelConfig config = Families.config(model);
        requireAtLeast(1, "--n-sequences", most);
        List<ReplacementKind> kinds = kinds();
        Sequences texts = Sequences.read(tokens).limited(most == null ? texts(kinds) : most, null);
        texts.requireTokens(config);
        Notes notes = new Notes(spec.commandLine().getErr());
        DictionaryOptions.Chosen chosen = dictionaries.read(config, model, !kinds.equals(List.of(ReplacementKind.SVD)), notes);
        DictionaryOptions.requireEncoders(chosen.all());
        DownstreamPerplexity.Plan plan = plan(kinds, chosen, config, texts);
        claim.check(CLAIM);
        notes.print();
        ObjectNode described = describe(plan, chosen.all(), config, texts);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            DownstreamPerplexity experiment = new DownstreamPerplexity(loaded, chosen.all(), plan);
            return claim.publish(CLAIM, spec, described, shared.workers(), units -> experiment.run(units, texts.ids(), described),
                    ReproduceDownstreamCommand::table);
        }
    }

    /** The most that one of the questions takes; what is asked without --replace takes as many as head. */
    private static int texts(List<ReplacementKind> kinds) {
        return kinds.stream().mapToInt(ReplacementKind::texts).max().orElse(ReplacementKind.HEAD.texts());
    }

    private List<ReplacementKind> kinds() {
        return replace.stream().map(name -> Reading.parse(ReplacementKind.class, name.strip(), "--replace"))
                .distinct().toList();
    }

    private static void requireDifferent(String option, List<Integer> numbers) {
        require(numbers.stream().allMatch(number -> number >= 1) && new HashSet<>(numbers).size() == numbers.size(),
                option + " " + numbers + ": different numbers of at least 1 were expected");
    }

    private DownstreamPerplexity.Plan plan(List<ReplacementKind> asked, DictionaryOptions.Chosen chosen, ModelConfig config,
            Sequences texts) {
        TaggedDictionaries all = chosen.all();
        List<ReplacementKind> kinds = asked.isEmpty()
                ? List.of(all.heads().size() == 1 ? ReplacementKind.HEAD : ReplacementKind.MATCHED) : asked;
        if (kinds.contains(ReplacementKind.HEAD)) {
            require(all.heads().size() == 1, "--replace head: the autoencoders are for heads " + all.heads() + "; choose one with --head");
        }
        if (kinds.contains(ReplacementKind.SHARED)) {
            for (String tag : all.tags()) {
                require(all.of(tag).size() == 1, "--replace shared: " + tag + " is there for heads " + all.of(tag).keySet()
                        + "; choose one with --head");
            }
        }
        requireDifferent("--ranks", ranks);
        requireDifferent("--heads", counts);
        require(!kinds.contains(ReplacementKind.CURVE) || counts.stream().anyMatch(count -> count <= HeadCurve.most(all)),
                "--heads " + counts + ": there are autoencoders for " + HeadCurve.most(all) + " heads");
        requireAtLeast(1, "--subsets", subsets);
        requireAtLeast(0, "--seed", seed);
        int prefix = texts.split(split);
        return new DownstreamPerplexity.Plan(kinds, most, chosen.layer(), prefix,
                config.hasConvolution() ? Reading.parse(Convolution.class, conv, "--conv") : Convolution.CARRY,
                Reading.parse(KeyCache.class, cache, "--cache"), ranks, counts, subsets, seed);
    }

    private ObjectNode describe(DownstreamPerplexity.Plan plan, TaggedDictionaries all, ModelConfig config, Sequences texts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("model", model.toString());
        DictionaryOptions.describe(all, node.putObject("sae_checkpoints"));
        node.put("tokens", texts.name()).put("n_sequences", texts.ids().length).put("layer", plan.layer());
        if (plan.kinds().equals(List.of(ReplacementKind.HEAD))) {
            node.put("head", all.heads().iterator().next());
        } else {
            node.put("head", "all");
        }
        ArrayNode kinds = node.putArray("replace");
        plan.kinds().forEach(kind -> kinds.add(kind.option()));
        node.put("split", plan.split()).put("conv", config.hasConvolution() ? plan.convolution().option() : "none");
        node.put("cache", plan.keys().option());
        add(node.putArray("ranks"), plan.ranks());
        add(node.putArray("heads"), plan.counts());
        return node.put("subsets", subsets).put("seed", seed);
    }

    private static void add(ArrayNode array, List<Integer> values) {
        values.forEach(array::add);
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        JsonNode config = result.get("config");
        printed.printf(Locale.ROOT, "layer %d, convolutions %s%n", config.get("layer").intValue(), config.get("conv").textValue());
        for (ReplacementKind kind : ReplacementKind.values()) {
            JsonNode part = result.get(kind.key());
            if (part != null) {
                printed.printf(Locale.ROOT, "%s, %d texts: %s%n  unchanged%24s%12.6f%n", kind.option(), part.get("n_sequences").intValue(),
                        kind.meaning(), "", part.get("baseline").get("perplexity").doubleValue());
                rows(part).forEach(printed::println);
            }
        }
    }

    private static List<String> rows(JsonNode part) {
        List<String> rows = new ArrayList<>();
        part.path("sae_results").properties().forEach(one -> rows.add(row(one.getKey(), one.getValue())));
        part.path("svd_results").properties().forEach(one -> rows.add(row("rank " + one.getKey(), one.getValue())));
        part.path("per_head_deltas").properties().forEach(tag -> tag.getValue().properties().forEach(head ->
                rows.add(String.format(Locale.ROOT, "  %-32s loss %+.3e%+12.4f %%", tag.getKey() + " H" + head.getKey(),
                        head.getValue().get("mean_loss_delta").doubleValue(), head.getValue().get("delta_pct").doubleValue()))));
        part.properties().stream().filter(test -> test.getKey().startsWith("paired_test")).forEach(test ->
                rows.add(String.format(Locale.ROOT, "  %-32s t %s, p %s", test.getKey().substring(12).replace('_', ' '),
                        Shown.number("%.3f", test.getValue().get("t_stat")), Shown.number("%.3g", test.getValue().get("p_value")))));
        part.path("sae_types").forEach(type -> part.get(type.textValue()).properties().forEach(count ->
                rows.add(curve(type.textValue(), count.getKey(), count.getValue(), part.get("baseline_ppl").doubleValue()))));
        return rows;
    }

    private static String row(String name, JsonNode one) {
        return String.format(Locale.ROOT, "  %-33s%12.6f%+12.4f %%", name, one.get("perplexity").doubleValue(),
                one.get("delta_pct").doubleValue());
    }

    private static String curve(String type, String count, JsonNode one, double baseline) {
        double mean = one.get("mean_ppl").doubleValue();
        return String.format(Locale.ROOT, "  %-33s%12.6f%+12.4f %%   sd %.2e", type + ", " + count + " heads", mean,
                (mean - baseline) / baseline * 100, one.get("std_ppl").doubleValue());
    }
}
