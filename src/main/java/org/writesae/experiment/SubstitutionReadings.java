package org.writesae.experiment;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The readings of the paper that one run of the replacement test was made with. In a result read from
 * an upstream file, which does not state them, each may be null.
 */
public record SubstitutionReadings(WriteReading write, Amplitude amplitude, RandomControl random,
        FiringSelection select, ReadOut read, KlDirection kl) {

    /** The recommended reading of each conflict: raw write, natural amplitude, same-coefficient control … */
    public static final SubstitutionReadings PRIMARY = new SubstitutionReadings(WriteReading.RAW, Amplitude.NATURAL,
            RandomControl.SAME_COEFFICIENT, FiringSelection.ARGMAX, ReadOut.NEXT, KlDirection.NATIVE_COND);

    /** Adds each reading to the description of a run, under the name of its option. */
    public void describe(ObjectNode config) {
        config.put("write", option(write));
        config.put("amplitude", option(amplitude));
        config.put("random", option(random));
        config.put("select", option(select));
        config.put("read", option(read));
        config.put("kl", option(kl));
    }

    private static String option(Reading reading) {
        return reading == null ? null : reading.option();
    }

    /** Those that are stated, in the order of the record. */
    public List<Reading> stated() {
        return Stream.<Reading>of(write, amplitude, random, select, read, kl).filter(Objects::nonNull).toList();
    }
}
