package org.writesae.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.writesae.io.InputException;
import org.writesae.sae.SaeCheckpoint;

/** Remarks that are no errors: what was inferred, ignored or overruled. Printed once nothing is wrong. */
final class Notes {
    private final PrintWriter err;
    private final List<String> notes = new ArrayList<>();

    Notes(PrintWriter err) {
        this.err = err;
    }

    void add(String note) {
        notes.add(note);
    }

    /** Prints what was added since the last time. */
    void print() {
        notes.forEach(note -> err.println("note: " + note));
        notes.clear();
        err.flush();
    }

    /** What had to be inferred from a checkpoint. */
    void about(SaeCheckpoint checkpoint) {
        checkpoint.notes().forEach(note -> add(checkpoint.path() + ": " + note));
    }

    /** What BatchTopK means where states are encoded one by one. */
    void aboutBatches(SaeCheckpoint checkpoint) {
        if (checkpoint.config().batchTopK()) {
            add(checkpoint.path() + ": trained with BatchTopK; states are encoded one by one here, where it is TopK");
        }
    }

    /** What the option says, else what the checkpoint states; a contradiction is only noted. */
    int chosen(String option, Integer given, Integer stated, Path checkpoint) {
        if (given == null && stated == null) {
            throw new InputException(option + ": " + checkpoint + " does not state it, so it must be given");
        }
        if (given != null && stated != null && !Objects.equals(given, stated)) {
            add(option + " " + given + ", although " + checkpoint + " states " + stated);
        }
        return given == null ? stated : given;
    }
}
