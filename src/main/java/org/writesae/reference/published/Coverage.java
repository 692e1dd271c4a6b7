package org.writesae.reference.published;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How many published numbers are a field of a result, so that a run gets a verdict on them.
 *
 * @param whole  value and parts
 * @param inPart some of its parts
 * @param none   nothing of it
 */
public record Coverage(int whole, int inPart, int none) {

    /** Of some numbers. */
    public static Coverage of(PublishedData data, Collection<PublishedNumber> numbers) {
        Set<String> judged = data.fields().targets();
        int[] counts = new int[3];
        for (PublishedNumber number : numbers) {
            List<String> targets = number.targets();
            long found = targets.stream().filter(judged::contains).count();
            counts[found == targets.size() ? 0 : found > 0 ? 1 : 2]++;
        }
        return new Coverage(counts[0], counts[1], counts[2]);
    }

    /** Numbers that get a verdict, in whole or in part. */
    public int judged() {
        return whole + inPart;
    }
}
