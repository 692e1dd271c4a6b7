package org.writesae.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import org.writesae.experiment.Reading;
import org.writesae.experiment.formula.ClosedForm;
import org.writesae.experiment.formula.FormulaPlan;
import org.writesae.experiment.formula.ReferencePosition;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.require;
import static org.writesae.io.InputException.requireAtLeast;

/** Options of measuring the logit formula, with the paper's constants as defaults; what it prints. */
final class FormulaOptions {

    @Option(names = "--atoms", paramLabel = "N", defaultValue = "50",
            description = "The logit formula without --features: how many atoms. Default: ${DEFAULT-VALUE}.")
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

    @Option(names = "--epsilons", paramLabel = "X,...", hideParamSyntax = true, split = ",", defaultValue = "0.1,0.3,1,3",
            description = "Sizes of the change in population A. Default: ${DEFAULT-VALUE}.")
    private List<Double> epsilons;

    @Option(names = "--ranks", paramLabel = "N,...", hideParamSyntax = true, split = ",", defaultValue = "1,2,3,4,5,50",
            description = "Its eval tokens, by native rank from 1. Default: ${DEFAULT-VALUE}.")
    private List<Integer> ranks;

    @Option(names = "--scales", paramLabel = "X,...", hideParamSyntax = true, split = ",", defaultValue = "0.25,0.5,0.75,1",
            description = "Sizes of the change in population C. Default: ${DEFAULT-VALUE}.")
    private List<Double> scales;

    @Option(names = "--eval-tokens", paramLabel = "N", defaultValue = "64",
            description = "Its eval tokens, drawn from the vocabulary; 0 to leave population C out. Default: ${DEFAULT-VALUE}.")
    private int evalTokens;

    /** Checks what needs no model. */
    void check() {
        Reading.parse(ReferencePosition.class, position, "--position");
        for (List<Double> sizes : List.of(epsilons, scales)) {
            for (double size : sizes) {
                if (!(size > 0) || !Double.isFinite(size)) {
                    throw new InputException((sizes == epsilons ? "--epsilons " : "--scales ") + size + ": above 0");
                }
            }
        }
        requireDifferent("--epsilons", epsilons);
        requireDifferent("--scales", scales);
        requireDifferent("--ranks", ranks);
        requireAtLeast(1, "--atoms", atoms);
        requireAtLeast(1, "--scan", scan);
        requireAtLeast(1, "--prompts", prompts);
        requireAtLeast(1, "--horizon", horizon);
    }

    /** A number twice would count each of its trials twice. */
    private static void requireDifferent(String option, List<?> numbers) {
        require(new HashSet<>(numbers).size() == numbers.size(), option + " " + numbers + ": different numbers were expected");
    }

    /** Checks what needs a cell but no weights. */
    void check(ChosenCell chosen) {
        ClosedForm.requireAtoms(chosen.checkpoint().config());
        int vocabulary = chosen.config().vocabulary();
        for (int rank : ranks) {
            if (rank < 1 || rank > vocabulary) {
                throw new InputException("--ranks " + rank + ": the vocabulary has ranks 1 to " + vocabulary);
            }
        }
        if (evalTokens < 0 || evalTokens > vocabulary) {
            throw new InputException("--eval-tokens " + evalTokens + ": the vocabulary has " + vocabulary + " tokens");
        }
    }

    /** The passages that are taken. */
    int[][] passages(ChosenCell chosen) {
        int[][] passages = chosen.sequences().limited(prompts, null).withoutEmpty().ids();
        int longest = Arrays.stream(passages).mapToInt(passage -> passage.length).max().orElse(0);
        if (horizon >= longest) {
            throw new InputException("--horizon " + horizon + ": the longest passage has " + longest + " tokens");
        }
        return passages;
    }

    /**
     * What is measured.
     *
     * @param features atoms to add; null for those that fire most often
     * @param seed     of the eval tokens of population C
     */
    FormulaPlan plan(ChosenCell chosen, HostModel model, WriteSae sae, List<Integer> features, int seed) {
        List<Integer> own = features != null ? features.stream().distinct().toList() : mostFiring(chosen, model, sae);
        if (own.isEmpty()) {
            throw new InputException("--tokens: no atom fires in the first " + scan + " passages; see --features");
        }
        return new FormulaPlan(chosen.layer(), chosen.head(), own, epsilons, ranks, scales,
                FormulaPlan.drawnTokens(seed, chosen.config().vocabulary(), evalTokens),
                Reading.parse(ReferencePosition.class, position, "--position"), horizon);
    }

    private List<Integer> mostFiring(ChosenCell chosen, HostModel model, WriteSae sae) {
        int[][] passages = chosen.sequences().limited(scan, null).ids();
        try (Meter meter = Meter.of("choosing atoms", passages.length)) {
            return ClosedForm.mostFiring(model, sae, chosen.layer(), chosen.head(), passages, atoms, meter::at);
        }
    }

    /** Adds to a {@code config} what the result depends on, and how it has to be read. */
    void describe(ObjectNode config, ChosenCell chosen, FormulaPlan plan) {
        config.put("n_prompts", passages(chosen).length).put("position", position).put("horizon", horizon);
        plan.features().forEach(config.putArray("features")::add);
        epsilons.forEach(config.putArray("epsilons")::add);
        ranks.forEach(config.putArray("ranks")::add);
        scales.forEach(config.putArray("scales")::add);
        plan.evalTokens().forEach(config.putArray("eval_tokens")::add);
        int dk = chosen.config().dk();
        int dv = chosen.config().dv();
        config.put("orientation", "v meets the query, w the output projection (K1)")
                .put("paper_formula", dk == dv ? "G ⟨w, q⟩ ⟨W_O v, W_U[tok]⟩: with W_O, since v is not as wide as W_U[tok] (K2)"
                        : "not computable: ⟨w, q⟩ needs d_v = d_k, here " + dv + " and " + dk)
                .put("experiment_c", "analogue: W_O w in the place of W_out vec(v wᵀ) (K2)")
                .put("fitted", "one_slope: slope and intercept of a cell; per_triple: a scalar of each place, atom and token (K3)");
    }

    static void table(JsonNode result, PrintWriter printed) {
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
        printed.printf(Locale.ROOT, "%n%s, %d cells: R²         median      IQR                p10       min    pooled%n", title,
                fits.get("n_cells").intValue());
        fits.properties().forEach(entry -> {
            JsonNode one = entry.getValue();
            if (one.has("zero_parameter")) {
                row(entry.getKey() + ", no parameter", one.get("zero_parameter"), one.path("pooled_zero_parameter"), printed);
            }
            if (one.has("one_slope")) {
                row(entry.getKey() + ", slope fitted", one.get("one_slope"), one.path("none"), printed);
            }
        });
        row("a scalar fitted per triple", fits.get("per_triple"), fits.path("none"), printed);
    }

    private static void row(String name, JsonNode spread, JsonNode pooled, PrintWriter printed) {
        if (spread.has("median")) {
            printed.printf(Locale.ROOT, "  %-30s %12.4f   %8.4f %8.4f  %9.4f %9.4f %9s%n", name, spread.get("median").doubleValue(),
                    spread.get("q25").doubleValue(), spread.get("q75").doubleValue(), spread.get("p10").doubleValue(),
                    spread.get("min").doubleValue(), pooled.isNumber() ? String.format(Locale.ROOT, "%.4f", pooled.doubleValue()) : "");
        }
    }
}
