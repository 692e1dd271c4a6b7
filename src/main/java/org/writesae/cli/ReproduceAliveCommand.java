package org.writesae.cli;

import java.io.PrintWriter;
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
import org.writesae.experiment.residual.AliveOverlap;

import static org.writesae.io.InputException.requireAtLeast;

/** {@code reproduce alive_overlap}: which features of several heads are alive. */
@Command(name = ReproduceAliveCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Which features of several heads are alive.",
        customSynopsis = "writesae reproduce alive_overlap --sae-checkpoint PATH... --out DIR [OPTIONS]",
        description = {"", "Overlap of the alive features of each two heads, by their number, beside that of random sets of the same "
            + "sizes (upstream's exp_alive_overlap_proxy and alive_overlap.py). Alive is what fired within the last steps of "
            + "training, by the counters in the checkpoint (K23). Autoencoders of two heads are trained apart and share only their "
            + "initialisation: the overlap says which numbers survive, not that they mean the same."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceAliveCommand implements Callable<Integer> {
    static final String CLAIM = "alive_overlap";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DictionaryOptions dictionaries;

    @Option(names = "--model", paramLabel = "NAME", description = "Name of the model, for the result. Default: none.")
    private String model;

    @Option(names = "--dead-after", paramLabel = "N", defaultValue = "100",
            description = "Steps without a firing from which a feature is dead. Default: ${DEFAULT-VALUE}.")
    private int deadAfter;

    @Mixin
    private ClaimOptions claim;

    @Override
    public Integer call() {
        requireAtLeast(1, "--dead-after", deadAfter);
        Notes notes = new Notes(spec.commandLine().getErr());
        DictionaryOptions.Chosen chosen = dictionaries.read(null, null, true, notes);
        ObjectNode described = JsonNodeFactory.instance.objectNode().put("claim", CLAIM);
        if (model != null) {
            described.put("model", model);
        }
        DictionaryOptions.describe(chosen.all(), described.putObject("sae_checkpoints"));
        described.put("layer", chosen.layer()).put("head", "all").put("dead_after", deadAfter);
        ObjectNode overlap = AliveOverlap.of(chosen.all(), deadAfter);
        notes.print();
        return claim.publish(CLAIM, spec, described, 1, units -> output(described, overlap), ReproduceAliveCommand::table);
    }

    private static ClaimOutput output(ObjectNode described, ObjectNode overlap) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", described);
        result.setAll(overlap);
        ObjectNode summary = result.putObject("summary");
        overlap.get("architectures").properties().forEach(tag -> summary.set(tag.getKey(), tag.getValue().get("summary")));
        return ClaimOutput.of(result);
    }

    private static void table(ObjectNode result, PrintWriter printed) {
        printed.printf(Locale.ROOT, "layer %d, dead after %d silent steps%n", result.at("/config/layer").intValue(),
                result.get("dead_threshold").intValue());
        printed.println("                       heads   alive %   alive Jaccard (random)     dead Jaccard (random)");
        for (var tag : result.get("architectures").properties()) {
            JsonNode s = tag.getValue().get("summary");
            printed.printf(Locale.ROOT, "  %-20s %5d %9.1f %14.4f (%.4f) %16.4f (%.4f)%n", tag.getKey(),
                    tag.getValue().get("per_head").size(),
                    s.get("mean_alive_pct").doubleValue(), value(s, "alive_jaccard"),
                    value(s, "alive_jaccard") - value(s, "alive_excess_over_random"), value(s, "dead_jaccard"),
                    value(s, "dead_jaccard") - value(s, "dead_excess_over_random"));
        }
    }

    private static double value(JsonNode summary, String name) {
        return summary.get("mean_" + name).doubleValue();
    }
}
