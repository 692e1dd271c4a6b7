package org.writesae.sae.training;

import org.writesae.kernels.Adam;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.AdamState;

/** Adam over all parameters, with torch's defaults: β and ε of {@link AdamState}, no weight decay. */
final class AdamOptimizer {
    private static final Kernel ADAM = Kernel.of(Adam.class, "adam");

    private final Parameters parameters;
    private final Backend backend;

    AdamOptimizer(Parameters parameters, Backend backend) {
        this.parameters = parameters;
        this.backend = backend;
    }

    /**
     * One update of all parameters by their gradients.
     *
     * @param step its number, 1 for the first
     * @param lr   learning rate
     */
    void update(long step, double lr) {
        double root = Math.sqrt(1 - Math.pow(AdamState.BETA2, step));
        double rate = lr * root / (1 - Math.pow(AdamState.BETA1, step));
        Program p = new Program("adam");
        for (Parameter parameter : parameters.all()) {
            p.add(ADAM, parameter.size(), parameter.value(), parameter.first(), parameter.second(), parameter.gradient(),
                    AdamState.BETA1, AdamState.BETA2, AdamState.EPSILON * root, rate);
        }
        backend.run(p);
    }
}
