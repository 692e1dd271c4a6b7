package org.writesae.experiment.probing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.stats.Quantile;
import org.writesae.stats.RandomForest;
import org.writesae.stats.Sample;
import org.writesae.stats.StratifiedFolds;
import org.writesae.stats.Vectors;

/** How well forests tell from all properties whether a feature's coefficient is above its median. */
final class FeatureForests {
    private static final int SEED = 42;
    private static final RandomForest.Settings FOREST = new RandomForest.Settings(50, 6, 20, SEED);
    private static final double LEAST_SHARE = 0.10;
    private static final int SHOWN = 5;
    private static final double LEAST_IMPORTANCE = 0.01;

    private final ProbeSample sample;
    private final ProbeSettings settings;
    private final float[][] columns;

    FeatureForests(ProbeSample sample, ProbeSettings settings) {
        this.sample = sample;
        this.settings = settings;
        this.columns = Arrays.stream(sample.properties()).map(FeatureForests::standardised).toArray(float[][]::new);
    }

    /** scikit-learn's StandardScaler of a float32 column: moments in double, the values in float32. */
    private static float[] standardised(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double rest = 0;
        double squares = 0;
        for (float value : values) {
            rest += value - mean;
            squares += (value - mean) * (value - mean);
        }
        double variance = (squares - rest * rest / values.length) / values.length;
        double rounding = values.length * Math.ulp(1.0);
        boolean constant = variance <= rounding * variance + rounding * mean * (rounding * mean);
        float scale = constant ? 1 : (float) Math.sqrt(variance);
        float[] standardised = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            standardised[i] = (values[i] - (float) mean) / scale;
        }
        return standardised;
    }

    ObjectNode json(int feature) {
        float[] coefficients = sample.coefficients()[feature];
        double median = Quantile.median(Vectors.widened(coefficients));
        boolean[] above = new boolean[coefficients.length];
        int count = 0;
        for (int i = 0; i < above.length; i++) {
            above[i] = coefficients[i] > (float) median;
            count += above[i] ? 1 : 0;
        }
        double share = (double) count / above.length;
        double minority = Math.min(share, 1 - share);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("feature_idx", feature);
        if (minority < LEAST_SHARE) {
            json.put("accuracy", 0.5).putObject("importances");
            return json.put("interpretable", false).put("skipped", true)
                    .put("skip_reason", "class imbalance (" + new BigDecimal(minority).setScale(2, RoundingMode.HALF_EVEN) + ")");
        }
        return forests(json, above);
    }

    private ObjectNode forests(ObjectNode json, boolean[] above) {
        int[] fold = StratifiedFolds.of(above, ProbeSettings.FOLDS, SEED);
        double[] accuracies = new double[ProbeSettings.FOLDS];
        double[] importances = new double[columns.length];
        for (int f = 0; f < accuracies.length; f++) {
            int tested = f;
            int[] train = IntStream.range(0, above.length).filter(i -> fold[i] != tested).toArray();
            int[] test = IntStream.range(0, above.length).filter(i -> fold[i] == tested).toArray();
            RandomForest forest = RandomForest.fit(columns, above, train, FOREST);
            accuracies[f] = (double) Arrays.stream(test).filter(i -> forest.predict(columns, i) == above[i]).count() / test.length;
            double[] ofFold = forest.importances();
            for (int j = 0; j < importances.length; j++) {
                importances[j] += ofFold[j] / accuracies.length;
            }
        }
        Sample accuracy = Sample.of(accuracies);
        json.put("accuracy", accuracy.mean()).put("accuracy_std", accuracy.populationSd());
        ObjectNode most = json.putObject("importances");
        List<Integer> order = IntStream.range(0, importances.length).boxed()
                .sorted(Comparator.comparingDouble(j -> -importances[j])).limit(SHOWN).toList();
        order.stream().filter(j -> importances[j] > LEAST_IMPORTANCE).forEach(j -> most.put(TextProperties.NAMES.get(j), importances[j]));
        return json.put("interpretable", accuracy.mean() >= settings.accuracy()).put("skipped", false);
    }
}
