package org.writesae.experiment;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The readings of the paper that one run of the replacement test was made with. In a result read from
 * an upstream file, which does not state them, each may be null.
 */
public record SubstitutionReadings(WriteReading write, Amplitude amplitude, RandomControl random,
        FiringSelection select, ReadOut read, KlDirection kl) {

    /** The recommended reading of each conflict: raw write, natural amplitude, same-coefficient control … */
    public static final SubstitutionReadings PRIMARY = new SubstitutionReadings(WriteReading.RAW, Amplitude.NATURAL,
            RandomControl.SAME_COEFFICIENT, FiringSelection.ARGMAX, ReadOut.NEXT, KlDirection.NATIVE_COND);

    /** Those that are stated, in the order of the record. */
    public List<Reading> stated() {
        return Stream.<Reading>of(write, amplitude, random, select, read, kl).filter(Objects::nonNull).toList();
    }
}
