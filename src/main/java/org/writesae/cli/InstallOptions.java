package org.writesae.cli;

import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Reading;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.install.Install;
import org.writesae.experiment.install.InstallJson;
import org.writesae.experiment.install.InstallPlan;
import org.writesae.experiment.install.InstallTarget;
import org.writesae.experiment.install.NormReference;
import org.writesae.experiment.install.RankBand;
import org.writesae.experiment.install.TargetChoice;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;

import static org.writesae.io.InputException.requireAtLeast;

/** The options of INSTALL, with the paper's constants as defaults. */
final class InstallOptions {

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Mixin
    private PromptOptions prompts;

    @Option(names = "--targets", paramLabel = "FILE",
            description = "Tokens that are to appear: a JSON array of objects with class, and token (an id) or text (one token). Default: "
                + "chosen by rank. For mid and rare, tokens with a rank of the class after the most prompts, nearest to its middle; "
                + "for frequent, the most frequent tokens of the prompts with the median rank of rare ones. None are chosen for "
                + "semantic.")
    private Path targets;

    @Option(names = "--per-class", paramLabel = "N", defaultValue = "2",
            description = "Tokens to choose for a class. Default: ${DEFAULT-VALUE}.")
    private int perClass;

    @Option(names = "--mid", paramLabel = "LOW-HIGH", defaultValue = "100-1000", description = "Ranks of mid. Default: ${DEFAULT-VALUE}.")
    private String mid;

    @Option(names = "--rare", paramLabel = "LOW-HIGH", defaultValue = "10000-100000",
            description = "Ranks of rare. Default: ${DEFAULT-VALUE}.")
    private String rare;

    @Option(names = "--layer", paramLabel = "N", required = true, description = "Layer, from 0. Published: 9.")
    private int layer;

    @Option(names = "--head", paramLabel = "N", required = true, description = "Head, from 0. Published: 4.")
    private int head;

    @Option(names = "--edits", paramLabel = "N", defaultValue = "3", description = "Consecutive tokens whose states are edited. Default: ${DEFAULT-VALUE}.")
    private int edits;

    @Option(names = "--back", paramLabel = "N,...", hideParamSyntax = true, split = ",", defaultValue = "0,1,2,3,4",
            description = "Places of the edit: how many tokens before the end of the prompt its last one is. Default: ${DEFAULT-VALUE} "
                + "(the paper has five places and does not say which).")
    private List<Integer> back;

    @Option(names = "--magnitudes", paramLabel = "X,...", hideParamSyntax = true, split = ",", defaultValue = "1.5,3,6",
            description = "Sizes of an edit. Default: ${DEFAULT-VALUE}.")
    private List<Double> magnitudes;

    @Option(names = "--norm", paramLabel = "READING", defaultValue = "kv",
            description = "Size 1 of an edit is kv, ‖k vᵀ‖ at the edited token, or write, that of the native write with β (K34). Default: "
                + "${DEFAULT-VALUE}.")
    private String norm;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "20", description = "Tokens to generate. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026", description = "Seed of the bootstrap. Default: ${DEFAULT-VALUE}.")
    private int seed;

    Path model() {
        return model;
    }

    /**
     * Everything checked and ready to run.
     *
     * @param config what the result says of the run
     */
    record Prepared(InstallPlan plan, Prompts prompts, List<InstallTarget> targets, TargetChoice choice, ObjectNode config, int seed) {

        ClaimOutput run(HostModel loaded, WorkUnits units) {
            Install.Outcome outcome = new Install(loaded, plan, prompts.ids()).run(targets, choice, units);
            return InstallJson.of(config, plan, outcome, seed);
        }
    }

    /** @param config with the claim's name; described further */
    Prepared prepare(ModelConfig sizes, ObjectNode config) {
        InstallPlan plan = new InstallPlan(layer, head, back, edits, magnitudes, steps,
                Reading.parse(NormReference.class, norm, "--norm"));
        Prompts read = prompts.read(model);
        read.check(sizes);
        plan.check(sizes, model.toString(), read.ids(), read.name());
        requireAtLeast(1, "--per-class", perClass);
        requireAtLeast(0, "--seed", seed);
        TargetChoice choice = new TargetChoice(RankBand.parse("--mid", mid), RankBand.parse("--rare", rare), perClass);
        List<InstallTarget> given = targets == null ? null
                : new InstallTargets(targets, sizes, () -> prompts.open(model, targets.toString())).read();
        describe(config, plan, choice, read, given);
        return new Prepared(plan, read, given, choice, config, seed);
    }

    private void describe(ObjectNode config, InstallPlan plan, TargetChoice choice, Prompts read, List<InstallTarget> given) {
        config.put("analogue", "the paper's prompts and targets are not published").put("model", model.toString());
        prompts.describe(config, read);
        config.put("prompts_and_targets", "own").put("layer", layer).put("head", head).put("norm", plan.norm().option())
                .put("key_factor", "k of the edited token").put("edits", edits).put("max_tokens", steps);
        back.forEach(config.putArray("back")::add);
        magnitudes.forEach(config.putArray("magnitudes")::add);
        if (given == null) {
            config.put("targets", "chosen by rank").put("mid", choice.mid().toString()).put("rare", choice.rare().toString())
                    .put("per_class", choice.perClass());
        } else {
            config.put("targets", targets.toString());
            given.forEach(target -> config.withArray("/target_tokens").add(target.token()));
        }
        config.put("interval", "bootstrap over (prompt, target), 10000 resamples").put("seed", seed);
    }
}
