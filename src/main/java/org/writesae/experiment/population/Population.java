package org.writesae.experiment.population;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.writesae.experiment.FiringOutcome;
import org.writesae.experiment.SubstitutionRecord;

/**
 * A population test that was run.
 *
 * @param plan     what it was made with
 * @param features atoms of the dictionary
 * @param alive    those that fire
 * @param counts   [features], firings among the first tokens
 * @param sampled  features that were tested, ascending
 * @param outcomes their firings, by feature, passage and position
 */
record Population(PopulationPlan plan, int features, List<AliveAtom> alive, int[] counts, List<Integer> sampled,
        List<FiringOutcome> outcomes) {

    /** One row for each sampled atom. */
    List<AtomRow> rows() {
        Map<Integer, AliveAtom> atoms = alive.stream().collect(Collectors.toMap(AliveAtom::feature, atom -> atom));
        Map<Integer, List<FiringOutcome>> by = outcomes.stream().collect(Collectors.groupingBy(o -> o.record().featureId()));
        List<AtomRow> rows = new ArrayList<>();
        for (int feature : sampled) {
            rows.add(AtomRow.of(atoms.get(feature), plan.sampling().threshold(), counts[feature], by.getOrDefault(feature, List.of())));
        }
        return rows;
    }

    /** Atoms with firings enough to be evaluated. */
    List<AtomRow> kept() {
        return rows().stream().filter(row -> row.firings() >= plan.minFirings()).toList();
    }

    /** Firings of the atoms that are evaluated. */
    List<SubstitutionRecord> keptRecords() {
        List<Integer> kept = kept().stream().map(AtomRow::feature).toList();
        return outcomes.stream().map(FiringOutcome::record).filter(record -> kept.contains(record.featureId())).toList();
    }
}
