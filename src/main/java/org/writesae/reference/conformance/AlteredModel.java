package org.writesae.reference.conformance;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.Tensor;

/**
 * A checkpoint with one thing wrong.
 *
 * @param text    what is wrong
 * @param config  the whole config.json
 * @param changed tensors in the place of the checkpoint's, by name
 */
record AlteredModel(String text, ObjectNode config, Map<String, Tensor> changed) {
}
