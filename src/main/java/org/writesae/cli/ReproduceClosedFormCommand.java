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

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.Reading;
import org.writesae.experiment.formula.ClosedForm;
import org.writesae.experiment.formula.FormulaPlan;
import org.writesae.experiment.formula.ReferencePosition;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.WriteSae;

/** {@code reproduce closed_form_R2_per_layer}: the logit formula beside measured changes. */
@Command(name = ReproduceClosedFormCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "The logit formula beside the logit changes of edited states (E3).",
        customSynopsis = "writesae reproduce closed_form_R2_per_layer --model DIR --sae-checkpoint FILE --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "Add ε v wᵀ of an atom to a state, run on, measure how logits change, and compare with "
            + "ε ⟨A v, q_t⟩ ⟨J w, W_U[tok]⟩: A the decays on the way, or exactly with the erases; J the head's output projection "
            + "(plain), or with the derivatives of the head's norm and gate and of the final norm (refined).", "",
            "Three R² of every cell. zero_parameter has no fitted constant. one_slope has a fitted slope and intercept, which stand "
            + "in for the whole token factor. per_triple has a fitted scalar for each place, atom and token, and so only tests that "
            + "the change is linear in ε (K3). A cell is an atom, an ε and a rank in population A (App A), an atom and a token in "
            + "population C (Table 9).", "",
            "The paper's own formula G ⟨w, q⟩ ⟨v, W_U[tok]⟩ cannot be computed, since v has d_k elements and W_U[tok] as many as the "
            + "residual stream; with W_O in front of v it is computed where d_k = d_v. Of Experiment C's predictor "
            + "⟨v, S_t w⟩ W_out vec(v wᵀ) the last factor has no meaning either; W_O w takes its place (an analogue).", "",
            "Writes OUT/closed_form_R2_per_layer/summary.json and records.jsonl, a line for each cell."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceClosedFormCommand implements Callable<Integer> {
    static final String CLAIM = "closed_form_R2_per_layer";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--features", paramLabel = "I", split = ",", description = "Atoms to add. Default: those that fire most often.")
    private List<Integer> features;

    @Option(names = "--atoms", paramLabel = "N", defaultValue = "50",
            description = "Without --features, how many atoms. Default: ${DEFAULT-VALUE}.")
    private int atoms;

    @Option(names = "--scan", paramLabel = "N", defaultValue = "20",
            description = "Passages in which firings are counted to choose them, the first ones. Default: ${DEFAULT-VALUE}.")
    private int scan;

    @Option(names = "--prompts", paramLabel = "N", defaultValue = "500",
            description = "Passages taken, the first ones. Default: ${DEFAULT-VALUE}.")
    private int prompts;

    @Option(names = "--position", paramLabel = "READING", defaultValue = "firing",
            description = "Where an atom is added: firing, in each passage where its coefficient is largest; last, as late as the "
                + "horizon allows (the paper does not say, K4). Default: ${DEFAULT-VALUE}.")
    private String position;

    @Option(names = "--horizon", paramLabel = "N", defaultValue = "1",
            description = "Tokens from there to where logits are read (not said either). Default: ${DEFAULT-VALUE}.")
    private int horizon;

    @Option(names = "--epsilons", paramLabel = "X", split = ",", defaultValue = "0.1,0.3,1,3",
            description = "Sizes of the change in population A. Default: ${DEFAULT-VALUE}.")
    private List<Double> epsilons;

    @Option(names = "--ranks", paramLabel = "N", split = ",", defaultValue = "1,2,3,4,5,50",
            description = "Its eval tokens, by native rank from 1. Default: ${DEFAULT-VALUE}.")
    private List<Integer> ranks;

    @Option(names = "--scales", paramLabel = "X", split = ",", defaultValue = "0.25,0.5,0.75,1",
            description = "Sizes of the change in population C. Default: ${DEFAULT-VALUE}.")
    private List<Double> scales;

    @Option(names = "--eval-tokens", paramLabel = "N", defaultValue = "64",
            description = "Its eval tokens, drawn from the vocabulary; 0 to leave population C out. Default: ${DEFAULT-VALUE}.")
    private int evalTokens;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the eval tokens of population C. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        ReferencePosition reference = Reading.parse(ReferencePosition.class, position, CLAIM, "--position");
        requireSizes();
        claim.check(CLAIM);
        ChosenCell chosen = ChosenCell.of(cell, features == null ? List.of(0) : features, seed,
                new Notes(spec.commandLine().getErr()));
        ClosedForm.requireAtoms(chosen.checkpoint().config());
        requireTokens(chosen.config().vocabulary());
        int[][] ids = chosen.sequences().limited(prompts, null).withoutEmpty().ids();
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            WriteSae sae = new WriteSae(chosen.checkpoint(), shared.backend());
            List<Integer> chosenAtoms = features != null ? features.stream().distinct().toList()
                    : ClosedForm.mostFiring(model, sae, chosen.layer(), chosen.head(), chosen.sequences().limited(scan, null).ids(), atoms);
            if (chosenAtoms.isEmpty()) {
                throw new InputException("--tokens: no atom fires in the first " + scan + " passages; see --features");
            }
            FormulaPlan plan = new FormulaPlan(chosen.layer(), chosen.head(), chosenAtoms, epsilons, ranks, scales,
                    FormulaPlan.drawnTokens(seed, chosen.config().vocabulary(), evalTokens), reference, horizon);
            ObjectNode facts = facts(chosen, plan, ids.length);
            return claim.publish(CLAIM, spec, facts, shared.workers(), units -> {
                ClaimOutput output = new ClosedForm(model, sae, plan).run(ids, units);
                ObjectNode result = facts.objectNode();
                result.set("config", facts);
                result.setAll(output.result());
                return new ClaimOutput(result, output.files());
            }, ReproduceClosedFormCommand::table);
        }
    }

    private void requireSizes() {
        for (List<Double> sizes : List.of(epsilons, scales)) {
            for (double size : sizes) {
                if (!(size > 0) || !Double.isFinite(size)) {
                    throw new InputException((sizes == epsilons ? "--epsilons " : "--scales ") + size + ": above 0");
                }
            }
        }
        requirePositive("--atoms", atoms);
        requirePositive("--scan", scan);
        requirePositive("--prompts", prompts);
        requirePositive("--horizon", horizon);
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new InputException(option + " " + value + ": at least 1");
        }
    }

    private void requireTokens(int vocabulary) {
        for (int rank : ranks) {
            if (rank < 1 || rank > vocabulary) {
                throw new InputException("--ranks " + rank + ": the vocabulary has ranks 1 to " + vocabulary);
            }
        }
        if (evalTokens < 0 || evalTokens > vocabulary) {
            throw new InputException("--eval-tokens " + evalTokens + ": the vocabulary has " + vocabulary + " tokens");
        }
    }

    private ObjectNode facts(ChosenCell chosen, FormulaPlan plan, int passages) {
        ObjectNode facts = chosen.describe(CLAIM).put("seed", seed).put("n_prompts", passages).put("position", position)
                .put("horizon", horizon);
        plan.features().forEach(facts.putArray("features")::add);
        epsilons.forEach(facts.putArray("epsilons")::add);
        ranks.forEach(facts.putArray("ranks")::add);
        scales.forEach(facts.putArray("scales")::add);
        plan.evalTokens().forEach(facts.putArray("eval_tokens")::add);
        int dk = chosen.config().dk();
        int dv = chosen.config().dv();
        return facts.put("orientation", "v meets the query, w the output projection (K1)")
                .put("paper_formula", dk == dv ? "G ⟨w, q⟩ ⟨W_O v, W_U[tok]⟩: with W_O, since v is not as wide as W_U[tok] (K2)"
                        : "not computable: ⟨w, q⟩ needs d_v = d_k, here " + dv + " and " + dk)
                .put("experiment_c", "analogue: W_O w in the place of W_out vec(v wᵀ) (K2)")
                .put("fitted", "one_slope: slope and intercept of a cell; per_triple: a scalar of each place, atom and token (K3)");
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        JsonNode summary = result.get("summary");
        printed.printf(Locale.ROOT, "layer %s head %s: %d atoms added in %d places, read %d later%n", result.at("/config/layer"),
                result.at("/config/head"), summary.get("n_atoms").intValue(), summary.get("n_places").intValue(),
                result.at("/config/horizon").intValue());
        summary.get("A").properties().forEach(entry -> {
            if (entry.getKey().startsWith("rank_")) {
                fits("population A, eval token of rank " + entry.getKey().substring(5), entry.getValue(), printed);
            }
        });
        fits("population C, drawn eval tokens", summary.get("C"), printed);
        summary.get("sign_flips").properties().forEach(entry -> {
            if (entry.getValue().has("fraction")) {
                printed.printf(Locale.ROOT, "%nother sign than %-13s %d of %d, at most %.4f (Wilson)", entry.getKey(),
                        entry.getValue().get("flips").intValue(), entry.getValue().get("trials").intValue(),
                        entry.getValue().get("wilson_upper").doubleValue());
            }
        });
        if (summary.at("/neglected_erase").has("median")) {
            printed.printf(Locale.ROOT, "%nerases on the way change the read by %.3g of itself (median), %.3g (90 %%)%n",
                    summary.at("/neglected_erase/median").doubleValue(), summary.at("/neglected_erase/p90").doubleValue());
        }
    }

    private static void fits(String title, JsonNode fits, PrintWriter printed) {
        if (fits.get("n_cells").intValue() == 0) {
            return;
        }
        printed.printf("%n%s, %d cells: R²         median      IQR                p10       min%n", title, fits.get("n_cells").intValue());
        fits.properties().forEach(entry -> {
            JsonNode one = entry.getValue();
            if (one.has("zero_parameter")) {
                row(entry.getKey() + ", no parameter", one.get("zero_parameter"), printed);
            }
            if (one.has("one_slope")) {
                row(entry.getKey() + ", slope fitted", one.get("one_slope"), printed);
            }
        });
        row("a scalar fitted per triple", fits.get("per_triple"), printed);
    }

    private static void row(String name, JsonNode spread, PrintWriter printed) {
        if (spread.has("median")) {
            printed.printf(Locale.ROOT, "  %-30s %12.4f   %8.4f %8.4f  %9.4f %9.4f%n", name, spread.get("median").doubleValue(),
                    spread.get("q25").doubleValue(), spread.get("q75").doubleValue(), spread.get("p10").doubleValue(),
                    spread.get("min").doubleValue());
        }
    }
}
