package org.writesae.cli;

import picocli.CommandLine.Option;

import org.writesae.experiment.Orientation;
import org.writesae.experiment.Reading;

/** {@code --orientation}: which axis of a state the atoms have first, where the shape does not say. */
final class OrientationOption {
    @Option(names = "--orientation", paramLabel = "WHICH", description = "Which side of a state the first factor of an atom "
            + "meets: key-value or value-key. Default: what the shapes say; for square states what upstream's code does for "
            + "the family.")
    private String orientation;

    /** Null where it was not given. */
    Orientation chosen() {
        return orientation == null ? null : Reading.parse(Orientation.class, orientation, "--orientation");
    }
}
