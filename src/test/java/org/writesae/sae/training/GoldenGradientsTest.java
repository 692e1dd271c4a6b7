package org.writesae.sae.training;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.Safetensors;
import org.writesae.io.TensorFile;
import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Outputs, losses and every gradient of a batch against upstream's modules and autograd in float64. */
class GoldenGradientsTest {
    /**
     * In scaled ULP. Gradients go through reconstructions rounded to float32, whose differences from the states are
     * smaller than themselves; 1.6 is the largest measured.
     */
    private static final double LIMIT = 2;

    static List<String> names() {
        return GoldenRuns.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void areThoseOfUpstream(String name) {
        TrainingOptions options = GoldenRuns.options(name);
        try (TensorFile run = Safetensors.open(GoldenRuns.FOLDER.resolve(name + ".safetensors"));
                TensorFile golden = Safetensors.open(GoldenRuns.FOLDER.resolve(name + "-gradients.safetensors"));
                Backend backend = new JvmBackend(2)) {
            int states = (int) golden.tensor("states").shape(0);
            SaeConfig config = GoldenRuns.config(options, golden.tensor("states"));
            Parameters parameters = GoldenRuns.parameters(config, run);
            System.arraycopy(golden.tensor("silent").doubles(), 0, parameters.silent(), 0, config.features());
            Batch batch = GoldenRuns.batch(config, golden.tensor("states"));
            Objective objective = TrainingStep.objective(config, options, parameters, batch, backend);
            Losses losses = objective.forward(states);
            objective.backward(states);

            assertThat(losses.mse()).isCloseTo(scalar(golden, "mse"), within(scalar(golden, "mse") * 2e-7));
            assertThat(losses.aux()).isCloseTo(scalar(golden, "aux"), within(scalar(golden, "aux") * 2e-7));
            assertThat(parameters.silent()).isEqualTo(golden.tensor("silent.after").doubles());
            close(batch.a.floats(), golden, "coefficients", 1);
            close(batch.y.floats(), golden, "reconstruction", 1);
            int gradients = 0;
            for (Parameter parameter : parameters.all()) {
                close(parameters.asTorch(parameter.name(), parameter.gradient()).floats(), golden, "grad." + parameter.name(), LIMIT);
                gradients++;
            }
            assertThat(golden.names().stream().filter(key -> key.startsWith("grad."))).hasSize(gradients);
        }
    }

    private static double scalar(TensorFile golden, String name) {
        return golden.tensor(name).doubles()[0];
    }

    private static void close(float[] actual, TensorFile golden, String name, double limit) {
        double[] expected = golden.tensor(name).doubles();
        double error = GoldenRuns.scaledUlp(Arrays.copyOf(actual, expected.length), expected);
        assertThat(error).as(name).isLessThanOrEqualTo(limit);
    }
}
