package org.writesae.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The replacement test in units of one passage: first the firings of each, then, where some of them are among the
 * first {@code cap} of their feature, the test at those. The records are those of {@link Substitution#run}, to the bit.
 */
public final class SubstitutionUnits {
    private static final Path PLACE = Path.of("a unit of the work");

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
        List<JsonNode> found = units.runUntil("firings-" + name, passages.length,
                n -> firings(test.get().firings(n, passages[n])), this::isFull);
        Map<Integer, List<Firing>> chosen = chosen(found);
        List<Integer> prompts = List.copyOf(chosen.keySet());
        List<SubstitutionRecord> records = new ArrayList<>();
        for (JsonNode unit : units.run("passages-" + name, prompts.size(), n -> {
            List<Firing> firings = chosen.get(prompts.get(n));
            return records(test.get().records(passages[prompts.get(n)], firings));
        })) {
            SubstitutionResultReader reader = new SubstitutionResultReader(PLACE);
            unit.forEach(record -> records.add(reader.record(record, name, plan.layer(), plan.head())));
        }
        records.sort(Substitution.order(plan));
        return records;
    }

    private boolean isFull(List<JsonNode> found) {
        int[] count = new int[plan.features().size()];
        found.forEach(passage -> passage.forEach(firing -> count[plan.features().indexOf(firing.get(0).intValue())]++));
        for (int n : count) {
            if (n < plan.cap()) {
                return false;
            }
        }
        return true;
    }

    /** By passage, the firings that are among the first {@code cap} of their feature. */
    private Map<Integer, List<Firing>> chosen(List<JsonNode> found) {
        Map<Integer, Integer> taken = new HashMap<>();
        Map<Integer, List<Firing>> chosen = new TreeMap<>();
        for (int prompt = 0; prompt < found.size(); prompt++) {
            for (JsonNode firing : found.get(prompt)) {
                int feature = firing.get(0).intValue();
                if (taken.merge(feature, 1, Integer::sum) <= plan.cap()) {
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

    private static ArrayNode records(List<SubstitutionRecord> records) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        records.forEach(record -> all.add(SubstitutionResultWriter.record(record)));
        return all;
    }
}
