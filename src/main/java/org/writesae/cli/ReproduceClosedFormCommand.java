package org.writesae.cli;

import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.formula.ClosedForm;
import org.writesae.experiment.formula.FormulaPlan;
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

    @Option(names = "--features", paramLabel = "I,...", hideParamSyntax = true, split = ",",
            description = "Atoms to add. Default: those that fire most often.")
    private List<Integer> features;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the eval tokens of population C. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private FormulaOptions formula;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        formula.check();
        claim.check(CLAIM);
        ChosenCell chosen = ChosenCell.of(cell, features == null ? List.of(0) : features, seed,
                new Notes(spec.commandLine().getErr()));
        formula.check(chosen);
        int[][] ids = formula.passages(chosen);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            WriteSae sae = new WriteSae(chosen.checkpoint(), shared.backend());
            FormulaPlan plan = formula.plan(chosen, model, sae, features, seed);
            ObjectNode facts = chosen.describe(CLAIM).put("seed", seed);
            formula.describe(facts, chosen, plan);
            return claim.publish(CLAIM, spec, facts, shared.workers(), units -> {
                ClaimOutput output = new ClosedForm(model, sae, plan).run(ids, units);
                ObjectNode result = facts.objectNode();
                result.set("config", facts);
                result.setAll(output.result());
                return new ClaimOutput(result, output.files());
            }, FormulaOptions::table);
        }
    }
}
