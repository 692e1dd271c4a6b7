package org.writesae.sae.training;

import org.writesae.kernels.JumpRelu;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.Activation;
import org.writesae.sae.SaeConfig;

/** The JumpReLU variant: squared error + λ_s · mean number of active features, whose gradient moves the thresholds alone. */
final class JumpReluObjective extends Objective {
    private static final Kernel BACKWARD = Kernel.of(JumpRelu.class, "jumpReluBackward");
    private static final Kernel THRESHOLD = Kernel.of(JumpRelu.class, "thresholdGradient");

    private final Parameter logThreshold;
    private final Activation.Jump activation;
    private final double sparsity;
    private final Buffer dz;
    private final Buffer bandwidth = Buffer.input("bandwidth", new double[1]);

    /**
     * @param sparsity  λ_s
     * @param bandwidth h of the first step
     */
    JumpReluObjective(SaeConfig config, Parameters parameters, Batch batch, Backend backend, double sparsity, double bandwidth) {
        super(config, parameters, batch, backend);
        this.logThreshold = parameters.get("log_threshold");
        this.activation = new Activation.Jump(logThreshold.value());
        this.sparsity = sparsity;
        bandwidth(bandwidth);
        this.dz = Buffer.state("gradient of pre-activations", new float[batch.a.length()]);
    }

    /** Sets h for the steps to come. */
    void bandwidth(double h) {
        bandwidth.doubles()[0] = h;
    }

    @Override
    void activate(Program p, int states) {
        activation.jump(p, config, batch.a, batch.marked, batch.s, bandwidth, states);
    }

    @Override
    double auxiliary(int states, int dead) {
        long active = 0;
        for (int n = 0; n < states * config.features(); n++) {
            active += batch.a.floats()[n] != 0 ? 1 : 0;
        }
        return sparsity * active / states;
    }

    @Override
    void backward(int states) {
        Program p = new Program("backward");
        addErrorGradient(p, batch.y, batch.x, 1, 0, states);
        decoder.coefficientGradient(p, batch.da, batch.marked, batch.d, states);
        decoder.backward(p, batch.a, batch.d, states);
        p.add(BACKWARD, states * config.features(), dz, batch.da, batch.a);
        p.add(THRESHOLD, config.features(), logThreshold.gradient(), batch.da, batch.s, logThreshold.value(), bandwidth, states,
                config.features(), sparsity / states);
        encoder.backward(p, dz, batch.x, states, states);
        run(p);
    }
}
