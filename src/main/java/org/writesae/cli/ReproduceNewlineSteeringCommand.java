package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.writesae.experiment.Reading;
import org.writesae.experiment.steering.BoundaryLabels;
import org.writesae.experiment.steering.NewlineSteering;
import org.writesae.experiment.steering.SteeringJson;
import org.writesae.experiment.steering.SteeringPlan;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.families.Families;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

/** {@code reproduce newline_steering_4B}. */
@Command(name = ReproduceNewlineSteeringCommand.CLAIM, mixinStandardHelpOptions = true, sortOptions = false,
        header = "Newline steering: pushes on coefficients at every step of a generated text.",
        customSynopsis = "writesae reproduce newline_steering_4B --model DIR --sae-checkpoint PATH... --layer N --tokens TOKENS "
            + "--prompts FILE --out DIR [OPTIONS]",
        description = {"", "In each head, choose the features whose mean coefficient differs most between states in front of a boundary "
            + "token and others. Generate a text from each prompt and, after every token, add dose · sign(difference) · |mean in front of "
            + "boundaries| to their coefficients. Count newlines, paragraphs, words; compare with texts without pushes, by a "
            + "paired t test, Cohen's d and a bootstrap. The control pushes other features that fire, by their mean coefficient.",
            "The state becomes decode(a + push) + S − decode(a), as in upstream's code, which is S plus the pushed atoms.",
            "Upstream's code labels states by the tokens of other sequences; --labels upstream repeats that. It takes token 13 for the "
            + "boundary and calls it the full stop, although newlines are counted. What differs here: the states to choose features from "
            + "are drawn once for all heads; upstream's tokens were drawn without a seed, here each text has a series of its own; "
            + "a logit that is not finite ends the run, where upstream draws any token.",
            "The doses are the paper's; upstream's code has no dose 1. Adjusted p values are times the number of doses that were run."},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done", "2:bad input or usage"})
public final class ReproduceNewlineSteeringCommand implements Callable<Integer> {
    static final String CLAIM = "newline_steering_4B";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "Model in the Hugging Face layout: config.json and weights.")
    private Path model;

    @Mixin
    private HeadDictionaryOptions dictionaries;

    @Option(names = "--tokens", paramLabel = "TOKENS", required = true,
            description = "Passages to choose features from: an .npy file of integers, [n, L] or [L]; or one passage as 1,2,3.")
    private String tokens;

    @Mixin
    private PromptOptions prompts;

    @Option(names = "--boundary", paramLabel = "ID,...", hideParamSyntax = true, split = ",", defaultValue = "13",
            description = "Tokens that are boundaries. Default: ${DEFAULT-VALUE}.")
    private List<Integer> boundary;

    @Option(names = "--labels", paramLabel = "READING", defaultValue = "right",
            description = "right: a state is in front of a boundary if the next token is one; upstream: the last state of sequence i is "
                + "labelled by token i of the corpus (K33, C24). Default: ${DEFAULT-VALUE}.")
    private String labels;

    @Option(names = "--features", paramLabel = "N", defaultValue = "10",
            description = "Features to push in each head. Default: ${DEFAULT-VALUE}.")
    private int features;

    @Option(names = "--doses", paramLabel = "X,...", hideParamSyntax = true, split = ",", defaultValue = "1,2,5,10",
            description = "Multiples of the pushes. Default: ${DEFAULT-VALUE}.")
    private List<Double> doses;

    @Option(names = "--random-dose", paramLabel = "X", defaultValue = "10",
            description = "The same for the control. Default: ${DEFAULT-VALUE}.")
    private double randomDose;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "400", description = "Tokens to generate. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--temperature", paramLabel = "X", defaultValue = "0.7",
            description = "Draw tokens from the softmax of the logits divided by X; 0 takes the likeliest. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "123",
            description = "Seed of all draws: of states and features, of tokens, of the bootstrap. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin
    private ClaimOptions claim;

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() {
        claim.check(CLAIM);
        ModelConfig sizes = Families.config(model);
        SteeringPlan plan = new SteeringPlan(dictionaries.layer(), new TreeSet<>(boundary),
                Reading.parse(BoundaryLabels.class, labels, "--labels"), features, doses, randomDose, steps, temperature, seed);
        plan.check(sizes, model.toString());
        Sequences passages = Sequences.read(tokens);
        passages.requireTokens(sizes);
        Prompts read = prompts.read(model);
        read.check(sizes);
        if (read.ids().length < 2) {
            throw new InputException(read.name() + ": one prompt; paired tests need at least 2");
        }
        Tokenizer tokenizer = prompts.open(model, "newlines of generated tokens");
        Notes notes = new Notes(spec.commandLine().getErr());
        SortedMap<Integer, SaeCheckpoint> chosen = dictionaries.read(sizes, model, notes);
        notes.print();
        ObjectNode config = config(plan, passages, read, chosen);
        NewlineSteering.Texts texts = new NewlineSteering.Texts(read.ids(), read.texts(), ids -> tokenizer.decode(ids, true));
        SortedMap<Integer, String> types = new TreeMap<>();
        chosen.forEach((head, one) -> types.put(head, one.config().type().label()));
        try (DeviceOptions.Shared shared = device.openShared(); HostModel loaded = Families.load(model, shared.backend())) {
            SortedMap<Integer, WriteSae> saes = new TreeMap<>();
            chosen.forEach((head, one) -> saes.put(head, new WriteSae(one, shared.backend())));
            NewlineSteering steering = new NewlineSteering(loaded, plan, saes);
            return claim.publish(CLAIM, spec, config, shared.workers(), units -> SteeringJson.run(steering, plan,
                    new NewlineSteering.Passages(passages.ids(), passages.name()), texts, config, types, units, shared.workers()),
                    ReproduceNewlineSteeringCommand::table);
        }
    }

    private ObjectNode config(SteeringPlan plan, Sequences passages, Prompts read, Map<Integer, SaeCheckpoint> chosen) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("claim", CLAIM).put("model", model.toString());
        ObjectNode saes = config.putObject("sae_checkpoints");
        chosen.forEach((head, one) -> saes.put(head.toString(), one.path().toString()));
        config.put("tokens", passages.name()).put("n_passages", passages.ids().length);
        prompts.describe(config, read);
        config.put("layer", plan.layer()).put("labels", plan.labels().option());
        plan.boundaries().forEach(config.putArray("boundary")::add);
        config.put("features", features);
        doses.forEach(config.putArray("doses")::add);
        return config.put("random_dose", randomDose).put("max_tokens", steps).put("temperature", temperature)
                .put("states", "drawn once for all heads").put("sampler", "L64X128MixRandom, a series for each text")
                .put("interval", "bootstrap over prompts, 10000 resamples").put("seed", seed);
    }

    private static void table(ObjectNode result, PrintWriter out) {
        JsonNode summary = result.get("summary");
        out.printf(Locale.ROOT, "layer %d, %d heads, %d prompts; features from %d of %d states in front of a boundary, labels %s%n",
                result.get("layer").intValue(), result.get("n_heads").intValue(), result.get("n_prompts").intValue(),
                summary.get("n_sampled").intValue(), summary.get("n_boundary").intValue(), result.get("config").get("labels").textValue());
        out.println("  condition                newlines           95 %   paragraphs  word length   difference       d         p  adjusted");
        for (Map.Entry<String, JsonNode> condition : summary.get("conditions").properties()) {
            JsonNode means = condition.getValue();
            JsonNode test = summary.get("newlines").path(condition.getKey());
            out.printf(Locale.ROOT, "  %-22s %10.2f  %6.2f - %6.2f  %10.2f  %11.3f", condition.getKey(),
                    means.get("n_newlines").doubleValue(),
                    means.get("n_newlines_ci").get(0).doubleValue(), means.get("n_newlines_ci").get(1).doubleValue(),
                    means.get("n_paragraphs").doubleValue(), means.get("mean_word_length").doubleValue());
            if (test.isObject()) {
                out.printf(Locale.ROOT, "   %+10.2f  %6.3f  %8s  %8s", test.get("mean_diff").doubleValue(),
                        test.get("cohens_d_size").doubleValue(), Shown.number("%.4f", test.get("p")),
                        Shown.number("%.4f", test.path("p_adjusted")));
            }
            out.println();
        }
    }
}
