package org.writesae.experiment.steering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a feature does in front of boundaries and elsewhere.
 *
 * @param feature      index
 * @param boundary     its coefficients in front of boundaries
 * @param nonboundary  its coefficients elsewhere
 */
record BoundaryFeature(int feature, Activity boundary, Activity nonboundary) {

    /**
     * The coefficients of a feature over some states.
     *
     * @param mean        over all of them
     * @param meanNonzero over those above zero; 0 if there are none
     * @param alive       share of those above zero
     */
    record Activity(double mean, double meanNonzero, double alive) {
    }

    double difference() {
        return boundary.mean() - nonboundary.mean();
    }

    /** What is added to the coefficient at dose 1: sign(difference) · |mean in front of boundaries|. */
    double push() {
        return (difference() >= 0 ? 1 : -1) * Math.abs(boundary.mean());
    }

    /** With upstream's names. */
    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("feature_idx", feature).put("mean_boundary", boundary.mean())
                .put("mean_nonboundary", nonboundary.mean()).put("mean_boundary_nonzero", boundary.meanNonzero())
                .put("mean_nonboundary_nonzero", nonboundary.meanNonzero()).put("alive_frac_boundary", boundary.alive())
                .put("alive_frac_nonboundary", nonboundary.alive()).put("mean_diff", difference());
    }

    static BoundaryFeature of(JsonNode n) {
        return new BoundaryFeature(n.get("feature_idx").intValue(),
                new Activity(n.get("mean_boundary").doubleValue(), n.get("mean_boundary_nonzero").doubleValue(),
                        n.get("alive_frac_boundary").doubleValue()),
                new Activity(n.get("mean_nonboundary").doubleValue(), n.get("mean_nonboundary_nonzero").doubleValue(),
                        n.get("alive_frac_nonboundary").doubleValue()));
    }
}
