package org.writesae.experiment.clamp;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.probing.TextProperties;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.Pass;
import org.writesae.model.StateBookmark;
import org.writesae.model.generate.Generator;
import org.writesae.model.generate.Sampler;
import org.writesae.model.tokenizer.Tokenizer;

/**
 * How prompts go on, unchanged and from changed states. Always the likeliest token, whatever ends a text. The first token is
 * chosen before the state is changed, as upstream's {@code generate_with_feature_updates} does.
 */
final class ClampedTexts {
    private final List<JsonNode> prompts;
    private final List<Clamp> clamps;
    /** [prompts][1 + clamps][properties] */
    private final double[][][] properties;

    /**
     * A change of the state behind the prompt.
     *
     * @param name   for the records
     * @param floors by feature
     */
    record Clamp(String name, Map<Integer, Double> floors) {
        /** Nothing is raised. */
        static final Clamp RECONSTRUCTION = new Clamp("reconstruction", Map.of());
    }

    /**
     * Prompts.
     *
     * @param ids       tokens of each
     * @param steps     tokens to generate
     * @param tokenizer makes text of them
     */
    record Prompts(int[][] ids, int steps, Tokenizer tokenizer) {
    }

    private ClampedTexts(List<JsonNode> prompts, List<Clamp> clamps) {
        this.prompts = prompts;
        this.clamps = clamps;
        this.properties = prompts.stream().map(texts -> {
            double[][] of = new double[texts.size()][];
            Arrays.setAll(of, n -> TextProperties.of(texts.get(n).textValue()));
            return of;
        }).toArray(double[][][]::new);
    }

    static ClampedTexts generate(ClampCell cell, Prompts prompts, List<Clamp> clamps, WorkUnits units) {
        return new ClampedTexts(units.run("texts", prompts.ids().length, p -> texts(cell, prompts, p, clamps)), clamps);
    }

    private static JsonNode texts(ClampCell cell, Prompts prompts, int p, List<Clamp> clamps) {
        HostModel model = cell.model();
        int[] prompt = prompts.ids()[p];
        ModelState state = model.begin(Math.addExact(prompt.length, prompts.steps()));
        Pass pass = model.read(state, prompt);
        double[] logits = new double[model.config().vocabulary()];
        pass.logits(logits, new int[] {prompt.length - 1});
        StateBookmark mark = state.bookmark(0);
        Generator generator = new Generator(model, new Sampler(Sampler.Options.greedy()));
        ArrayNode texts = JsonNodeFactory.instance.arrayNode();
        for (int n = 0; n <= clamps.size(); n++) {
            state.returnTo(mark);
            if (n > 0) {
                cell.put(state, clamps.get(n - 1).floors());
            }
            texts.add(prompts.tokenizer().decode(generator.goOn(state, logits.clone(), prompts.steps(), Set.of(), (id, all) -> { }), true));
        }
        return texts;
    }

    /** A property of the unchanged texts, by prompt. */
    double[] baseline(String property) {
        return values(0, property);
    }

    /** What change {@code n} does to a property. */
    Shift shift(int n, String property) {
        return Shift.of(baseline(property), values(n + 1, property));
    }

    private double[] values(int condition, String property) {
        int at = TextProperties.NAMES.indexOf(property);
        return Arrays.stream(properties).mapToDouble(prompt -> prompt[condition][at]).toArray();
    }

    /** Every text, one a line. */
    String records() {
        StringBuilder lines = new StringBuilder();
        for (int p = 0; p < prompts.size(); p++) {
            for (int n = 0; n <= clamps.size(); n++) {
                lines.append(JsonNodeFactory.instance.objectNode().put("prompt_idx", p)
                        .put("condition", n == 0 ? "baseline" : clamps.get(n - 1).name())
                        .put("text", prompts.get(p).get(n).textValue())).append('\n');
            }
        }
        return lines.toString();
    }
}
