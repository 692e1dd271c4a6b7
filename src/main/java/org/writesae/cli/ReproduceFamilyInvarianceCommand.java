package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Partition;
import org.writesae.experiment.Reading;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WriteReading;
import org.writesae.experiment.sweep.FamilyInvariance;
import org.writesae.experiment.sweep.SweepSettings;
import org.writesae.experiment.sweep.TrainingRun;
import org.writesae.experiment.sweep.TrainingSweep;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.runtime.Backend;

/** {@code reproduce sae_family_invariance}: the partition of dictionaries with other activations. */
@Command(name = FamilyInvariance.ID, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Registers and bundles of dictionaries trained with BatchTopK, JumpReLU and gates.",
        customSynopsis = "writesae reproduce sae_family_invariance --data-dir DIR --layers L --heads H --model DIR --tokens TOKENS --out DIR "
            + "[OPTIONS]",
        description = {"", "Trains bilinear dictionaries of one cell with TopK, BatchTopK, JumpReLU and a soft gate, and makes the partition "
            + "of each (experiment E13). Defaults are the paper's: λ 1e-5, θ 1e-4 and a bandwidth that falls from 1e-3 to 1e-5 for JumpReLU. "
            + "The paper's hard gates, which fired nowhere, are not in upstream's trainer: gated is the soft gate with τ 0.1. States are "
            + "encoded one by one, where BatchTopK is TopK."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceFamilyInvarianceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Model in the Hugging Face layout.")
    private Path model;

    @Option(names = "--tokens", paramLabel = "TOKENS", required = true, description = "Passages: an .npy file of integers, [n, L] or [L].")
    private String tokens;

    @Option(names = "--write", paramLabel = "READING", defaultValue = "raw", description = "The native write: raw or delta. Default: "
            + "${DEFAULT-VALUE}.")
    private String write;

    @Option(names = "--threshold", paramLabel = "X", defaultValue = "0.05",
            description = "Least median cosine of a register. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    @Option(names = "--gated-lambda-sparsity", paramLabel = "λ", defaultValue = "1.0", description = "Weight of the gates' sum. Default: "
            + "${DEFAULT-VALUE}.")
    private double gated;

    @Mixin
    private SweepOptions options;

    @Override
    public Integer call() {
        options.check(FamilyInvariance.ID);
        if (options.layers().size() != 1 || options.heads().size() != 1) {
            throw new InputException("--layers, --heads: one cell was expected");
        }
        if (!Double.isFinite(threshold) || !(gated >= 0 && Double.isFinite(gated))) {
            throw new InputException("--threshold " + threshold + ", --gated-lambda-sparsity " + gated + ": numbers were expected");
        }
        ModelConfig config = Families.config(model);
        Sequences sequences = Sequences.read(tokens).withoutEmpty();
        sequences.requireTokens(config);
        SubstitutionReadings p = SubstitutionReadings.PRIMARY;
        SubstitutionReadings readings = new SubstitutionReadings(Reading.parse(WriteReading.class, write, "--write"),
                p.amplitude(), p.random(), FiringSelection.ANY, p.read(), p.kl());
        Substitution.Plan plan = new Substitution.Plan(options.layers().getFirst(), options.heads().getFirst(), List.of(0), 1,
                2026, readings,
                null);
        config.requireStateLayer(plan.layer(), "--layers", model);
        List<TrainingRun> runs = FamilyInvariance.runs(plan.layer(), plan.head(), options.seeds());
        SweepSettings.JumpSettings paper = SweepSettings.JumpSettings.PAPER;
        SweepSettings.JumpSettings jump = new SweepSettings.JumpSettings(paper.sparsity(), paper.threshold(), paper.bandwidth(),
                paper.bandwidthFinal(), gated);
        ObjectNode facts = options.describe(FamilyInvariance.ID).put("model", model.toString()).put("tokens", sequences.name())
                .put("layer", plan.layer()).put("head", plan.head()).put("write", readings.write().option()).put("select", "any")
                .put("threshold", threshold).put("jumprelu_lambda", jump.sparsity()).put("jumprelu_threshold", jump.threshold())
                .put("jumprelu_bandwidth", jump.bandwidth()).put("jumprelu_bandwidth_final", jump.bandwidthFinal())
                .put("gated_lambda_sparsity", gated);
        try (Backend backend = options.device().open(); HostModel loaded = Families.load(model, backend)) {
            TrainingSweep sweep = options.sweep(FamilyInvariance.ID, runs, jump, backend);
            FamilyInvariance claim = new FamilyInvariance(sweep, loaded, plan, sequences.ids(), threshold);
            return options.claim().publish(FamilyInvariance.ID, spec, facts, 1, units -> claim.run(units, runs, facts),
                    ReproduceFamilyInvarianceCommand::table);
        }
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        printed.println("activation           seed  validation error  registers  bundles    dead  register cos  bundle cos      L0");
        for (JsonNode one : result.get("partitions")) {
            JsonNode classes = one.get("partition");
            printed.printf(Locale.ROOT, "%-19s %5d  %16.5g  %9d  %7d  %6d  %12.4f  %10.4f  %6.1f%n", one.at("/run/tag").asText(),
                    one.at("/run/seed").intValue(), one.at("/run/best_mse").doubleValue(), classes.get("register_count").intValue(),
                    classes.get("bundle_count").intValue(), classes.get("n_dead").intValue(),
                    classes.get("median_register_cosine").asDouble(Double.NaN), classes.get("median_bundle_cosine").asDouble(Double.NaN),
                    one.get("mean_l0").doubleValue());
        }
    }
}
