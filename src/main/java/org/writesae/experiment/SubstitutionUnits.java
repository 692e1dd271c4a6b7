package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The replacement test in units of one passage: first the firings of each, then, where some of them are among the
 * first {@code cap} of their feature, the test at those. Every shard finds the firings by itself. The records are those of
 * {@link Substitution#run}, to the bit.
 */
public final class SubstitutionUnits {
    private final Supplier<Substitution> test;
    private final Substitution.Plan plan;
    private final String name;

    /**
     * @param test makes the test; called for every unit, since one test serves one thread
     * @param name of the cell among the units of a run: letters, digits, hyphens
     */
    public SubstitutionUnits(Supplier<Substitution> test, Substitution.Plan plan, String name) {
        this.test = test;
        this.plan = plan;
        this.name = name;
    }

    /** Runs the test over some passages. */
    public List<SubstitutionRecord> run(int[][] passages, WorkUnits units) {
        return outcomes(passages, units).stream().map(FiringOutcome::record).toList();
    }

    /** The same, with the tokens that come next. */
    public List<FiringOutcome> outcomes(int[][] passages, WorkUnits units) {
        List<JsonNode> found = units.everywhereUntil("firings-" + name, passages.length,
                n -> firings(test.get().firings(n, passages[n])), this::isFull);
        return outcomes(passages, chosen(found), units);
    }

    /** The test at firings that were found in another way, by passage. */
    public List<FiringOutcome> outcomes(int[][] passages, SortedMap<Integer, List<Firing>> chosen, WorkUnits units) {
        List<Integer> prompts = List.copyOf(chosen.keySet());
        List<FiringOutcome> outcomes = new ArrayList<>();
        for (JsonNode unit : units.run("passages-" + name, prompts.size(), n -> outcomes(
                test.get().outcomes(passages[prompts.get(n)], chosen.get(prompts.get(n)))))) {
            unit.forEach(outcome -> outcomes.add(FiringOutcomeJson.read(outcome)));
        }
        outcomes.sort(Comparator.comparing(FiringOutcome::record, Substitution.order(plan)));
        return outcomes;
    }

    private boolean isFull(List<JsonNode> found) {
        FiringQuota quota = quota();
        found.forEach(passage -> passage.forEach(firing -> quota.admits(firing.get(0).intValue())));
        return quota.isFull();
    }

    private FiringQuota quota() {
        return new FiringQuota(plan.features(), plan.cap(), Integer.MAX_VALUE);
    }

    /** By passage, the firings that are among the first {@code cap} of their feature. */
    private SortedMap<Integer, List<Firing>> chosen(List<JsonNode> found) {
        FiringQuota quota = quota();
        SortedMap<Integer, List<Firing>> chosen = new TreeMap<>();
        for (int prompt = 0; prompt < found.size(); prompt++) {
            for (JsonNode firing : found.get(prompt)) {
                int feature = firing.get(0).intValue();
                if (quota.admits(feature)) {
                    chosen.computeIfAbsent(prompt, key -> new ArrayList<>()).add(
                            new Firing(feature, prompt, firing.get(1).intValue(), (float) firing.get(2).doubleValue()));
                }
            }
        }
        return chosen;
    }

    private static ArrayNode firings(List<Firing> firings) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        firings.forEach(firing -> all.addArray().add(firing.feature()).add(firing.position()).add((double) firing.coefficient()));
        return all;
    }

    private static ArrayNode outcomes(List<FiringOutcome> outcomes) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        outcomes.forEach(outcome -> all.add(FiringOutcomeJson.of(outcome)));
        return all;
    }
}
