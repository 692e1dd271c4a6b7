package org.writesae.stats;

import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** The golden cases of the statistics, and how close a value has to be. */
final class StatisticsCases {
    /** Where the algorithm is the same as SciPy's. */
    static final double RELATIVE = 1e-12;

    private StatisticsCases() {
    }

    static Stream<JsonNode> cases(String name) {
        return items(JsonFiles.read(Path.of("reference-data", "golden", "stats", name + ".json")).get("cases"));
    }

    static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static double[] doubles(JsonNode object, String key) {
        return items(object.get(key)).mapToDouble(JsonNode::doubleValue).toArray();
    }

    static int[] integers(JsonNode object, String key) {
        return items(object.get(key)).mapToInt(JsonNode::intValue).toArray();
    }

    static void close(Interval actual, JsonNode expected) {
        close(actual.low(), expected.get(0));
        close(actual.high(), expected.get(1));
    }

    /** Values that cancel to about zero are held to the same bound absolutely. */
    static void close(double actual, JsonNode expected) {
        double value = expected.doubleValue();
        close(actual, expected, value == 0 ? 1 : 0, RELATIVE);
    }

    /** @param scale what the values are made of: a difference of numbers of this size is held to the bound of these */
    static void close(double actual, JsonNode expected, double scale, double relative) {
        double value = expected.doubleValue();
        double limit = relative * Math.max(Math.abs(value), scale);
        assertThat(Math.abs(actual - value)).as("%s against %s", actual, value).isLessThanOrEqualTo(limit);
    }
}
