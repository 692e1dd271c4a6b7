package org.writesae.sae.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.runtime.Backend;
import org.writesae.runtime.JvmBackend;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.SaeType;
import org.writesae.sae.TrainingDraws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

/**
 * The gradients of every variant against central differences of a loss written out in double, straight from {@code kernels/sae-backward.md},
 * without any kernel. What TopK keeps, what is dead and what a JumpReLU lets through is held as it is at the point itself, where
 * the loss has no derivative by them; JumpReLU thresholds have no derivative at all, only upstream's estimate.
 */
class FiniteDifferencesTest {
    private static final int FEATURES = 9;
    private static final int DK = 4;
    private static final int DV = 3;
    private static final int STATES = 5;
    private static final double STEP = 1e-5;

    @ParameterizedTest
    @CsvSource({"FLAT,1", "RANK1,2", "BILINEAR,1", "BILINEAR,2", "BILINEAR_TIED,1", "BILINEAR_TIED,2", "BILINEAR_FLAT,2",
        "BILINEAR_GATED,1", "BILINEAR_GATED,2", "BILINEAR_JUMPRELU,2"})
    void areTheGradients(SaeType type, int rank) {
        TrainingOptions options = new TrainingOptions(type, 0, 0, FEATURES, 2, rank, false, 7, 1e-3, 1e-4, STATES, 1, 0, 100, 250, 1,
                0.3, 0.7, 0.1, 0.2, 0.1, false, 0.1, 0.4, false);
        SaeConfig config = new SaeConfig(type, FEATURES, rank, DK, DV, 2, false, 0, 0, options.config(DK, DV, 1));
        Parameters parameters = new Parameters(config, new TrainingDraws(7, 10).initialWeights(config));
        Random random = new Random(5);
        for (Parameter parameter : parameters.all()) {
            for (int n = 0; n < parameter.size(); n++) {
                parameter.value().floats()[n] += (float) (0.1 * random.nextGaussian());
            }
        }
        for (int i = 0; i < FEATURES; i++) {
            parameters.silent()[i] = 99;
        }
        Batch batch = new Batch(config, STATES);
        for (int n = 0; n < batch.x.length(); n++) {
            batch.x.floats()[n] = (float) random.nextGaussian();
        }
        try (Backend backend = new JvmBackend(1)) {
            Objective objective = TrainingStep.objective(config, options, parameters, batch, backend);
            Losses losses = objective.forward(STATES);
            objective.backward(STATES);
            PlainLoss loss = new PlainLoss(config, options, parameters, batch, losses.dead() > 0);
            assertThat(loss.of()).as("loss").isCloseTo(losses.total(), withPercentage(1e-4));
            assertThat(losses.aux()).isPositive();
            for (Parameter parameter : parameters.all()) {
                if (!parameter.name().equals("log_threshold")) {
                    compare(parameter, loss);
                }
            }
        }
    }

    private static void compare(Parameter parameter, PlainLoss loss) {
        double[] values = loss.values(parameter.name());
        List<Double> wrong = new ArrayList<>();
        double largest = 0;
        for (int n = 0; n < values.length; n++) {
            double value = values[n];
            values[n] = value + STEP;
            double above = loss.of();
            values[n] = value - STEP;
            double below = loss.of();
            values[n] = value;
            double slope = (above - below) / (2 * STEP);
            largest = Math.max(largest, Math.abs(slope));
            wrong.add(Math.abs(parameter.gradient().floats()[n] - slope));
        }
        assertThat(largest).as(parameter.name()).isPositive();
        for (double error : wrong) {
            assertThat(error).as(parameter.name()).isLessThan(2e-6 * Math.max(largest, 1e-2));
        }
    }
}
