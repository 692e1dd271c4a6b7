package org.writesae.experiment.falsification;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.SubstitutionResultWriter;
import org.writesae.experiment.SubstitutionSummary;
import org.writesae.stats.ProportionInterval;

/** Parts b and e: the replacement test at one cell, with Wald's interval of the strict chain, which App G.3 prints. */
public final class CellSummary {
    private CellSummary() {
    }

    /** The statistics of the firings. */
    public static ObjectNode of(List<SubstitutionRecord> firings, Substitution.Plan plan) {
        ObjectNode json = SubstitutionResultWriter.summary(SubstitutionSummary.of(firings, plan.seed()));
        plan.features().forEach(json.putArray("feature_ids")::add);
        if (!firings.isEmpty()) {
            int chains = (int) firings.stream().filter(SubstitutionRecord::isStrictChain).count();
            JsonNumbers.interval(json, "strict_chain_ci95_wald", ProportionInterval.wald(chains, firings.size()));
        }
        return json;
    }
}
