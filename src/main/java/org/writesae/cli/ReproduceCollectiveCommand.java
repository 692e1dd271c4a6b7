package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
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

import org.writesae.experiment.TaggedDictionaries;
import org.writesae.experiment.residual.CollectiveClaim;
import org.writesae.experiment.residual.FinalStates;
import org.writesae.experiment.residual.HeadStates;
import org.writesae.experiment.residual.StateFiles;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce collective_residual}: whether residuals of several heads add up. */
@Command(name = ReproduceCollectiveCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Whether the residuals of several heads add up.",
        customSynopsis = {"writesae reproduce collective_residual --sae-checkpoint PATH... --states DIR --out DIR [OPTIONS]",
            "writesae reproduce collective_residual --sae-checkpoint PATH... --model DIR --tokens TOKENS --out DIR [OPTIONS]"},
        description = {"", "Reconstruct the states of every head of a layer by its own autoencoder, and see how the residuals lie to each "
            + "other: cosines of each two heads and the coherence of k heads, the norm of the sum of their residuals over the root of "
            + "the sum of their squared norms, 1 where they are independent (upstream's run_collective_residual_analysis.py); over a "
            + "sample of texts also how far they cancel and their principal components (run_residual_correlation.py).", "",
            "States are those that writesae extract or upstream wrote for all heads, or, with --model and --tokens, those after the "
            + "last token of each text, in float32. Upstream's files are float16, and it rounds residuals to float16 too, which is "
            + "not done here."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceCollectiveCommand implements Callable<Integer> {
    static final String CLAIM = "collective_residual";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DictionaryOptions dictionaries;

    @Option(names = "--states", paramLabel = "DIR", description = "States of all heads: DIR/layer_I/head_H.npy.")
    private Path states;

    @Option(names = "--model", paramLabel = "DIR", description = "Model to take states from; beside --states only a name for the result.")
    private Path model;

    @Option(names = "--tokens", paramLabel = "TOKENS",
            description = "Texts for --model: an .npy file of integers, [n, L] or [L]; or one text as 1,2,3.")
    private String tokens;

    @Option(names = "--n-samples", paramLabel = "N", defaultValue = "5000", description = "Most texts to take. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64",
            description = "States encoded together, which matters for BatchTopK only. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--heads", paramLabel = "K,...", hideParamSyntax = true, split = ",",
            description = "Numbers of heads of the coherence; those there are no autoencoders for are left out. Default: 2,4,8,16.")
    private List<Integer> counts = List.of(2, 4, 8, 16);

    @Option(names = "--subsets", paramLabel = "N", defaultValue = "64",
            description = "Random subsets of each number of heads; all of them where there are no more. Default: ${DEFAULT-VALUE}.")
    private int subsets;

    @Option(names = "--drawn", paramLabel = "N", defaultValue = "1000",
            description = "Texts drawn for cancellation and components. Default: ${DEFAULT-VALUE}.")
    private int drawn;

    @Option(names = "--for-components", paramLabel = "N", defaultValue = "500",
            description = "Of these, those whose residuals are taken apart: 8 N² H² bytes of memory for H heads. Default: ${DEFAULT-VALUE}.")
    private int forComponents;

    @Option(names = "--components", paramLabel = "N", defaultValue = "10", description = "Principal components. Default: ${DEFAULT-VALUE}.")
    private int components;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
            description = "Of the subsets and texts, which NumPy's default_rng draws. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        for (int number : new int[] {samples, batch, subsets, drawn, forComponents, components}) {
            require(number >= 1, "--n-samples, --batch-size, --subsets, --drawn, --for-components, --components: " + number
                    + ", at least 1");
        }
        require(counts.stream().allMatch(k -> k >= 1), "--heads " + counts + ": at least 1 each");
        requireAtLeast(0, "--seed", seed);
        require(states != null || model != null && tokens != null, "--states: give it, or --model and --tokens");
        require(states == null || tokens == null, "--tokens: not with --states, which holds the states");
        ModelConfig config = states == null ? Families.config(model) : null;
        Sequences texts = states == null ? Sequences.read(tokens).limited(samples, null) : null;
        Notes notes = new Notes(spec.commandLine().getErr());
        DictionaryOptions.Chosen chosen = dictionaries.read(config, model, true, notes);
        requireHeads(chosen.all());
        if (texts != null) {
            require(texts.ids().length > 0 && texts.ids()[0].length > 0, texts.name() + ": no tokens");
            texts.requireTokens(config);
        }
        StateFiles files = states == null ? null : new StateFiles(states, chosen.layer(), chosen.all());
        require(files == null || files.count() > 0, states + ": no states");
        claim.check(CLAIM);
        notes.print();
        ObjectNode described = describe(chosen);
        CollectiveClaim.Plan plan = new CollectiveClaim.Plan(samples, batch, counts, subsets, drawn, forComponents, components, seed);
        try (DeviceOptions.Shared shared = device.openShared();
                HostModel loaded = states == null ? Families.load(model, shared.backend()) : null) {
            HeadStates found = files != null ? files : new FinalStates(loaded, chosen.layer(), texts.ids(), shared.workers());
            return claim.publish(CLAIM, spec, described, shared.workers(), units ->
                    new CollectiveClaim(chosen.all(), found, plan).run(units, shared.backend(), described),
                    ReproduceCollectiveCommand::table);
        }
    }

    private static void requireHeads(TaggedDictionaries all) {
        DictionaryOptions.requireEncoders(all);
        for (String tag : all.tags()) {
            require(all.of(tag).size() >= 2, "--sae-checkpoint: " + tag + " is there for head " + all.of(tag).firstKey()
                    + " only; residuals of two heads are compared");
        }
    }

    private ObjectNode describe(DictionaryOptions.Chosen chosen) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("claim", CLAIM);
        if (model != null) {
            node.put("model", model.toString());
        }
        DictionaryOptions.describe(chosen.all(), node.putObject("sae_checkpoints"));
        if (states == null) {
            node.put("tokens", tokens).put("states", "float32, after the last token");
        } else {
            node.put("states", states.toString());
        }
        node.put("layer", chosen.layer()).put("head", "all").put("n_samples", samples).put("batch_size", batch);
        ArrayNode numbers = node.putArray("heads");
        counts.forEach(numbers::add);
        return node.put("subsets", subsets).put("drawn", drawn).put("for_components", forComponents).put("components", components)
                .put("seed", seed);
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        printed.printf(Locale.ROOT, "layer %d, %d texts%n", result.at("/config/layer").intValue(),
                result.at("/collective/n_samples").intValue());
        for (var tag : result.at("/collective/architectures").properties()) {
            JsonNode one = tag.getValue();
            JsonNode correlation = result.at("/correlation/sae_types").get(tag.getKey());
            printed.printf(Locale.ROOT, "  %-20s |cos| %.4f   error %.4g   ", tag.getKey(),
                    one.at("/pairwise_abs_cosine/mean_offdiag").doubleValue(),
                    one.get("mean_residual_mse_across_heads").doubleValue());
            one.get("coherence").properties().forEach(k ->
                    printed.printf(Locale.ROOT, "C_%s %.4f   ", k.getKey(), k.getValue().get("mean").doubleValue()));
            printed.printf(Locale.ROOT, "cancellation %.4f   first component %.3f%n", correlation.get("cancellation_ratio").doubleValue(),
                    correlation.at("/stacked_pca_variance_explained/top_1").doubleValue());
        }
    }
}
