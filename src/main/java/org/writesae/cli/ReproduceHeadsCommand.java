package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.HeadSurvey;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionResult;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.SaeCheckpoint;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce all_16_heads_L9_representativeness}: the replacement test on every head of a layer. */
@Command(name = HeadSurvey.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "The replacement test on every head of a layer.",
        customSynopsis = {"writesae reproduce all_16_heads_L9_representativeness --model DIR --sae-checkpoint PATH...",
            "--tokens F.npy --out DIR [OPTIONS]"},
        description = {"", "One dictionary for each head; the same features by index in every dictionary, as the paper has it, although an "
            + "index means nothing across dictionaries (experiment E8, K14). Gives the win rate and the medians of each head, mean and "
            + "spread over the heads with firings (population standard deviation, C25), heads above 85 %% and 88 %%, and how many "
            + "spreads one head is from the mean.", "",
            "Writes OUT/all_16_heads_L9_representativeness/summary.json, and the firings of each head as substitute writes them."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceHeadsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Option(names = "--sae-checkpoint", paramLabel = "PATH", required = true, arity = "1..*", hideParamSyntax = true,
            description = "Autoencoders, one for each head: files, directories with one, or a directory of such directories "
                + "(L9_H0, L9_H1, …). Layer and head are what each states; all of one layer.")
    private List<Path> paths;

    @Option(names = "--tokens", paramLabel = "F.npy", required = true, description = "Passages, [n, L].")
    private String tokens;

    @Option(names = "--features", paramLabel = "I,I,...", defaultValue = "1442,412,192,97,1361,53,63,87,1335",
            description = "Features, by index in every dictionary. Default: ${DEFAULT-VALUE}.")
    private String features;

    @Option(names = "--cap", paramLabel = "N", defaultValue = "200",
            description = "Most firings of each feature of a head, the first ones. Default: ${DEFAULT-VALUE}.")
    private int cap;

    @Option(names = "--max-sequences", paramLabel = "N", defaultValue = "400",
            description = "Only the first N passages. Default: ${DEFAULT-VALUE}, as published.")
    private int maxSequences;

    @Option(names = "--reference-head", paramLabel = "N", defaultValue = "4",
            description = "The head that is compared with all. Default: ${DEFAULT-VALUE}.")
    private int reference;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random control and of the resampled intervals. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ReadingOptions readings;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(HeadSurvey.ID);
        requireAtLeast(1, "--max-sequences", maxSequences);
        Sequences sequences = Sequences.read(tokens).limited(maxSequences, null);
        Notes notes = new Notes(spec.commandLine().getErr());
        List<SubstitutionRun> runs = runs(sequences, notes);
        notes.print();
        ObjectNode config = config(runs, sequences);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            return claim.publish(HeadSurvey.ID, spec, config, shared.workers(), units -> run(loaded, runs, config, units),
                    ReproduceHeadsCommand::table);
        }
    }

    /** One run for each head, by head; all checked. */
    private List<SubstitutionRun> runs(Sequences sequences, Notes notes) {
        List<SubstitutionRun> runs = new ArrayList<>();
        for (Path path : paths) {
            for (SaeCheckpoint checkpoint : CheckpointFolder.read(path)) {
                notes.about(checkpoint);
                notes.aboutBatches(checkpoint);
                Substitution.Plan plan = new Substitution.Plan(
                        notes.chosen("layer", null, checkpoint.config().layer(), checkpoint.path()),
                        notes.chosen("head", null, checkpoint.config().head(), checkpoint.path()),
                        Features.parse("--features", features), cap, seed, readings.readings(), null);
                SubstitutionRun run = new SubstitutionRun(model, model.toString(), checkpoint, null, checkpoint.path().toString(),
                        sequences, plan, null);
                run.check();
                runs.add(run);
            }
        }
        runs.sort(Comparator.comparingInt(run -> run.plan().head()));
        for (int n = 1; n < runs.size(); n++) {
            Substitution.Plan plan = runs.get(n).plan();
            if (plan.layer() != runs.getFirst().plan().layer() || plan.head() == runs.get(n - 1).plan().head()) {
                throw new InputException("--sae-checkpoint " + runs.get(n).checkpoint().path() + ": L" + plan.layer() + " H" + plan.head()
                        + "; one dictionary for each head of one layer was expected");
            }
        }
        return runs;
    }

    private ObjectNode config(List<SubstitutionRun> runs, Sequences sequences) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", HeadSurvey.ID).put("model", model.toString());
        ArrayNode checkpoints = config.putArray("sae_checkpoint");
        runs.forEach(run -> checkpoints.add(run.checkpoint().path().toString()));
        config.put("tokens", sequences.name()).put("n_sequences", sequences.ids().length)
                .put("layer", runs.getFirst().plan().layer()).put("head", "all");
        ArrayNode ids = config.putArray("feature_ids");
        Features.parse("--features", features).forEach(ids::add);
        config.put("cap", cap).put("reference_head", reference).put("seed", seed).put("spread", "population standard deviation");
        readings.readings().describe(config);
        return config;
    }

    private ClaimOutput run(HostModel loaded, List<SubstitutionRun> runs, ObjectNode config, WorkUnits units) {
        List<SubstitutionResult> results = new ArrayList<>();
        runs.forEach(run -> results.add(run.run(loaded, units)));
        return HeadSurvey.of(results, reference, config);
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "layer %d: %d heads, %d with firings, %d firings%n", result.at("/config/layer").asInt(),
                summary.get("n_heads_tested").asInt(), summary.get("n_heads").asInt(), summary.get("n_firings").asInt());
        out.printf(Locale.ROOT, "%n  %-5s %8s %9s %12s %12s%n", "head", "firings", "win rate", "KL atom", "KL deletion");
        for (JsonNode head : result.get("heads")) {
            out.printf(Locale.ROOT, "  %-5s %8d %9s %12s %12s%n", "H" + head.get("head").asInt(), head.get("n_firings").asInt(),
                    Shown.percent(head.path("win_rate_atom_vs_ablate")), Shown.number("%.3g", head.path("median_kl_atom")),
                    Shown.number("%.3g", head.path("median_kl_ablate")));
        }
        if (summary.has("mean_rate")) {
            out.printf(Locale.ROOT, "%n  mean %s, spread %.1f points, %s to %s; above 85 %%: %d, above 88 %%: %d; Z of H%d: %s%n",
                    Shown.percent(summary.get("mean_rate")), 100 * summary.get("sd_rate").asDouble(),
                    Shown.percent(summary.get("min_rate")), Shown.percent(summary.get("max_rate")),
                    summary.get("n_above_85").asInt(), summary.get("n_above_88").asInt(), summary.get("reference_head").asInt(),
                    Shown.number("%+.2f", summary.path("z")));
        }
    }
}
