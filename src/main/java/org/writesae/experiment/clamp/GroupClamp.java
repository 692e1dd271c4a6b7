package org.writesae.experiment.clamp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.WorkUnits;
import org.writesae.experiment.clamp.ClampedTexts.Clamp;
import org.writesae.experiment.probing.ProbedFeatures.Target;
import org.writesae.io.InputException;
import org.writesae.model.tokenizer.Tokenizer;
import org.writesae.stats.NumpyGenerator;
import org.writesae.stats.Sample;

/**
 * More and more features of a group raised together, beside random groups: do the properties of a family shift in the text
 * that is generated? Upstream's {@code run_group_causal_clamp}.
 */
public final class GroupClamp {
    /** Least size of the random groups' mean shift, to divide by. */
    private static final double LEAST = 1e-8;
    /** By how much a larger dose may do less and still count as ordered. */
    private static final double SLACK = 1e-6;

    private final ClampCell cell;
    private final FeatureLevels levels;
    private final Group group;
    private final int length;
    private final ClampedTexts.Prompts prompts;

    /**
     * What is raised.
     *
     * @param targets the features, those with the largest |ρ| first
     * @param main    the property of the family that the summary is of
     * @param doses   numbers of features, the first ones, to raise; the whole group is always raised too
     * @param random  random groups of as many features
     * @param seed    of them
     */
    public record Group(List<Target> targets, PropertyFamily family, String main, List<Integer> doses, int random, int seed) {

        /** The numbers of features that are raised, ascending; those beyond the group are left out. */
        private int[] sizes() {
            return IntStream.concat(doses.stream().mapToInt(dose -> dose).filter(dose -> dose <= targets.size()),
                    IntStream.of(targets.size()))
                    .distinct().sorted().toArray();
        }

        private List<Integer> first(int count) {
            return targets.stream().limit(count).map(Target::feature).toList();
        }

        /** Which way the main property should go: the sign of the mean ρ with it, else of all. */
        private double direction() {
            double of = Math.signum(targets.stream().filter(target -> target.property().equals(main)).mapToDouble(Target::rho).sum());
            double direction = targets.stream().anyMatch(target -> target.property().equals(main)) ? of
                    : Math.signum(targets.stream().mapToDouble(Target::rho).sum());
            return direction == 0 ? 1 : direction;
        }
    }

    /**
     * @param length  tokens that prompts were cut to
     * @param prompts tokens of each, two or more
     * @param steps   tokens to generate
     */
    public GroupClamp(ClampCell cell, FeatureLevels levels, Group group, int length, int[][] prompts, int steps, Tokenizer tokenizer) {
        this.cell = cell;
        this.levels = levels;
        this.group = group;
        this.length = length;
        this.prompts = new ClampedTexts.Prompts(prompts, steps, tokenizer);
    }

    /**
     * Runs it; {@code config} says what is run.
     *
     * @throws InputException if too few features fire to draw random groups from
     */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        FeatureLevels.Found found = levels.find(units);
        List<List<Integer>> raised = new ArrayList<>();
        List<Clamp> clamps = new ArrayList<>(List.of(Clamp.RECONSTRUCTION));
        int[] sizes = group.sizes();
        for (int size : sizes) {
            raised.add(group.first(size));
            clamps.add(new Clamp("dose " + size, found.of(group.first(size))));
        }
        for (List<Integer> drawn : random(found.fires())) {
            clamps.add(new Clamp("random " + (raised.size() - sizes.length), found.of(drawn)));
            raised.add(drawn);
        }
        ClampedTexts texts = ClampedTexts.generate(cell, prompts, clamps, units);
        ObjectNode json = cell.json().put("prompt_len", length).put("gen_len", prompts.steps()).put("n_prompts", prompts.ids().length);
        group.family().properties().forEach(json.putArray("family_properties")::add);
        json.put("main_property", group.main()).put("main_property_direction", group.direction());
        group.targets().forEach(target -> json.withArray("/feature_group").add(target.json()));
        json.set("reconstruction", shifts(texts, 0));
        ArrayNode doses = json.putArray("dose_results");
        ArrayNode random = json.putArray("random_controls");
        for (int n = 0; n < raised.size(); n++) {
            ObjectNode one = n < sizes.length ? doses.addObject().put("dose", sizes[n])
                    : random.addObject().put("control_idx", n - sizes.length);
            raised.get(n).forEach(one.putArray("feature_indices")::add);
            one.setAll(shifts(texts, n + 1));
        }
        json.set("summary", summary(doses, random));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", json.get("summary").deepCopy());
        result.set("group", json);
        return new ClaimOutput(result, Map.of("part_group_texts.jsonl", texts.records()));
    }

    private List<List<Integer>> random(boolean[] fires) {
        List<Integer> own = group.first(group.targets().size());
        int[] pool = IntStream.range(0, fires.length).filter(i -> fires[i] && !own.contains(i)).toArray();
        if (pool.length < own.size()) {
            throw new InputException("random groups of " + own.size() + " features: only " + pool.length
                    + " others fire in the states of --data-dir");
        }
        NumpyGenerator draws = new NumpyGenerator(group.seed());
        return IntStream.range(0, group.random())
                .mapToObj(n -> Arrays.stream(draws.choice(pool.length, own.size())).map(i -> pool[i]).boxed().toList()).toList();
    }

    /** What change {@code n} does to each property of the family. */
    private ObjectNode shifts(ClampedTexts texts, int n) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode all = json.putObject("property_shifts");
        group.family().properties().forEach(property -> all.set(property, texts.shift(n, property).json("mean_edited")));
        Shift main = texts.shift(n, group.main());
        return json.put("main_property_shift", main.mean()).put("main_property_aligned_shift", group.direction() * main.mean())
                .put("main_property_cohens_d", main.d());
    }

    private static ObjectNode summary(ArrayNode doses, ArrayNode random) {
        double[] aligned = JsonNumbers.values(doses, "/main_property_aligned_shift");
        double[] control = JsonNumbers.values(random, "/main_property_aligned_shift");
        double best = Arrays.stream(aligned).max().orElseThrow();
        double mean = Arrays.stream(control).average().orElse(0);
        double least = Math.max(Math.abs(mean), LEAST);
        return JsonNodeFactory.instance.objectNode()
                .put("dose_ordered_main_shift", IntStream.range(1, aligned.length).allMatch(n -> aligned[n] >= aligned[n - 1] - SLACK))
                .put("best_main_property_shift", best)
                .put("best_main_property_cohens_d", Arrays.stream(JsonNumbers.values(doses, "/main_property_cohens_d")).max().orElseThrow())
                .put("random_main_property_mean_shift", mean)
                .put("random_main_property_std_shift", control.length > 1 ? Sample.of(control).sd() : 0)
                .put("ratio_vs_random_mean", best / least).put("target_beats_random_2x", best >= 2 * least);
    }
}
