package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Reading;
import org.writesae.experiment.formula.KeyFactor;
import org.writesae.experiment.formula.SignPlan;
import org.writesae.experiment.formula.SignTest;
import org.writesae.experiment.install.NormReference;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce predictive_steering_84pct}: does the formula say which way a logit goes? */
@Command(name = ReproduceSignTestCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Whether the formula gives the sign of an edit's effect on a token (E5).",
        customSynopsis = "writesae reproduce predictive_steering_84pct --model DIR --tokens TOKENS --layer N --head N --out DIR [OPTIONS]",
        description = {"", "For drawn tokens T and places t: add m ‖k vᵀ‖ k̂ w*ᵀ to S_t, w* = N(W_Oᵀ W_U[T]), and compare the change of "
            + "T's logit at the next token with the formula's (that of closed_form_R2_per_layer, without fitted constants). plain "
            + "is the paper's kind: its sign is that of the read ⟨k̂, q⟩. The paper gives neither key side, size nor step (K34).", "",
            "Writes OUT/predictive_steering_84pct/summary.json and records.jsonl, a line for each edit."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceSignTestCommand implements Callable<Integer> {
    static final String CLAIM = "predictive_steering_84pct";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Option(names = "--tokens", paramLabel = "TOKENS", required = true,
            description = "Passages: an .npy file of integers, [n, L] or [L]; or one passage as 1,2,3.")
    private String tokens;

    @Option(names = "--layer", paramLabel = "N", required = true, description = "Layer, from 0. Published: 9.")
    private int layer;

    @Option(names = "--head", paramLabel = "N", required = true, description = "Head, from 0. Published: 4.")
    private int head;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "2000",
            description = "Triples of token, passage and position, drawn at random. Default: ${DEFAULT-VALUE}.")
    private int trials;

    @Option(names = "--magnitude", paramLabel = "X", defaultValue = "1", description = "m. Default: ${DEFAULT-VALUE}.")
    private double magnitude;

    @Option(names = "--norm", paramLabel = "READING", defaultValue = "kv",
            description = "Size 1 of an edit is kv, ‖k vᵀ‖ at the edited token, or write, that of the native write with β (K34). Default: "
                + "${DEFAULT-VALUE}.")
    private String norm;

    @Option(names = "--key", paramLabel = "READING", defaultValue = "write",
            description = "Key side of an edit: write, that of the token's own write, or query, the next token's query (K34). Default: "
                + "${DEFAULT-VALUE}.")
    private String key;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026", description = "Seed of the triples. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        requireAtLeast(1, "--trials", trials);
        if (!(magnitude > 0) || !Double.isFinite(magnitude)) {
            throw new InputException("--magnitude " + magnitude + ": above 0");
        }
        NormReference unit = Reading.parse(NormReference.class, norm, "--norm");
        KeyFactor side = Reading.parse(KeyFactor.class, key, "--key");
        claim.check(CLAIM);
        ModelConfig config = Families.config(model);
        config.requireStateLayer(layer, "--layer", model);
        config.requireHead(head, "--head", model);
        Sequences sequences = Sequences.read(tokens);
        sequences.requireTokens(config);
        int[][] ids = sequences.withoutEmpty().ids();
        if (ids.length == 0) {
            throw new InputException(sequences.name() + ": no tokens");
        }
        SignPlan plan = new SignPlan(layer, head, SignPlan.draw(seed, trials, config.vocabulary(), ids), magnitude, unit, side);
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("model", model.toString())
                .put("tokens", sequences.name()).put("layer", layer).put("head", head).put("seed", seed).put("n_prompts", ids.length)
                .put("n_trials", trials).put("magnitude", magnitude).put("norm", norm).put("key", key).put("step", "next");
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            return claim.publish(CLAIM, spec, facts, shared.workers(), units -> {
                ClaimOutput output = new SignTest(loaded, plan).run(ids, units);
                ObjectNode result = facts.objectNode();
                result.set("config", facts);
                result.setAll(output.result());
                return new ClaimOutput(result, output.files());
            }, ReproduceSignTestCommand::table);
        }
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        JsonNode summary = result.get("summary");
        printed.printf(Locale.ROOT, "layer %s head %s: %d edits of one position, read at the next token%n%n", result.at("/config/layer"),
                result.at("/config/head"), summary.get("n_trials").intValue());
        printed.println("prediction      sign agrees   95 % (Wald)       95 % (Wilson)     Pearson r   measured ÷ predicted   pooled R²");
        summary.properties().forEach(entry -> {
            JsonNode one = entry.getValue();
            if (one.isObject()) {
                printed.printf(Locale.ROOT, "%-14s   %9.4f   %.4f – %.4f   %.4f – %.4f   %9s   %20s   %9s%n", entry.getKey(),
                        one.get("sign_agreement").doubleValue(), one.at("/sign_agreement_wald95/0").doubleValue(),
                        one.at("/sign_agreement_wald95/1").doubleValue(), one.at("/sign_agreement_wilson95/0").doubleValue(),
                        one.at("/sign_agreement_wilson95/1").doubleValue(), Shown.number("%.4f", one.path("pearson_r")),
                        Shown.number("%.4f", one.path("median_measured_over_predicted")), Shown.number("%.4f", one.path("pooled_r2")));
            }
        });
    }
}
