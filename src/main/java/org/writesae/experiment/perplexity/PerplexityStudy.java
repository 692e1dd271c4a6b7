package org.writesae.experiment.perplexity;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One of the questions asked with replaced states: what it replaces, and what it makes of the losses. */
public interface PerplexityStudy {

    /** The runs it needs. */
    List<Replacement> replacements();

    /**
     * Its part of the result, by the names of upstream's result file, and of the result's summary.
     *
     * @param losses those of {@link #replacements}, in order
     */
    void report(SplitLosses losses, ObjectNode result, ObjectNode summary);
}
