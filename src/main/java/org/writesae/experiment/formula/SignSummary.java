package org.writesae.experiment.formula;

import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.stats.Correlation;
import org.writesae.stats.LinearFit;
import org.writesae.stats.ProportionInterval;
import org.writesae.stats.Quantile;

/** The numbers of experiment E5 as JSON, for each form of the formula. */
final class SignSummary {
    private SignSummary() {
    }

    static ObjectNode json(List<SignTrial> trials) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode().put("n_trials", trials.size());
        double[] measured = trials.stream().mapToDouble(SignTrial::measured).toArray();
        if (!trials.isEmpty()) {
            for (String name : trials.getFirst().predictions().keySet()) {
                summary.set(name, of(trials.stream().mapToDouble(trial -> trial.predictions().get(name)).toArray(), measured));
            }
        }
        return summary;
    }

    /** A change of exactly zero agrees with no sign. */
    private static ObjectNode of(double[] predicted, double[] measured) {
        int agreed = 0;
        double[] ratios = new double[measured.length];
        for (int n = 0; n < measured.length; n++) {
            agreed += predicted[n] * measured[n] > 0 ? 1 : 0;
            ratios[n] = measured[n] / predicted[n];
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("sign_agreements", agreed)
                .put("sign_agreement", (double) agreed / measured.length);
        JsonNumbers.interval(node, "sign_agreement_wald95", ProportionInterval.wald(agreed, measured.length));
        JsonNumbers.interval(node, "sign_agreement_wilson95", ProportionInterval.wilson(agreed, measured.length));
        if (measured.length > 2) {
            Correlation pearson = Correlation.pearson(predicted, measured);
            JsonNumbers.ifFinite(node, "pearson_r", pearson.r());
            JsonNumbers.ifFinite(node, "pearson_p", pearson.p());
        }
        JsonNumbers.ifFinite(node, "median_measured_over_predicted", Quantile.median(ratios));
        JsonNumbers.ifFinite(node, "pooled_r2", LinearFit.r2OfPrediction(predicted, measured, 1));
        return node;
    }
}
