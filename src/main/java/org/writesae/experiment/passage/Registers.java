package org.writesae.experiment.passage;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.Alignment;
import org.writesae.experiment.AtomAlignment;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.WorkUnits;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.HostModel;
import org.writesae.sae.WriteSae;

/** The atoms that count as registers: alive, with a median cosine to the native write of at least the threshold. */
public final class Registers {
    private Registers() {
    }

    /**
     * From a result of {@code reproduce partition}.
     *
     * @param features  atoms of the dictionary
     * @param threshold τ
     * @throws InputException if the file is of another cell or dictionary, or has no register
     */
    public static Set<Integer> of(Path file, int layer, int head, int features, double threshold) {
        JsonNode result = JsonFiles.read(file);
        JsonNode atoms = result.path("atoms");
        require(atoms.isArray(), file, "no \"atoms\", a result of reproduce partition was expected");
        JsonNode config = result.path("config");
        require(same(config.path("layer"), layer) && same(config.path("head"), head), file, "of layer " + config.path("layer") + " head "
                + config.path("head") + ", the run is of layer " + layer + " head " + head);
        require(atoms.size() == features, file, atoms.size() + " atoms, the dictionary has " + features);
        Set<Integer> registers = new TreeSet<>();
        for (JsonNode atom : atoms) {
            require(atom.path("feature_id").canConvertToInt() && atom.path("feature_id").intValue() >= 0
                    && atom.path("feature_id").intValue() < features, file, "atoms: an entry without feature_id below " + features);
            if (atom.path("median_cosine").isNumber() && atom.get("median_cosine").doubleValue() >= threshold) {
                registers.add(atom.get("feature_id").intValue());
            }
        }
        require(!registers.isEmpty(), file, "no atom has a median cosine of " + threshold);
        return registers;
    }

    private static boolean same(JsonNode stated, int own) {
        return !stated.isNumber() || stated.intValue() == own;
    }

    private static void require(boolean holds, Path file, String what) {
        if (!holds) {
            throw new InputException(file + ": " + what);
        }
    }

    /**
     * From passages, over all firings of each atom.
     *
     * @throws InputException if there is none
     */
    public static Set<Integer> of(HostModel model, WriteSae sae, PassageNllPlan plan, double threshold, int[][] sequences,
            WorkUnits units) {
        SubstitutionReadings p = SubstitutionReadings.PRIMARY;
        SubstitutionReadings readings = new SubstitutionReadings(plan.write(), p.amplitude(), p.random(), FiringSelection.ANY, p.read(),
                p.kl());
        Substitution.Plan cell = new Substitution.Plan(plan.layer(), plan.head(), List.of(0), 1, plan.seed(), readings, null);
        Set<Integer> found = new Alignment(model, sae, cell).run(sequences, units, "registers").stream()
                .filter(atom -> atom.isAlive() && atom.medianCosine() >= threshold).map(AtomAlignment::feature)
                .collect(Collectors.toCollection(TreeSet::new));
        if (found.isEmpty()) {
            throw new InputException("--threshold " + threshold + ": no atom has such a median cosine in these passages");
        }
        return found;
    }
}
