package org.writesae.experiment.steering;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.stats.Holm;

/** The result of newline steering: {@code config} and {@code summary}, then the fields of upstream's file by its names. */
public final class SteeringJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NEWLINES = "n_newlines";

    private SteeringJson() {
    }

    /**
     * Runs the experiment.
     *
     * @param config what is run
     * @param types  {@code sae_type} of each head
     */
    public static ClaimOutput run(NewlineSteering steering, SteeringPlan plan, NewlineSteering.Passages passages,
            NewlineSteering.Texts texts, ObjectNode config, Map<Integer, String> types, WorkUnits units, int workers) {
        NewlineSteering.Outcome outcome = steering.run(passages, texts, units, workers);
        SteeringTests tests = new SteeringTests(plan, outcome.prompts());
        ObjectNode result = JSON.objectNode();
        result.set("config", config);
        ObjectNode all = tests.tests();
        result.set("summary", summary(plan, tests, all, outcome.selection()));
        result.put("experiment", "steering_boost_" + texts.ids().length).put("layer", plan.layer()).put("n_heads", outcome.heads().size())
                .put("n_prompts", texts.ids().length).put("n_tokens", plan.steps()).put("temperature", plan.temperature())
                .put("sae_type", types.values().iterator().next()).put("intervention_mode", "additive");
        plan.doses().forEach(result.putArray("boost_strengths")::add);
        result.put("random_control_strength", plan.randomDose()).put("n_boundary_features", plan.features());
        features(result, outcome.heads());
        result.set("conditions", tests.means());
        plan.conditions().forEach(result.putArray("condition_names")::add);
        result.set("tests", all);
        result.set("subset_tests", tests.halves());
        result.putArray("per_prompt").addAll(outcome.prompts());
        return ClaimOutput.of(result);
    }

    private static void features(ObjectNode result, List<HeadSteering> heads) {
        lists(result.putObject("boundary_features_per_head"), heads, HeadSteering::pushes);
        lists(result.putObject("random_features_per_head"), heads, HeadSteering::randomPushes);
        pushes(result.putObject("boundary_push_per_head"), heads, HeadSteering::pushes);
        pushes(result.putObject("random_push_per_head"), heads, HeadSteering::randomPushes);
        ObjectNode details = result.putObject("feature_details_per_head");
        for (HeadSteering head : heads) {
            ArrayNode of = details.putArray(Integer.toString(head.head()));
            head.features().forEach(feature -> of.add(feature.json()));
        }
    }

    private static void lists(ObjectNode node, List<HeadSteering> heads, Function<HeadSteering, Map<Integer, Double>> pushes) {
        heads.forEach(head -> pushes.apply(head).keySet().forEach(node.withArray("/" + head.head())::add));
    }

    private static void pushes(ObjectNode node, List<HeadSteering> heads, Function<HeadSteering, Map<Integer, Double>> pushes) {
        for (HeadSteering head : heads) {
            ObjectNode of = node.putObject(Integer.toString(head.head()));
            pushes.apply(head).forEach((feature, push) -> of.put(feature.toString(), push));
        }
    }

    private static ObjectNode summary(SteeringPlan plan, SteeringTests tests, ObjectNode all, JsonNode selection) {
        ObjectNode summary = JSON.objectNode();
        for (String name : List.of("n_states", "n_boundary", "n_sampled", "n_sampled_for_random")) {
            summary.set(name, selection.get(name));
        }
        ObjectNode conditions = summary.putObject("conditions");
        plan.conditions().forEach(condition -> conditions.set(condition, tests.summary(condition)));
        ObjectNode newlines = summary.putObject("newlines");
        plan.conditions().stream().skip(1).forEach(condition -> newlines.set(condition, newlines(plan, condition, all)));
        return summary;
    }

    /** The change of the number of newlines against the baseline; p of doses also times the number of doses. */
    private static ObjectNode newlines(SteeringPlan plan, String condition, ObjectNode all) {
        JsonNode test = all.get(condition + "_vs_" + SteeringPlan.BASELINE).get(NEWLINES);
        ObjectNode node = JSON.objectNode().put("mean_diff", test.get("mean_diff").doubleValue());
        double baseline = test.get("mean_b").doubleValue();
        node.set("reduction_pct", baseline == 0 ? JSON.nullNode() : JSON.numberNode(-100 * test.get("mean_diff").doubleValue() / baseline));
        node.set("p", test.get("t_pvalue"));
        if (!condition.equals(plan.random())) {
            node.set("p_adjusted", test.get("t_pvalue").isNull() ? JSON.nullNode()
                    : JSON.numberNode(Holm.bonferroni(test.get("t_pvalue").doubleValue(), plan.doses().size())));
        }
        return node.put("cohens_d_size", Math.abs(test.get("cohens_d").doubleValue()));
    }
}
