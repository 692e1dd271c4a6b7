package org.writesae.reference.published;

import java.util.List;

/**
 * A place where the sources disagree.
 *
 * @param id K1 … K45
 * @param versions what they say
 * @param reading what this project takes by default
 */
public record Conflict(String id, String title, List<String> versions, String reading) {
}
