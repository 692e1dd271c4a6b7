package org.writesae.experiment.clamp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.LogProbabilities;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.StateBookmark;
import org.writesae.model.tokenizer.Tokenizer;

/**
 * Features raised one by one inside a passage: does what stands for the property that each follows shift in the distribution
 * behind the next token? Upstream's {@code run_logit_causal_intervention}.
 */
public final class LogitClamp {
    private final ClampCell cell;
    private final FeatureLevels levels;
    private final List<Target> targets;
    private final Map<String, TokenMeasure> measures = new LinkedHashMap<>();
    private final Splits splits;
    private final int[][] passages;

    /**
     * Where passages are split.
     *
     * @param first tokens in front of the first split, or fewer where a passage is short
     * @param last  of the last one
     * @param count splits of a passage
     */
    public record Splits(int first, int last, int count) {
        /** Where there are not this many tokens between the first and the last split, there is only the last. */
        private static final int ROOM = 8;

        /** Upstream's {@code default_split_positions}. */
        int[] of(int length) {
            int upper = Math.min(last, length - 2);
            int lower = Math.min(first, upper);
            if (upper <= 1) {
                return new int[0];
            }
            if (count <= 1 || upper <= lower + ROOM) {
                return new int[] {upper};
            }
            TreeSet<Integer> splits = new TreeSet<>();
            for (int n = 0; n < count; n++) {
                splits.add(n == count - 1 ? upper : (int) (n * ((double) (upper - lower) / (count - 1)) + lower));
            }
            return splits.stream().filter(split -> split >= 1).mapToInt(split -> split).toArray();
        }
    }

    /**
     * @param targets  each follows a property that {@link #properties} has
     * @param passages tokens of each, not cut
     * @throws InputException if there are fewer than two splits
     */
    public LogitClamp(ClampCell cell, FeatureLevels levels, List<Target> targets, Splits splits, int[][] passages, Tokenizer tokenizer) {
        this.cell = cell;
        this.levels = levels;
        this.targets = targets;
        this.splits = splits;
        this.passages = passages;
        targets.forEach(target -> measures.computeIfAbsent(target.property(),
                property -> TokenMeasure.of(property, tokenizer, cell.model().config().vocabulary())));
        if (Arrays.stream(passages).mapToInt(ids -> splits.of(ids.length).length).sum() < 2) {
            throw new InputException("--tokens: passages of 4 tokens or more are needed, with two splits in all");
        }
    }

    /** The properties that something in a distribution stands for. */
    public static List<String> properties() {
        return TokenMeasure.properties();
    }

    /** Runs it; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        double[] values = levels.find(units).values();
        List<JsonNode> found = new ArrayList<>();
        units.run("passages", passages.length, p -> passage(passages[p], values)).forEach(passage -> passage.forEach(found::add));
        FeatureShifts shifts = new FeatureShifts();
        for (int n = 0; n < targets.size(); n++) {
            add(shifts, n, values, found);
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", shifts.summary());
        ObjectNode logit = cell.json().put("prompt_len", splits.last()).put("positions_per_prompt", splits.count())
                .put("n_prompts", passages.length).put("n_features", targets.size()).put("activation_percentile", levels.percentile());
        logit.set("summary", shifts.summary());
        logit.set("feature_results", shifts.features());
        result.set("logit", logit);
        return ClaimOutput.of(result);
    }

    private void add(FeatureShifts shifts, int n, double[] values, List<JsonNode> found) {
        Target target = targets.get(n);
        TokenMeasure measure = measures.get(target.property());
        double[] baseline = JsonNumbers.values(found, "/baseline/" + target.property());
        ObjectNode one = shifts.add(target, values[target.feature()], Shift.of(baseline, JsonNumbers.values(found, "/clamped/" + n)),
                Shift.of(baseline, JsonNumbers.values(found, "/reconstruction/" + target.property())));
        one.put("metric", measure.metric()).put("token_group_size", measure.size());
        measure.examples().forEach(one.withArray("/token_group_examples")::add);
        one.put("n_prompts", passages.length).put("n_positions", found.size());
        found.forEach(split -> one.withArray("/sampled_positions").add(split.get("split")));
    }

    private JsonNode passage(int[] ids, double[] values) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        ModelState state = cell.model().begin(ids.length);
        int read = 0;
        for (int split : splits.of(ids.length)) {
            cell.model().read(state, Arrays.copyOfRange(ids, read, split));
            read = split;
            found.add(split(state, ids[split], values).put("split", split));
        }
        return found;
    }

    /** The state is behind the tokens in front of {@code next}, before and after. */
    private ObjectNode split(ModelState state, int next, double[] values) {
        StateBookmark mark = state.bookmark(0);
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        found.set("baseline", measured(logs(state, next)));
        state.returnTo(mark);
        cell.put(state, Map.of());
        found.set("reconstruction", measured(logs(state, next)));
        ArrayNode clamped = found.putArray("clamped");
        for (Target target : targets) {
            state.returnTo(mark);
            cell.put(state, Map.of(target.feature(), values[target.feature()]));
            clamped.add(measures.get(target.property()).of(logs(state, next)));
        }
        state.returnTo(mark);
        return found;
    }

    private ObjectNode measured(double[] logs) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        measures.forEach((property, measure) -> all.put(property, measure.of(logs)));
        return all;
    }

    /** [V], log p behind a token, which is read. */
    private double[] logs(ModelState state, int next) {
        HostModel model = cell.model();
        return LogProbabilities.of(model.forward(state, new int[] {next}), model.config().vocabulary(), model.backend()).values();
    }
}
