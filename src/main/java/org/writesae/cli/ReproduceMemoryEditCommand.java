package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
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
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Reading;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.WriteReading;
import org.writesae.experiment.memory.Detection;
import org.writesae.experiment.memory.MemoryEdit;
import org.writesae.experiment.memory.MemoryEditPlan;
import org.writesae.experiment.memory.MemoryEditResult;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.WriteSae;

/** {@code reproduce memory_edit_F412}: erasing and writing one atom. */
@Command(name = ReproduceMemoryEditCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Erasing and writing one atom: what it does to the probability of one token.",
        customSynopsis = "writesae reproduce memory_edit_F412 --model DIR --sae-checkpoint FILE --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "Some firings of the feature choose its token: the one with the largest sum of log p minus log p with the "
            + "write deleted. At other firings the write is deleted, and where the feature is silent m a* A is added, A being "
            + "the atom and a* the median coefficient; Δ log p of the token is read after the next token (experiment E4).",
            "The paper does not say whether the firings that chose its token are those of its test. Here they are of other "
            + "passages; --detection same takes the same ones, and then the sum and the mean are one number.",
            "Intervals of medians are percentile bootstraps over edits, p is Wilcoxon's signed-rank test (normal approximation), "
            + "a rank is the number of likelier tokens."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceMemoryEditCommand implements Callable<Integer> {
    static final String CLAIM = "memory_edit_F412";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--feature", paramLabel = "I", defaultValue = "" + MemoryEditPlan.FEATURE,
            description = "The atom. Default: ${DEFAULT-VALUE}.")
    private int feature;

    @Option(names = "--write", paramLabel = "READING", defaultValue = "raw",
            description = "The native write: raw, β k vᵀ, or delta, with the delta rule's correction. Default: ${DEFAULT-VALUE}.")
    private String write;

    @Option(names = "--select", paramLabel = "READING", defaultValue = "argmax",
            description = "A firing is where the feature is the strongest (argmax), or in the TopK (any). Default: ${DEFAULT-VALUE}.")
    private String select;

    @Option(names = "--detection", paramLabel = "READING", defaultValue = "disjoint",
            description = {"Which firings choose the token. Default: ${DEFAULT-VALUE}.",
                "  disjoint: those of passages 0, 2, 4, …; passages 1, 3, 5, … are edited",
                "  same: the erased firings themselves"})
    private String detection;

    @Option(names = "--token", paramLabel = "ID", description = "Test this token instead of the one that the firings choose.")
    private Integer token;

    @Option(names = "--detection-firings", paramLabel = "N", defaultValue = "150",
            description = "Firings that choose the token, at most. Default: ${DEFAULT-VALUE}; the paper's number is not known.")
    private int detected;

    @Option(names = "--erase", paramLabel = "N", defaultValue = "150",
            description = "Firings whose write is deleted, at most. Default: ${DEFAULT-VALUE}.")
    private int erased;

    @Option(names = "--positions", paramLabel = "N", defaultValue = "150",
            description = "Silent positions that are written to. Default: ${DEFAULT-VALUE}.")
    private int written;

    @Option(names = "--magnitudes", paramLabel = "M,...", hideParamSyntax = true, split = ",", defaultValue = "1,2,4",
            description = "The multiples m of these writes. Default: ${DEFAULT-VALUE}.")
    private List<Double> magnitudes;

    @Option(names = "--dose-positions", paramLabel = "N", defaultValue = "50",
            description = "Positions of the dose response, among the silent ones. Default: ${DEFAULT-VALUE}.")
    private int dosed;

    @Option(names = "--doses", paramLabel = "M,...", hideParamSyntax = true, split = ",", defaultValue = "0.25,0.5,1,2,4,8",
            description = "Its multiples m. Default: ${DEFAULT-VALUE}; the paper's are not known.")
    private List<Double> doses;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the silent positions and of the bootstrap. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--resamples", paramLabel = "N", defaultValue = "10000",
            description = "Resamples of the bootstrap. Default: ${DEFAULT-VALUE}.")
    private int resamples;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(CLAIM);
        Notes notes = new Notes(spec.commandLine().getErr());
        ChosenCell chosen = ChosenCell.of(cell, List.of(feature), seed, notes);
        MemoryEditPlan plan = plan(chosen);
        if (plan.detection() == Detection.DISJOINT && chosen.sequences().ids().length < 2) {
            throw new InputException(chosen.sequences().name() + ": one passage; --detection disjoint needs two, one to choose the "
                    + "token and one to edit");
        }
        ObjectNode config = describe(chosen, plan);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            MemoryEdit edit = new MemoryEdit(model, new WriteSae(chosen.checkpoint(), shared.backend()), plan);
            return claim.publish(CLAIM, spec, config, shared.workers(), units -> output(config, edit, chosen, units), this::table);
        }
    }

    private MemoryEditPlan plan(ChosenCell chosen) {
        return new MemoryEditPlan(chosen.layer(), chosen.head(), feature, Reading.parse(WriteReading.class, write, "--write"),
                Reading.parse(FiringSelection.class, select, "--select"),
                Reading.parse(Detection.class, detection, "--detection"),
                token == null ? OptionalInt.empty() : OptionalInt.of(token),
                new MemoryEditPlan.Caps(detected, erased, written, dosed), magnitudes, doses, seed, resamples);
    }

    private static ObjectNode describe(ChosenCell chosen, MemoryEditPlan plan) {
        ObjectNode config = chosen.describe(CLAIM).put("feature_id", plan.feature()).put("write", plan.write().option())
                .put("select", plan.select().option()).put("detection", plan.detection().option()).put("read", "next");
        plan.token().ifPresent(id -> config.put("token_id", id));
        config.put("detection_firings", plan.caps().detected()).put("erase_firings", plan.caps().erased())
                .put("positions", plan.caps().written()).put("dose_positions", plan.caps().dosed());
        numbers(config.putArray("magnitudes"), plan.magnitudes());
        numbers(config.putArray("doses"), plan.doses());
        return config.put("seed", plan.seed()).put("resamples", plan.resamples())
                .put("interval", "percentile bootstrap of the median over edits")
                .put("rank", "number of likelier tokens, 0 is the likeliest");
    }

    private static void numbers(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }

    private static ClaimOutput output(ObjectNode config, MemoryEdit edit, ChosenCell chosen, WorkUnits units) {
        MemoryEditResult found = edit.run(chosen.sequences().ids(), units);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", found.summary());
        return new ClaimOutput(result, found.files());
    }

    private void table(ObjectNode result, PrintWriter out) {
        JsonNode config = result.get("config");
        JsonNode s = result.get("summary");
        out.printf(Locale.ROOT, "feature %d, layer %d head %d: token %d, sum of log p differences %.3f nats over %d firings, a* %.4f%n",
                config.get("feature_id").asInt(), config.get("layer").asInt(), config.get("head").asInt(), s.get("token_id").asInt(),
                s.get("sum_logp_difference").asDouble(), s.get("detection_firings").asInt(), s.get("a_star").asDouble());
        out.println("  Δ log p of it            n    median   95 % interval            mean         p   median rank");
        row(out, "write deleted", s.get("erase"));
        s.get("write").properties().forEach(entry -> row(out, "+" + entry.getKey() + " a* A", entry.getValue()));
        JsonNode dose = s.get("dose_response");
        for (JsonNode level : dose.get("doses")) {
            row(out, "dose " + level.get("magnitude").asDouble(), level);
        }
        if (dose.has("slope")) {
            out.printf(Locale.ROOT, "  line through the doses: %.5f nats per a*, R² %.4f, p %.3g (%d positions, %d magnitudes)%n",
                    dose.get("slope").asDouble(), dose.get("r2").asDouble(), dose.get("p").asDouble(),
                    dose.get("n_positions").asInt(), dose.get("n_magnitudes").asInt());
        }
    }

    private static void row(PrintWriter out, String name, JsonNode s) {
        out.printf(Locale.ROOT, "  %-20s %5d  %8.4f  %8.4f to %8.4f  %8.4f  %8.2g   %.1f to %.1f%n", name, s.get("n").asInt(),
                s.get("median_delta_logp").asDouble(), s.get("median_delta_logp_ci95").get(0).asDouble(),
                s.get("median_delta_logp_ci95").get(1).asDouble(), s.get("mean_delta_logp").asDouble(), s.get("wilcoxon_p").asDouble(),
                s.get("median_rank_native").asDouble(), s.get("median_rank_patched").asDouble());
    }
}
