package org.writesae.experiment;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.BimodalityCoefficient;
import org.writesae.stats.GaussianMixture;

/** A partition as JSON. The names under {@code partition} are those that upstream's slot filling expects. */
public final class PartitionJson {
    private PartitionJson() {
    }

    /** Summary and one object for each atom. */
    public static ObjectNode of(Partition partition) {
        ObjectNode json = summary(partition);
        ArrayNode atoms = json.putArray("atoms");
        for (AtomAlignment atom : partition.atoms()) {
            ObjectNode one = atoms.addObject().put("feature_id", atom.feature()).put("n_firings", atom.firings());
            if (atom.isAlive()) {
                one.put("median_cosine", atom.medianCosine()).put("median_null_cosine", atom.medianNull())
                        .put("mean_coefficient", atom.meanCoefficient())
                        .put("fire_rate", (double) atom.firings() / partition.positions())
                        .put("class", atom.medianCosine() >= partition.threshold() ? "register" : "bundle");
            } else {
                one.put("class", "dead");
            }
        }
        return json;
    }

    /** Without the atoms. */
    public static ObjectNode summary(Partition partition) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        double[] cosines = partition.cosines();
        double register = Partition.medianCosine(partition.registers());
        ObjectNode classes = json.putObject("partition");
        classes.put("threshold", partition.threshold()).put("n_features", partition.atoms().size())
                .put("n_alive", cosines.length).put("n_dead", partition.dead())
                .put("register_count", partition.registers().size()).put("bundle_count", partition.bundles().size());
        JsonNumbers.orNull(classes, "median_register_cosine", register);
        JsonNumbers.orNull(classes, "median_bundle_cosine", Partition.medianCosine(partition.bundles()));
        JsonNumbers.orNull(classes, "median_null_cosine", partition.nullMedian());
        JsonNumbers.orNull(classes, "register_over_null", register / partition.nullMedian());
        JsonNumbers.orNull(classes, "min_cosine", Arrays.stream(cosines).min().orElse(Double.NaN));
        JsonNumbers.orNull(classes, "max_cosine", Arrays.stream(cosines).max().orElse(Double.NaN));
        List<GaussianMixture> mixtures = partition.mixtures();
        JsonNumbers.orNull(classes, "delta_bic", mixtures.size() < 2 ? Double.NaN : mixtures.get(1).bic() - mixtures.get(0).bic());
        ObjectNode sweep = json.putObject("registers_by_threshold");
        Partition.SWEEP.forEach(tau -> sweep.put(Double.toString(tau), partition.registersAt(tau)));
        ObjectNode others = json.putObject("bundles_by_threshold");
        Partition.SWEEP.forEach(tau -> others.put(Double.toString(tau), cosines.length - partition.registersAt(tau)));
        ArrayNode fits = json.putArray("mixtures");
        mixtures.forEach(mixture -> mixture(fits.addObject(), mixture));
        BimodalityCoefficient bimodality = partition.bimodality();
        if (bimodality != null) {
            JsonNumbers.orNull(json, "bimodality_coefficient", bimodality.value());
            JsonNumbers.orNull(json, "bimodality_coefficient_as_published", bimodality.asPublished());
        }
        return json;
    }

    private static void mixture(ObjectNode json, GaussianMixture mixture) {
        json.put("components", mixture.means().size()).put("bic", mixture.bic()).put("log_likelihood", mixture.logLikelihood());
        numbers(json.putArray("weights"), mixture.weights());
        numbers(json.putArray("means"), mixture.means());
        numbers(json.putArray("variances"), mixture.variances());
    }

    private static void numbers(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }
}
