package org.writesae.stats;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.writesae.stats.StatisticsCases.cases;
import static org.writesae.stats.StatisticsCases.close;
import static org.writesae.stats.StatisticsCases.doubles;
import static org.writesae.stats.StatisticsCases.integers;
import static org.writesae.stats.StatisticsCases.items;

/** Forests and folds against scikit-learn's, whose draws they repeat. */
class GoldenForestsTest {

    @ParameterizedTest
    @MethodSource
    void stratifiedFolds(JsonNode expected) {
        assertThat(StratifiedFolds.of(booleans(expected), expected.get("folds").intValue(), expected.get("seed").intValue()))
                .containsExactly(integers(expected, "fold"));
    }

    static Stream<JsonNode> stratifiedFolds() {
        return cases("stratified_folds");
    }

    @ParameterizedTest
    @MethodSource
    void randomForest(JsonNode expected) {
        float[][] columns = items(expected.get("columns")).map(GoldenForestsTest::floats).toArray(float[][]::new);
        RandomForest.Settings settings = new RandomForest.Settings(expected.get("trees").intValue(), expected.get("depth").intValue(),
                expected.get("leaf").intValue(), expected.get("seed").intValue());
        RandomForest forest = RandomForest.fit(columns, booleans(expected), integers(expected, "train"), settings);
        int n = columns[0].length;
        assertThat(IntStream.range(0, n).map(i -> forest.predict(columns, i) ? 1 : 0).toArray()).containsExactly(integers(expected, "predictions"));
        double[] importances = forest.importances();
        assertThat(doubles(expected, "importances")).hasSize(importances.length);
        for (int f = 0; f < importances.length; f++) {
            close(importances[f], expected.get("importances").get(f));
        }
    }

    static Stream<JsonNode> randomForest() {
        return cases("random_forest");
    }

    private static boolean[] booleans(JsonNode expected) {
        int[] labels = integers(expected, "positive");
        boolean[] positive = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            positive[i] = labels[i] == 1;
        }
        return positive;
    }

    private static float[] floats(JsonNode values) {
        float[] column = new float[values.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = values.get(i).floatValue();
        }
        return column;
    }
}
