package org.writesae.sae.training;

import org.writesae.kernels.DeadFeatures;
import org.writesae.kernels.RowCopy;
import org.writesae.kernels.SquaredError;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.ReconstructionLoss;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;

/** The loss of a variant and its gradients: what lies between the encoder and the decoder. */
abstract class Objective {
    private static final Kernel COUNT = Kernel.of(DeadFeatures.class, "countSilent");
    private static final Kernel ERROR = Kernel.of(SquaredError.class, "squaredError");
    private static final Kernel ERROR_BACKWARD = Kernel.of(SquaredError.class, "squaredErrorBackward");
    private static final Kernel COPY = Kernel.of(RowCopy.class, "copyInto");

    final SaeConfig config;
    final Batch batch;
    final EncoderPass encoder;
    final DecoderPass decoder;
    private final Buffer silent;
    private final Backend backend;

    Objective(SaeConfig config, Parameters parameters, Batch batch, Backend backend) {
        this.config = config;
        this.batch = batch;
        this.backend = backend;
        this.encoder = EncoderPass.of(config, parameters);
        this.decoder = DecoderPass.of(config, parameters);
        this.silent = Buffer.state(SaeCheckpoint.COUNTERS, parameters.silent());
    }

    /**
     * Coefficients and reconstructions of the states in the batch; nothing is counted, no loss but the squared error.
     *
     * @return the sum of the squared errors
     */
    final double reconstruct(int states) {
        Program p = new Program("reconstruct");
        encoder.layOut(p);
        encoder.encode(p, batch.s, batch.x, states);
        activate(p, states);
        decoder.decode(p, batch.y, batch.a, states);
        addError(p, batch.y, batch.x, states);
        run(p);
        return batch.error(states);
    }

    /** The forward pass of a training step, which counts silent features. */
    final Losses forward(int states) {
        double mse = reconstruct(states) / ((double) states * config.dIn());
        run(new Program("count").add(COUNT, config.features(), silent, batch.a, states, config.features()));
        int dead = 0;
        for (double batches : silent.doubles()) {
            dead += batches >= ReconstructionLoss.DEAD_AFTER ? 1 : 0;
        }
        return new Losses(mse, auxiliary(states, dead), dead);
    }

    /** Adds the activation. */
    abstract void activate(Program p, int states);

    /** The variant's other loss term, with its weights. */
    abstract double auxiliary(int states, int dead);

    /** Gradients of all parameters, after {@link #forward}. */
    abstract void backward(int states);

    final void addError(Program p, Buffer y, Buffer target, int states) {
        p.add(ERROR, states, batch.sums, y, target, config.dIn());
    }

    /** Gradient of a mean squared error, as that of the pass'th half of the reconstructions. */
    final void addErrorGradient(Program p, Buffer y, Buffer target, double weight, int pass, int states) {
        int elements = states * config.dIn();
        p.add(ERROR_BACKWARD, elements, batch.d, y, target, 2 * weight / elements, pass * elements);
    }

    /** Puts coefficients into the pass'th half of both. */
    final void addCopy(Program p, Buffer coefficients, int pass, int states) {
        int elements = states * config.features();
        p.add(COPY, elements, batch.both, coefficients, pass * elements);
    }

    final Buffer silent() {
        return silent;
    }

    final void run(Program p) {
        backend.run(p);
    }
}
