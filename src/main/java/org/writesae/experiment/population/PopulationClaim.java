package org.writesae.experiment.population;

import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.ClaimOutput;
import org.writesae.experiment.FiringOutcomeJson;
import org.writesae.experiment.WorkUnits;

/**
 * A claim about a population of atoms, with its result.
 *
 * @param test     the test
 * @param passages token sequences
 */
public record PopulationClaim(PopulationTest test, int[][] passages) {
    /** The claim of E2. */
    public static final String GATED_DELTA = "89pct_population_test_L9_H4";
    /** The claim of E7. */
    public static final String MAMBA2 = "cross_arch_mamba2_88pct";
    /** The firings of a result, one a line. */
    public static final String RECORDS = "records.jsonl";

    /** Adds to {@code config} what the result depends on. */
    public static void describe(ObjectNode config, PopulationPlan plan) {
        plan.readings().describe(config);
        ArrayNode registers = config.put("partition_select", plan.partition().option()).put("threshold", plan.sampling().threshold())
                .put("bundles", plan.sampling().bundles()).putArray("registers");
        plan.sampling().registers().forEach(registers::add);
        config.put("cap", plan.cap()).put("min_firings", plan.minFirings()).put("count_tokens", plan.countTokens())
                .put("seed", plan.seed()).put("ci_type", "mean_rate: bootstrap over atoms; rates of firings: wilson");
    }

    /** Does the work; {@code config} says what is run. */
    public ClaimOutput run(WorkUnits units, ObjectNode config) {
        Population population = test.run(passages, units);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("config", config);
        result.set("summary", new PopulationJson(population).summary());
        ArrayNode atoms = result.putArray("atoms");
        population.rows().forEach(row -> atoms.add(AtomRowJson.of(row, population.plan().minFirings())));
        String records = population.outcomes().stream().map(outcome -> FiringOutcomeJson.of(outcome) + "\n")
                .collect(Collectors.joining());
        return new ClaimOutput(result, Map.of(RECORDS, records));
    }
}
