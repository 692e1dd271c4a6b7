package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
import org.writesae.experiment.passage.Control;
import org.writesae.experiment.passage.PassageLoss;
import org.writesae.experiment.passage.PassageNll;
import org.writesae.experiment.passage.PassageNllPlan;
import org.writesae.experiment.passage.PassageSummary;
import org.writesae.experiment.passage.Registers;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.sae.WriteSae;

/** {@code reproduce passage_nll}: losses of passages without their register writes. */
@Command(name = ReproducePassageNllCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Loss over whole passages with every register write deleted, or replaced by a random one.",
        customSynopsis = "writesae reproduce passage_nll --model DIR --sae-checkpoint FILE --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "Runs each passage three times: as it is, with the native write taken out of the state after every token at "
            + "which a register fires, and with a Gaussian rank-1 matrix of the same Frobenius norm in its place. The loss is "
            + "the mean of −log₂ p over all tokens but the first; its rise is averaged over passages, with a percentile "
            + "bootstrap over passages (experiment E18).",
            "The paper's 20 passages are not published. It does not say whether a register fires where it is the strongest atom "
            + "or wherever it is in the TopK, nor whether the random matrix replaces the write: --select and --control.",
            "With --write delta the writes of the unchanged run are taken out."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproducePassageNllCommand implements Callable<Integer> {
    static final String CLAIM = "passage_nll";

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--partition", paramLabel = "FILE",
            description = "Registers of this result of reproduce partition. Default: those of all passages of --tokens.")
    private Path partition;

    @Option(names = "--threshold", paramLabel = "X", defaultValue = "0.05",
            description = "Least median cosine of a register. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    @Option(names = "--passages", paramLabel = "N", defaultValue = "" + PassageNllPlan.PASSAGES,
            description = "Passages to run, the first ones. Default: ${DEFAULT-VALUE}.")
    private int passages;

    @Option(names = "--write", paramLabel = "READING", defaultValue = "raw",
            description = "The native write: raw, β k vᵀ, or delta, with the delta rule's correction. Default: ${DEFAULT-VALUE}.")
    private String write;

    @Option(names = "--select", paramLabel = "READING", defaultValue = "argmax",
            description = "A register fires where it is the strongest atom (argmax), or in the TopK (any). Default: ${DEFAULT-VALUE}.")
    private String select;

    @Option(names = "--control", paramLabel = "READING", defaultValue = "replace",
            description = "The random matrix takes the place of the native write (replace) or is added to it (add). "
                    + "Default: ${DEFAULT-VALUE}.")
    private String control;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random matrices and the bootstrap. Default: ${DEFAULT-VALUE}.")
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
        if (!Double.isFinite(threshold)) {
            throw new InputException("--threshold " + threshold + ": a number was expected");
        }
        ChosenCell chosen = ChosenCell.of(cell, List.of(0), seed, new Notes(spec.commandLine().getErr()));
        PassageNllPlan plan = new PassageNllPlan(chosen.layer(), chosen.head(),
                Reading.parse(WriteReading.class, write, "--write"), Reading.parse(FiringSelection.class, select, "--select"),
                Reading.parse(Control.class, control, "--control"), passages, seed, resamples);
        Set<Integer> given = partition == null ? null
                : Registers.of(partition, plan.layer(), plan.head(), chosen.checkpoint().config().features(), threshold);
        ObjectNode config = describe(chosen, plan);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            WriteSae sae = new WriteSae(chosen.checkpoint(), shared.backend());
            return claim.publish(CLAIM, spec, config, shared.workers(),
                    units -> output(config, model, sae, plan, given, chosen.sequences().ids(), units), ReproducePassageNllCommand::table);
        }
    }

    private ObjectNode describe(ChosenCell chosen, PassageNllPlan plan) {
        return chosen.describe(CLAIM).put("partition", partition == null ? "all passages of the tokens, any firing" : partition.toString())
                .put("threshold", threshold).put("passages", passages).put("write", plan.write().option())
                .put("select", plan.select().option()).put("random", "gaussian").put("control", plan.control().option()).put("read", "next")
                .put("seed", seed).put("resamples", resamples).put("interval", "percentile bootstrap of the mean over passages");
    }

    private ClaimOutput output(ObjectNode config, HostModel model, WriteSae sae, PassageNllPlan plan, Set<Integer> given,
            int[][] sequences, WorkUnits units) {
        Set<Integer> registers = given == null ? Registers.of(model, sae, plan, threshold, sequences, units) : given;
        List<PassageLoss> losses = new PassageNll(model, sae, plan, registers).run(sequences, units);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", PassageSummary.of(losses, plan.resamples(), plan.seed()).json().put("n_registers", registers.size()));
        ArrayNode records = result.putArray("records");
        losses.forEach(loss -> records.add(loss.json()));
        return ClaimOutput.of(result);
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode s = result.get("summary");
        out.printf(Locale.ROOT, "%d passages, %d writes of %d registers, bits per token%n", s.get("n_passages").asInt(),
                s.get("n_edited").asInt(), s.get("n_registers").asInt());
        mean(out, "deleted", s, "mean_delta_delete");
        mean(out, "random " + (result.at("/config/control").asText().equals("add") ? "added" : "instead"), s, "mean_delta_random");
        out.printf(Locale.ROOT, "  ratio of means %s; random above deleted in %d of %d passages, p %.3g (Wilcoxon)%n",
                Shown.number("%.2f", s.path("ratio_of_means")), s.get("random_above_delete").asInt(), s.get("n_passages").asInt(),
                s.get("wilcoxon_p").asDouble());
    }

    private static void mean(PrintWriter out, String name, JsonNode s, String field) {
        out.printf(Locale.ROOT, "  %-15s %+.5f   95 %% interval %+.5f to %+.5f%n", name, s.get(field).asDouble(),
                s.get(field + "_ci95").get(0).asDouble(), s.get(field + "_ci95").get(1).asDouble());
    }
}
