package org.writesae.sae.training;

import org.writesae.kernels.Adam;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.AdamState;

/** Adam over all parameters, with torch's defaults: β and ε of {@link AdamState}, no weight decay. */
final class AdamOptimizer {
    private static final Kernel ADAM = Kernel.of(Adam.class, "adam");

    private final Parameters parameters;
    private final Backend backend;
    private final Buffer step = Buffer.input("step", new double[2]);

    AdamOptimizer(Parameters parameters, Backend backend) {
        this.parameters = parameters;
        this.backend = backend;
    }

    /**
     * One update of all parameters by their gradients.
     *
     * @param number of the step, 1 for the first
     * @param lr     learning rate
     */
    void update(long number, double lr) {
        double root = Math.sqrt(1 - Math.pow(AdamState.BETA2, number));
        step.doubles()[0] = AdamState.EPSILON * root;
        step.doubles()[1] = lr * root / (1 - Math.pow(AdamState.BETA1, number));
        Program p = new Program("adam");
        for (Parameter parameter : parameters.all()) {
            p.add(ADAM, parameter.size(), parameter.value(), parameter.first(), parameter.second(), parameter.gradient(), step,
                    AdamState.BETA1, AdamState.BETA2);
        }
        backend.run(p);
    }
}
