package org.writesae.sae.training;

import org.writesae.kernels.Gated;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.Activation;
import org.writesae.sae.SaeConfig;

/**
 * The gated variant: squared error + λ_s · mean sum of the gates + λ_a · squared error of what the gates alone
 * reconstruct. The last term leaves the decoder as it is.
 */
final class GatedObjective extends Objective {
    private static final Kernel BACKWARD = Kernel.of(Gated.class, "gatedBackward");

    private final Parameter gateBias;
    private final Parameter magBias;
    private final Parameter logScale;
    private final Activation.SoftGate activation;
    private final double sparsity;
    private final double auxiliary;
    private final Buffer ds;
    private final Buffer onGate;
    private final Buffer onMag;
    private final Buffer onScale;

    /**
     * @param sparsity  λ_s
     * @param auxiliary λ_a
     */
    GatedObjective(SaeConfig config, Parameters parameters, Batch batch, Backend backend, double sparsity, double auxiliary) {
        super(config, parameters, batch, backend);
        this.gateBias = parameters.get("b_gate");
        this.magBias = parameters.get("b_mag");
        this.logScale = parameters.get("r_mag");
        this.activation = new Activation.SoftGate(gateBias.value(), magBias.value(), logScale.value());
        this.sparsity = sparsity;
        this.auxiliary = auxiliary;
        int coefficients = batch.a.length();
        ds = Buffer.state("gradient of pre-activations", new float[coefficients]);
        onGate = Buffer.state("gradient of gates", new float[coefficients]);
        onMag = Buffer.state("gradient of magnitudes", new float[coefficients]);
        onScale = Buffer.state("gradient of scales", new float[coefficients]);
    }

    @Override
    void activate(Program p, int states) {
        activation.gates(p, config, batch.a, batch.second, batch.s, states);
    }

    @Override
    double auxiliary(int states, int dead) {
        Program p = new Program("gates");
        decoder.decode(p, batch.secondY, batch.second, states);
        addError(p, batch.secondY, batch.x, states);
        run(p);
        double gates = 0;
        for (int n = 0; n < states * config.features(); n++) {
            gates += batch.second.floats()[n];
        }
        return sparsity * gates / states + auxiliary * batch.error(states) / ((double) states * config.dIn());
    }

    @Override
    void backward(int states) {
        Program p = new Program("backward");
        addErrorGradient(p, batch.y, batch.x, 1, 0, states);
        addErrorGradient(p, batch.secondY, batch.x, auxiliary, 1, states);
        addCopy(p, batch.a, 0, states);
        addCopy(p, batch.second, 1, states);
        decoder.coefficientGradient(p, batch.da, batch.both, batch.d, 2 * states);
        decoder.backward(p, batch.both, batch.d, states);
        p.add(BACKWARD, states * config.features(), ds, onGate, onMag, onScale, batch.da, batch.s, gateBias.value(),
                magBias.value(), logScale.value(), states, config.features(), Activation.SoftGate.TAU, sparsity / states);
        addSum(p, gateBias, onGate, states);
        addSum(p, magBias, onMag, states);
        addSum(p, logScale, onScale, states);
        encoder.backward(p, ds, batch.x, states, states);
        run(p);
    }

    private void addSum(Program p, Parameter parameter, Buffer each, int states) {
        p.add(EncoderPass.BIAS, config.features(), parameter.gradient(), each, states, config.features());
    }
}
