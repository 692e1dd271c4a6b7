package org.writesae.experiment.steering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.generate.Generator;
import org.writesae.model.generate.Sampler;
import org.writesae.sae.WriteSae;
import org.writesae.stats.NumpyRandom;

/**
 * Newline steering (E31): in each head of a layer, the features that differ most in front of boundaries are pushed
 * at every step of a generated text; the texts are compared with unpushed ones. As upstream's {@code steering_boost_40}, but
 * the states to choose features from are drawn once for all heads, and every text has a series of random numbers of its own.
 */
public final class NewlineSteering {
    private final HostModel model;
    private final SteeringPlan plan;
    private final SortedMap<Integer, WriteSae> dictionaries;

    /** @param dictionaries of the heads that are steered */
    public NewlineSteering(HostModel model, SteeringPlan plan, SortedMap<Integer, WriteSae> dictionaries) {
        this.model = model;
        this.plan = plan;
        this.dictionaries = dictionaries;
    }

    /**
     * Passages to choose features from.
     *
     * @param ids  tokens of each
     * @param name for messages
     */
    public record Passages(int[][] ids, String name) {
    }

    /**
     * Prompts to go on from.
     *
     * @param ids    tokens of each
     * @param texts  what they are, for the result; null where there are only tokens
     * @param decode makes text of generated tokens
     */
    public record Texts(int[][] ids, List<String> texts, Function<int[], String> decode) {
    }

    /**
     * What came of it.
     *
     * @param selection {@code n_states}, {@code n_boundary}, {@code n_sampled} and the chosen features
     * @param heads     the features of each head
     * @param prompts   of each prompt its texts, by condition
     */
    record Outcome(JsonNode selection, List<HeadSteering> heads, List<JsonNode> prompts) {
    }

    /** @param workers passages at a time, where features are chosen */
    Outcome run(Passages passages, Texts texts, WorkUnits units, int workers) {
        JsonNode selection = units.everywhere("selection", 1, n -> select(passages, workers)).getFirst();
        List<HeadSteering> heads = new ArrayList<>();
        selection.get("heads").forEach(head -> heads.add(HeadSteering.of(head)));
        return new Outcome(selection, heads, units.run("texts", texts.ids().length, p -> texts(p, heads, texts)));
    }

    private JsonNode select(Passages passages, int workers) {
        LabelledStates states = LabelledStates.of(passages.ids(), plan.boundaries(), plan.labels(), passages.name());
        NumpyRandom random = new NumpyRandom(plan.seed());
        StateDraws draws = StateDraws.of(states, random, passages.name());
        Map<Integer, Map<Integer, StateCodes.Code>> codes = new StateCodes(model, plan.layer(), dictionaries)
                .of(passages.ids(), states, draws.needed(), workers);
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("n_states", states.count())
                .put("n_boundary", states.labelled(true).length).put("n_sampled", draws.boundary().length)
                .put("n_sampled_for_random", draws.all().length);
        ArrayNode heads = node.putArray("heads");
        codes.forEach((head, ofHead) -> heads.add(new FeatureChoice(head, dictionaries.get(head).config().features(), ofHead)
                .choose(draws, plan.features(), random).json()));
        return node;
    }

    private JsonNode texts(int p, List<HeadSteering> heads, Texts texts) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode().put("prompt_idx", p);
        if (texts.texts() != null) {
            entry.put("prompt_text", texts.texts().get(p));
        }
        entry.put("prompt_tokens", texts.ids()[p].length);
        List<String> conditions = plan.conditions();
        for (int n = 0; n < conditions.size(); n++) {
            SteeringPush push = n == 0 ? null
                    : new SteeringPush(model, plan.layer(), texts.ids()[p].length, dictionaries, pushes(heads, n));
            int[] generated = generated(texts.ids()[p], push, seed(p, n), "prompt " + p + ", " + conditions.get(n));
            String text = texts.decode().apply(generated);
            ObjectNode one = entry.putObject(conditions.get(n)).put("text", text);
            one.set("stats", JsonNodeFactory.instance.objectNode().setAll(numbers(TextStatistics.of(text))));
            one.put("n_generated", generated.length).put("mean_intervention_norm", push == null ? 0 : push.meanNorm());
        }
        return entry;
    }

    private static Map<String, JsonNode> numbers(Map<String, Double> statistics) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        statistics.forEach((name, value) -> nodes.put(name, JsonNodeFactory.instance.numberNode(value)));
        return nodes;
    }

    /** The pushes of condition {@code n}, times its dose. */
    private SortedMap<Integer, Map<Integer, Double>> pushes(List<HeadSteering> heads, int n) {
        boolean random = n > plan.doses().size();
        double dose = random ? plan.randomDose() : plan.doses().get(n - 1);
        SortedMap<Integer, Map<Integer, Double>> pushes = new TreeMap<>();
        for (HeadSteering head : heads) {
            Map<Integer, Double> scaled = random ? head.randomPushes() : head.pushes();
            scaled.replaceAll((feature, push) -> dose * push);
            pushes.put(head.head(), scaled);
        }
        return pushes;
    }

    /** Every text has a series of its own. */
    private long seed(int prompt, int condition) {
        return ((long) plan.seed() << 32) + ((long) prompt << 12) + condition;
    }

    private int[] generated(int[] prompt, SteeringPush push, long seed, String where) {
        Sampler sampler = new Sampler(new Sampler.Options(plan.temperature(), 0, 1, seed));
        Generator generator = push == null ? new Generator(model, sampler) : new Generator(model, sampler, push);
        return generator.run(prompt, plan.steps(), Set.of(), (id, logits) -> {
            for (double logit : logits) {
                if (!Double.isFinite(logit)) {
                    throw new InputException(model.name() + ": " + where + ": a logit is " + logit + ": the pushes are too large");
                }
            }
        });
    }
}
