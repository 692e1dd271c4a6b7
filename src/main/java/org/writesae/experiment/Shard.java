package org.writesae.experiment;

import org.writesae.io.InputException;

/**
 * A share of the work: every {@code of}-th unit.
 *
 * @param index which share, from 0
 * @param of    shares in all
 */
public record Shard(int index, int of) {
    /** All of it. */
    public static final Shard ALL = new Shard(0, 1);

    /**
     * Reads {@code i/n}, i from 1 to n.
     *
     * @throws InputException naming the option
     */
    public static Shard parse(String option, String text) {
        String[] parts = text.split("/", -1);
        try {
            int index = Integer.parseInt(parts[0]);
            int of = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
            if (index >= 1 && index <= of) {
                return new Shard(index - 1, of);
            }
        } catch (NumberFormatException notOne) {
            // Reported below, with the other mistakes.
        }
        throw new InputException(option + " " + text + ": i/n was expected, with i from 1 to n");
    }

    boolean has(int unit) {
        return unit % of == index;
    }
}
