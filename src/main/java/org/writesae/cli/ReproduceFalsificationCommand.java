package org.writesae.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.FiringOutcome;
import org.writesae.experiment.FiringOutcomeJson;
import org.writesae.experiment.StrongestFeatures;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionUnits;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.falsification.AtomInversion;
import org.writesae.experiment.falsification.CellSummary;
import org.writesae.experiment.falsification.RankComparison;
import org.writesae.experiment.falsification.StateSpread;
import org.writesae.experiment.formula.ClosedForm;
import org.writesae.experiment.formula.FormulaPlan;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce falsification}: tests that were meant to fail, part by part. */
@Command(name = ReproduceFalsificationCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Tests that were meant to fail, part by part.",
        customSynopsis = {"writesae reproduce falsification --part a|b|c|e|f --model DIR --sae-checkpoint FILE",
            "--tokens TOKENS --out DIR [OPTIONS]"},
        description = {"", "Parts of experiment E9: the logit formula, and what is made from the replacement test. They need different models, so that each is a "
            + "run of its own; DIR/falsification/part_X.json is its result, and summary.json holds those of all parts that are there.",
            "  a: the logit formula at another cell (Mamba-2 L24 H0: R² −0.07, Qwen3.5-4B L12 H8: −0.05), as",
            "     closed_form_R2_per_layer measures it; of the paper's kind is",
            "     A.rank_1.plain.pooled_zero_parameter",
            "  b: the replacement test at another cell (Qwen3.5-4B L12 H8: 48 %% of 600 firings)",
            "  c: the strongest atom of a rank-1 and of a rank-2 dictionary at the same positions (--rank2)",
            "  d: INSTALL on Mamba-2: run behavioral_steering_100pct_midrank --falsification",
            "  e: the test on DeltaNet, and how near its states are to rank 1",
            "  f: one atom at its own coefficient and at the norm of the native write (F87)",
            "", "Neither the features of b and e nor their caps are published: without --features, those that are most often the strongest "
            + "are taken, 8 of them, with a cap that gives about the number of firings (75 in b, 50 in e). Over which states e takes the "
            + "spectrum is not said; here it is those at the firings. Cliff's δ of c is below 0 where rank 2 is closer; the paper's may "
            + "be 2p − 1, which is given too. Part f runs both amplitudes, whatever --amplitude says."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceFalsificationCommand implements Callable<Integer> {
    static final String CLAIM = "falsification";
    private static final Map<String, Integer> CAPS = Map.of("b", 75, "e", 50, "f", 300);

    @Spec
    private CommandSpec spec;

    @Option(names = "--part", paramLabel = "X", required = true, description = "a, b, c, e or f.")
    private String part;

    @Mixin
    private CellOptions cell;

    @Option(names = "--rank2", paramLabel = "FILE", description = "Part c: the dictionary of rank 2.")
    private Path rankTwo;

    @Option(names = "--total", paramLabel = "N", defaultValue = "24600",
            description = "Part c: positions to compare, the first ones. Default: ${DEFAULT-VALUE}.")
    private int total;

    @Option(names = "--features", paramLabel = "I,I,...",
            description = "Parts b and e: features to test. Default: the --count most often strongest. Part a: atoms to add. Default: those that "
                + "fire most often. Part f: the feature. Default: 87.")
    private String features;

    @Option(names = "--count", paramLabel = "N", defaultValue = "8",
            description = "Parts b and e: features to take without --features. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(names = "--cap", paramLabel = "N",
            description = "Parts b, e and f: most firings of each feature, the first ones. Default: 75, 50 and 300.")
    private Integer cap;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random control, of the resampled intervals and of drawn eval tokens. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ReadingOptions readings;

    @Mixin
    private FormulaOptions formula;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        if (!List.of("a", "c").contains(part) && !CAPS.containsKey(part)) {
            throw new InputException("--part " + part + ": a, b, c, e or f was expected");
        }
        requireAtLeast(1, "--total", total);
        requireAtLeast(1, "--count", count);
        if (part.equals("c") == (rankTwo == null)) {
            throw new InputException("--rank2: " + (rankTwo == null ? "part c needs" : "only part c takes") + " a dictionary of rank 2");
        }
        formula.check();
        claim.check(CLAIM, ClaimParts.name(part));
        ChosenCell chosen = ChosenCell.of(cell, features == null ? List.of(0) : Features.parse("--features", features), seed,
                new Notes(spec.commandLine().getErr()));
        ObjectNode config = chosen.describe(CLAIM).put("part", part).put("seed", seed);
        if (part.equals("a")) {
            return formula(chosen, config);
        }
        SubstitutionReadings taken = readings.readings();
        SaeCheckpoint second = rankTwo == null ? null : second(chosen);
        describe(config, taken);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            WriteSae sae = new WriteSae(chosen.checkpoint(), shared.backend());
            return claim.publish(CLAIM, ClaimParts.name(part), spec, config, shared.workers(), units -> switch (part) {
                case "c" -> output(config, new RankComparison(model, sae, new WriteSae(second, shared.backend()), chosen.layer(),
                        chosen.head(), taken, seed).run(chosen.sequences().ids(), total, units), Map.of());
                case "f" -> output(config, new AtomInversion(model, sae, plan(chosen, List.of(feature()), taken))
                        .run(chosen.sequences().ids(), units), Map.of());
                default -> cell(model, sae, chosen, taken, config, units);
            }, FalsificationTable::print);
        }
    }

    /** Part a. */
    private int formula(ChosenCell chosen, ObjectNode config) {
        formula.check(chosen);
        int[][] passages = formula.passages(chosen);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            WriteSae sae = new WriteSae(chosen.checkpoint(), shared.backend());
            FormulaPlan plan = formula.plan(chosen, model, sae, features == null ? null : Features.parse("--features", features), seed);
            formula.describe(config, chosen, plan);
            return claim.publish(CLAIM, ClaimParts.name(part), spec, config, shared.workers(), units -> {
                ClaimOutput measured = new ClosedForm(model, sae, plan).run(passages, units);
                return output(config, (ObjectNode) measured.result().get("summary"),
                        Map.of(ClaimParts.name(part) + "_records.jsonl", measured.files().get("records.jsonl")));
            }, FormulaOptions::table);
        }
    }

    /** What the result of the part depends on beside the cell. */
    private void describe(ObjectNode config, SubstitutionReadings taken) {
        taken.describe(config);
        if (part.equals("c")) {
            config.put("sae_checkpoint_rank2", rankTwo.toString()).put("total", total);
            return;
        }
        config.put("cap", cap());
        if (part.equals("f")) {
            config.remove(List.of("amplitude", "random"));
            config.put("feature_id", feature()).put("amplitudes", "natural and matched");
        } else if (features == null) {
            config.put("features", "the " + count + " most often strongest");
        } else {
            Features.parse("--features", features).forEach(config.putArray("features")::add);
        }
    }

    private int cap() {
        return cap == null ? CAPS.get(part) : cap;
    }

    private int feature() {
        List<Integer> given = features == null ? List.of(87) : Features.parse("--features", features);
        if (given.size() != 1) {
            throw new InputException("--features " + features + ": part f takes one");
        }
        return given.getFirst();
    }

    private SaeCheckpoint second(ChosenCell chosen) {
        SaeCheckpoint two = cell.turned(SaeCheckpoint.load(rankTwo), chosen.config());
        Substitution.require(cell.model().toString(), chosen.config(), two.config(), new Substitution.Plan(chosen.layer(), chosen.head(),
                List.of(0), 1, seed, SubstitutionReadings.PRIMARY, null));
        two.requireFactors();
        return two;
    }

    private Substitution.Plan plan(ChosenCell chosen, List<Integer> studied, SubstitutionReadings taken) {
        Substitution.Plan plan = new Substitution.Plan(chosen.layer(), chosen.head(), studied, cap(), seed, taken, null);
        Substitution.require(cell.model().toString(), chosen.config(), chosen.checkpoint().config(), plan);
        return plan;
    }

    private ClaimOutput cell(HostModel model, WriteSae sae, ChosenCell chosen, SubstitutionReadings taken, ObjectNode config,
            WorkUnits units) {
        int[][] passages = chosen.sequences().ids();
        List<Integer> studied = features != null ? Features.parse("--features", features)
                : StrongestFeatures.of(model, () -> sae, chosen.layer(), chosen.head(), passages, count, part, units);
        Substitution.Plan plan = plan(chosen, studied.isEmpty() ? List.of(0) : studied, taken);
        List<FiringOutcome> outcomes = new SubstitutionUnits(() -> new Substitution(model, sae, plan), plan, part)
                .outcomes(passages, units);
        ObjectNode summary = CellSummary.of(outcomes.stream().map(FiringOutcome::record).toList(), plan);
        if (part.equals("e")) {
            StateSpread.add(summary, model, outcomes.stream().map(FiringOutcome::record).toList(), passages, units);
        }
        return output(config, summary, Map.of(ClaimParts.name(part) + "_records.jsonl",
                outcomes.stream().map(outcome -> FiringOutcomeJson.of(outcome) + "\n").collect(Collectors.joining())));
    }

    private static ClaimOutput output(ObjectNode config, ObjectNode summary, Map<String, String> files) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", summary);
        return new ClaimOutput(result, files);
    }
}
