package org.writesae.sae.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.Safetensors;
import org.writesae.io.Tensor;
import org.writesae.io.TensorFile;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.TrainingDraws;

import static org.assertj.core.api.Assertions.assertThat;

/** What dead features become, against upstream's modules in float64. Some start from a state of zeros. */
class GoldenResamplingTest {
    private static final int SAMPLES = 300;

    static List<String> names() {
        return GoldenRuns.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void isThatOfUpstream(String name) {
        TrainingOptions options = GoldenRuns.options(name);
        try (TensorFile run = Safetensors.open(GoldenRuns.FOLDER.resolve(name + ".safetensors"));
                TensorFile golden = Safetensors.open(GoldenRuns.FOLDER.resolve(name + "-resampling.safetensors"));
                Backend backend = new JvmBackend(2)) {
            Tensor states = golden.tensor("states");
            int count = (int) states.shape(0);
            SaeConfig config = GoldenRuns.config(options, states);
            Parameters parameters = GoldenRuns.parameters(config, run);
            int[] features = golden.tensor("features").ints();
            for (int i = features[0]; i < config.features(); i++) {
                parameters.silent()[i] = ReconstructionLoss.DEAD_AFTER;
            }
            Batch batch = GoldenRuns.batch(config, states);
            Objective objective = TrainingStep.objective(config, options, parameters, batch, backend);
            TrainingDraws draws = new TrainingDraws(golden.tensor("seed").ints()[0], SAMPLES);
            Resampler.Event event = new Resampler(config, parameters, objective, batch, draws, backend).resample(count);

            assertThat(event.features()).isEqualTo(features);
            assertThat(event.samples()).isEqualTo(golden.tensor("samples").ints());
            assertThat(parameters.silent()).isEqualTo(golden.tensor("silent").doubles());
            Map<String, float[]> reset = reset(parameters, features, golden);
            for (String key : List.of("V", "V_enc", "V_dec")) {
                if (reset.containsKey(key)) {
                    alignSigns(reset.get(key), reset.get(key.replace('V', 'W')), golden.tensor("reset." + key));
                }
            }
            reset.forEach((parameter, values) -> assertThat(GoldenRuns.scaledUlp(values, golden.tensor("reset." + parameter).doubles()))
                    .as(parameter).isLessThanOrEqualTo(1));
        }
    }

    /** The rows of these features, of every parameter that has one for each feature. */
    private static Map<String, float[]> reset(Parameters parameters, int[] features, TensorFile golden) {
        Map<String, float[]> rows = new LinkedHashMap<>();
        for (String key : golden.names()) {
            if (key.startsWith("reset.")) {
                String name = key.substring("reset.".length());
                rows.put(name, rows(parameters.get(name), features, (int) golden.tensor(key).size() / features.length));
            }
        }
        return rows;
    }

    private static float[] rows(Parameter parameter, int[] features, int width) {
        float[] held = parameter.value().floats();
        float[] rows = new float[features.length * width];
        for (int n = 0; n < rows.length; n++) {
            int feature = features[n / width];
            // The dense encoder is held with its features last.
            boolean last = parameter.name().equals("encoder.weight");
            rows[n] = last ? held[n % width * (held.length / width) + feature] : held[feature * width + n % width];
        }
        return rows;
    }

    /** Turns pairs of singular vectors to the signs of the expected key factors; a vector turned alone is another atom. */
    private static void alignSigns(float[] keys, float[] values, Tensor expected) {
        double[] wanted = expected.doubles();
        int dk = (int) expected.shape(2);
        int dv = values.length / (keys.length / dk);
        for (int pair = 0; pair < keys.length / dk; pair++) {
            double product = 0;
            for (int c = pair * dk; c < (pair + 1) * dk; c++) {
                product += keys[c] * wanted[c];
            }
            if (product < 0) {
                negate(keys, pair * dk, dk);
                negate(values, pair * dv, dv);
            }
        }
    }

    private static void negate(float[] values, int from, int count) {
        for (int n = from; n < from + count; n++) {
            values[n] = -values[n];
        }
    }
}
