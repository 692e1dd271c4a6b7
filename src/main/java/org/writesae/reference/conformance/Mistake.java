package org.writesae.reference.conformance;

import java.util.List;
import java.util.Map;

/**
 * What a known mistake gives on the inputs of a case.
 *
 * @param id      the invalid case that holds it
 * @param flags   names of the mistake, described in {@code flags.json}
 * @param about   what is done wrong
 * @param outputs by the names of the case, row-major; perhaps only the first rows of each
 */
public record Mistake(String id, List<String> flags, String about, Map<String, double[]> outputs) {
}
