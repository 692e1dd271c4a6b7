package org.writesae.experiment.falsification;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.FiringOutcome;
import org.writesae.experiment.JsonNumbers;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionUnits;
import org.writesae.experiment.WorkUnits;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;
import org.writesae.stats.ProportionInterval;
import org.writesae.stats.Quantile;

/**
 * Part f: one atom in place of the write at its firings, at its own coefficient and at the norm of the native write. The
 * paper's F87 wins at the first and is worse than deletion at the second.
 */
public final class AtomInversion {
    private final HostModel model;
    private final WriteSae sae;
    private final Substitution.Plan plan;

    /** @param plan of one feature; its amplitude and random control are not used */
    public AtomInversion(HostModel model, WriteSae sae, Substitution.Plan plan) {
        this.model = model;
        this.sae = sae;
        this.plan = plan;
    }

    /** The summary of both. */
    public ObjectNode run(int[][] passages, WorkUnits units) {
        List<FiringOutcome> natural = outcomes(Amplitude.NATURAL, passages, units);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("n_firings", natural.size());
        if (natural.isEmpty()) {
            return json;
        }
        double delete = median(natural, o -> o.record().klDelete());
        json.put("median_kl_ablate", delete).put("top1_swap_ablate", share(natural, FiringOutcome::deleteSwaps))
                .put("median_cosine", median(natural, o -> o.record().cosine()))
                .put("median_coefficient", median(natural, o -> o.record().coefficient()))
                .put("median_norm_native", median(natural, o -> o.record().normNative()));
        amplitude(json.putObject("natural"), natural, delete);
        amplitude(json.putObject("matched"), outcomes(Amplitude.MATCHED, passages, units), delete);
        return json;
    }

    private List<FiringOutcome> outcomes(Amplitude amplitude, int[][] passages, WorkUnits units) {
        SubstitutionReadings r = plan.readings();
        Substitution.Plan own = new Substitution.Plan(plan.layer(), plan.head(), plan.features(), plan.cap(), plan.seed(),
                new SubstitutionReadings(r.write(), amplitude, amplitude == Amplitude.MATCHED ? RandomControl.NON_FIRING
                        : RandomControl.SAME_COEFFICIENT, r.select(), r.read(), r.kl()), null);
        return new SubstitutionUnits(() -> new Substitution(model, sae, own), own, amplitude.option()).outcomes(passages, units);
    }

    private static void amplitude(ObjectNode json, List<FiringOutcome> outcomes, double delete) {
        int wins = (int) outcomes.stream().filter(o -> o.record().atomWins()).count();
        double atom = median(outcomes, o -> o.record().klAtom());
        json.put("median_kl_atom", atom).put("n_wins", wins).put("win_rate_atom_vs_ablate", (double) wins / outcomes.size());
        JsonNumbers.interval(json, "win_rate_atom_vs_ablate_ci95", ProportionInterval.wilson(wins, outcomes.size()));
        json.put("top1_swap_atom", share(outcomes, FiringOutcome::atomSwaps));
        if (delete > 0) {
            json.put("median_atom_over_ablate", atom / delete);
        }
    }

    private static double median(List<FiringOutcome> outcomes, ToDoubleFunction<FiringOutcome> value) {
        return Quantile.median(outcomes.stream().mapToDouble(value).toArray());
    }

    private static double share(List<FiringOutcome> outcomes, Predicate<FiringOutcome> property) {
        return (double) outcomes.stream().filter(property).count() / outcomes.size();
    }
}
