package org.writesae.cli;

import java.io.PrintWriter;
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

import org.writesae.experiment.sweep.EncoderSwap;
import org.writesae.experiment.sweep.EncoderSwapClaim;
import org.writesae.experiment.sweep.SweepSettings;
import org.writesae.experiment.sweep.TrainingRun;
import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeType;

/** {@code reproduce encoder_swap}: validation errors of five encoders and decoders. */
@Command(name = "encoder_swap", mixinStandardHelpOptions = true, sortOptions = false,
        header = "Validation errors of five encoders and decoders, trained over heads and seeds.",
        customSynopsis = "writesae reproduce encoder_swap --data-dir DIR --layers I,... --heads H,... --out DIR [OPTIONS]",
        description = {"", "Trains every type on every head with every seed, 720 runs with the paper's three layers, 16 heads and three "
            + "seeds, and takes the lowest validation error: mean over seeds for each head, then over heads (standard deviation with n "
            + "in the denominator); paired t tests over heads (experiment E22). An interrupted sweep goes on in the epoch where it was; "
            + "--shard and --merge spread it over machines.", "",
            "Writes OUT/encoder_swap/summary.json, layer_encoder_swap_results.json in upstream's layout, and the dictionaries."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceEncoderSwapCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--types", paramLabel = "TYPE,...", hideParamSyntax = true, split = ",", description = "Default: flat, rank1, "
            + "bilinear, bilinear_tied, bilinear_flat.")
    private List<String> types;

    @Mixin
    private SweepOptions options;

    @Override
    public Integer call() {
        options.check(EncoderSwapClaim.ID);
        List<SaeType> trained = types == null ? EncoderSwap.TYPES : types.stream().map(name -> SaeType.named(name)
                .orElseThrow(() -> new InputException("--types " + name + ": no type of autoencoder"))).toList();
        List<TrainingRun> runs = EncoderSwap.runs(options.layers(), options.heads(), trained, options.seeds());
        ObjectNode config = options.describe(EncoderSwapClaim.ID).put("types",
                String.join(",", trained.stream().map(SaeType::label).toList()));
        try (Backend backend = options.device().open()) {
            EncoderSwapClaim claim = new EncoderSwapClaim(options.sweep(EncoderSwapClaim.ID, runs,
                    SweepSettings.JumpSettings.PAPER, backend),
                    runs);
            return options.claim().publish(EncoderSwapClaim.ID, spec, config, 1, units -> claim.run(units, config),
                    ReproduceEncoderSwapCommand::table);
        }
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        printed.println("layer  type             validation error          sd    better than flat by");
        for (JsonNode layer : result.get("per_layer")) {
            layer.get("mse_by_type").properties().forEach(type -> printed.printf(Locale.ROOT, "%5s  %-14s  %17.5g  %10.3g  %18s%n",
                    layer.get("layer").asText(), type.getKey(), type.getValue().get("layer_avg_mse").doubleValue(),
                    type.getValue().get("layer_std_mse").doubleValue(), type.getValue().has("advantage_vs_flat_pct")
                            ? String.format(Locale.ROOT, "%+.1f %%", type.getValue().get("advantage_vs_flat_pct").doubleValue()) : ""));
        }
        for (JsonNode test : result.get("hypothesis_tests")) {
            test.get("results").properties().forEach(one -> printed.printf(Locale.ROOT,
                    "%s %s against %s: %+.2f %%, p %s %s%n", one.getKey(),
                    test.get("type_a").asText(), test.get("type_b").asText(), one.getValue().get("pct_advantage").doubleValue(),
                    Shown.number("%.3g", one.getValue().get("p_value")),
                    one.getValue().get("significance").asText()));
        }
    }
}
