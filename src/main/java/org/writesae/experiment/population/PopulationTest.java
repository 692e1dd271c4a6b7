package org.writesae.experiment.population;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionUnits;
import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/**
 * The population test (E2, E7): every firing of every atom makes the classes; a sample of both classes is put to
 * the replacement test, each atom at its first firings.
 */
public final class PopulationTest {
    private final HostModel model;
    private final WriteSae sae;
    private final PopulationPlan plan;

    /** @param model one that several threads can use at the same time */
    public PopulationTest(HostModel model, WriteSae sae, PopulationPlan plan) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
    }

    /** Runs the test over the passages. */
    Population run(int[][] passages, WorkUnits units) {
        FiringScan scan = new FiringScan(model, sae, plan);
        List<JsonNode> found = units.everywhere("firings", passages.length, n -> scan.passage(passages[n]).json());
        List<AliveAtom> alive = scan.alive(found);
        List<Integer> sampled = plan.sampling().sample(alive);
        int[] counts = scan.counts(found, passages);
        int features = sae.config().features();
        if (sampled.isEmpty()) {
            return new Population(plan, features, alive, counts, sampled, List.of());
        }
        Substitution.Plan test = plan.of(sampled);
        SubstitutionUnits substitution = new SubstitutionUnits(() -> new Substitution(model, sae, test), test, "population");
        return new Population(plan, features, alive, counts, sampled,
                substitution.outcomes(passages, scan.firings(found, passages, sampled), units));
    }
}
