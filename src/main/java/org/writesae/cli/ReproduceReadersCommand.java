package org.writesae.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.readers.HeadChanges;
import org.writesae.experiment.readers.Reader;
import org.writesae.experiment.readers.ReaderPlan;
import org.writesae.experiment.readers.ReaderTraces;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.reference.published.PublishedData;
import org.writesae.reference.published.PublishedNumber;
import org.writesae.sae.WriteSae;

/** {@code reproduce reader_traces}: which later heads read an atom; an analogue. */
@Command(name = ReproduceReadersCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Which later heads read what an atom writes (an analogue).",
        customSynopsis = "writesae reproduce reader_traces --model DIR --sae-checkpoint FILE --tokens TOKENS --out DIR [OPTIONS]",
        description = {"", "At the firings of an atom with the largest coefficients c, c A is added to the state after the token, and in a run "
            + "of its own a Gaussian rank-1 matrix of the same norm. For every head with a state in a later layer: the median over "
            + "firings of ‖Δo‖ with the atom, over that with the matrix; o is the head's output in front of norm and gate, Δ its "
            + "change, averaged over the next --horizon tokens.",
            "An analogue of experiment E17: the paper gives ratios of signal and baseline but defines neither. Two of the readers "
            + "it prints, L5 H5 of feature 53 and L8 H0 of 63, come before layer 9, whose write they cannot depend on (K30); "
            + "such readers are named in the result."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceReadersCommand implements Callable<Integer> {
    static final String CLAIM = "reader_traces";
    private static final Pattern PUBLISHED = Pattern.compile("rd\\.F(\\d+)\\.L(\\d+)H(\\d+)");
    /** Readers of an atom that are printed. */
    private static final int SHOWN = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CellOptions cell;

    @Option(names = "--features", paramLabel = "I,...", hideParamSyntax = true, split = ",", defaultValue = "53,63,1335",
            description = "The atoms. Default: ${DEFAULT-VALUE}, whose readers the paper prints.")
    private List<Integer> features;

    @Option(names = "--contexts", paramLabel = "N", defaultValue = "" + ReaderPlan.CONTEXTS,
            description = "Firings of each, the strongest. Default: ${DEFAULT-VALUE}, what the bars of the paper's histograms add up to.")
    private int contexts;

    @Option(names = "--horizon", paramLabel = "N", defaultValue = "1",
            description = "Tokens after the firing that are averaged over, as far as there are. Default: ${DEFAULT-VALUE}.")
    private int horizon;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026",
            description = "Seed of the random matrices. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(CLAIM);
        List<Integer> distinct = features.stream().distinct().toList();
        ChosenCell chosen = ChosenCell.of(cell, distinct, seed, new Notes(spec.commandLine().getErr()));
        ReaderPlan plan = new ReaderPlan(chosen.layer(), chosen.head(), distinct, contexts, horizon, seed);
        ObjectNode config = describe(chosen, plan);
        try (DeviceOptions.Shared shared = device.openShared(); HostModel model = Families.load(cell.model(), shared.backend())) {
            ReaderTraces traces = new ReaderTraces(model, new WriteSae(chosen.checkpoint(), shared.backend()), plan);
            return claim.publish(CLAIM, spec, config, shared.workers(), units -> output(traces, chosen.sequences().ids(), config, units),
                    ReproduceReadersCommand::table);
        }
    }

    private static ObjectNode describe(ChosenCell chosen, ReaderPlan plan) {
        ObjectNode config = chosen.describe(CLAIM);
        plan.features().forEach(config.putArray("feature_ids")::add);
        config.put("definition", "ratio of medians of ‖Δo‖, atom over random matrix; the paper gives none").put("analogue", true)
                .put("contexts", plan.contexts()).put("horizon", plan.horizon()).put("select", "argmax").put("amplitude", "natural")
                .put("random", "gaussian").put("read", "next").put("seed", plan.seed());
        ArrayNode impossible = config.putArray("published_readers_not_behind_the_layer");
        for (PublishedNumber number : PublishedData.at(ProjectFolder.referenceData().resolve("published")).numbersOf(CLAIM)) {
            Matcher reader = PUBLISHED.matcher(number.id());
            if (reader.matches() && Integer.parseInt(reader.group(2)) <= plan.layer()) {
                impossible.add("F" + reader.group(1) + " L" + reader.group(2) + "H" + reader.group(3));
            }
        }
        return config;
    }

    private static ClaimOutput output(ReaderTraces traces, int[][] sequences, ObjectNode config, WorkUnits units) {
        Map<Integer, List<HeadChanges>> found = traces.run(sequences, units);
        if (found.values().stream().allMatch(List::isEmpty)) {
            throw new InputException("--features " + found.keySet() + ": none is the strongest at any token of the passages");
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        ObjectNode ratios = result.putObject("summary").putObject("ratios");
        ArrayNode all = result.putArray("features");
        found.forEach((feature, contexts) -> {
            ObjectNode one = all.addObject().put("feature_id", feature).put("n_contexts", contexts.size());
            ObjectNode own = ratios.putObject("F" + feature);
            ArrayNode readers = one.putArray("readers");
            if (!contexts.isEmpty()) {
                traces.readers(contexts).forEach(reader -> add(reader, own, readers));
            }
        });
        return ClaimOutput.of(result);
    }

    private static void add(Reader reader, ObjectNode ratios, ArrayNode readers) {
        ObjectNode json = readers.addObject().put("layer", reader.layer()).put("head", reader.head()).put("signal", reader.signal())
                .put("baseline", reader.baseline());
        if (Double.isFinite(reader.ratio())) {
            json.put("ratio", reader.ratio());
            ratios.put(reader.name(), reader.ratio());
        }
    }

    private static void table(ObjectNode result, PrintWriter out) {
        out.println("an analogue: the paper does not define signal and baseline; here ‖Δo‖ with the atom over a random matrix of its norm");
        for (JsonNode feature : result.get("features")) {
            out.printf(Locale.ROOT, "feature %d, %d firings%n", feature.get("feature_id").asInt(), feature.get("n_contexts").asInt());
            for (int n = 0; n < Math.min(SHOWN, feature.get("readers").size()); n++) {
                JsonNode reader = feature.get("readers").get(n);
                out.printf(Locale.ROOT, "  L%-2d H%-2d  ratio %7.2f   atom %.3g, random %.3g%n", reader.get("layer").asInt(),
                        reader.get("head").asInt(), reader.path("ratio").asDouble(Double.NaN), reader.get("signal").asDouble(),
                        reader.get("baseline").asDouble());
            }
        }
        JsonNode impossible = result.at("/config/published_readers_not_behind_the_layer");
        if (!impossible.isEmpty()) {
            out.println("published readers that cannot depend on this layer's write (K30): " + String.join(", ",
                    impossible.valueStream().map(JsonNode::asText).toList()));
        }
    }
}
