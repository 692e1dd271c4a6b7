package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.List;

import org.writesae.reference.CaseResult;
import org.writesae.reference.CaseRunner;
import org.writesae.reference.GoldenCase;
import org.writesae.runtime.JvmBackend;

/** Calls the kernel again with wrong inputs, to see which of them give the tensors of another implementation. */
final class KernelReruns {
    private KernelReruns() {
    }

    /** The wrong inputs that explain the tensors: all that do within their limits, else the best. */
    static List<Finding> of(GoldenCase golden, List<TensorVerdict> verdicts) {
        List<Finding> found = new ArrayList<>();
        try (JvmBackend backend = new JvmBackend(1)) {
            CaseRunner runner = new CaseRunner(backend);
            for (AlteredInputs.Altered altered : AlteredInputs.of(golden)) {
                CaseResult result = runner.run(altered.call());
                Closeness closeness = result.problem() == null ? Closeness.of(verdicts, result.actual()) : null;
                if (closeness != null && closeness.tells()) {
                    found.add(new Finding(null, Finding.Kind.INPUTS, "what " + golden.kernel().id() + " gives with " + altered.text(),
                            closeness));
                }
            }
        }
        return Finding.best(found);
    }
}
