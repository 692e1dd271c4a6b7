package org.writesae.experiment.clamp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.clamp.ClampedTexts.Clamp;
import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.model.tokenizer.Tokenizer;

/**
 * Features raised one by one behind a prompt: does the property that each follows shift in the text that is generated?
 * Upstream's {@code run_causal_clamp}.
 */
public final class FeatureClamp {
    private static final double STRICT = 0.01;

    private final ClampCell cell;
    private final FeatureLevels levels;
    private final List<Target> targets;
    private final int length;
    private final ClampedTexts.Prompts prompts;

    /**
     * @param length  tokens that prompts were cut to
     * @param prompts tokens of each, two or more
     * @param steps   tokens to generate
     */
    public FeatureClamp(ClampCell cell, FeatureLevels levels, List<Target> targets, int length, int[][] prompts, int steps,
            Tokenizer tokenizer) {
        this.cell = cell;
        this.levels = levels;
        this.targets = targets;
        this.length = length;
        this.prompts = new ClampedTexts.Prompts(prompts, steps, tokenizer);
    }

    /** Runs it; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        double[] values = levels.find(units).values();
        List<Clamp> clamps = new ArrayList<>(List.of(Clamp.RECONSTRUCTION));
        targets.forEach(target -> clamps.add(new Clamp("F" + target.feature(), Map.of(target.feature(), values[target.feature()]))));
        ClampedTexts texts = ClampedTexts.generate(cell, prompts, clamps, units);
        FeatureShifts shifts = new FeatureShifts();
        for (int n = 0; n < targets.size(); n++) {
            Target target = targets.get(n);
            Shift shift = texts.shift(n + 1, target.property());
            shifts.add(target, values[target.feature()], shift, texts.shift(0, target.property()))
                    .put("significant_p01", shift.p() < STRICT).put("n_prompts", prompts.ids().length);
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", shifts.summary());
        ObjectNode clamp = cell.json().put("prompt_len", length).put("gen_len", prompts.steps()).put("n_prompts", prompts.ids().length)
                .put("n_features", targets.size()).put("activation_percentile", levels.percentile());
        clamp.set("summary", shifts.summary());
        clamp.set("feature_results", shifts.features());
        result.set("clamp", clamp);
        return new ClaimOutput(result, Map.of("part_clamp_texts.jsonl", texts.records()));
    }
}
