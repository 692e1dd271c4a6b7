package org.writesae.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.writesae.experiment.residual.FinalStates;
import org.writesae.experiment.spectral.ModelStates;
import org.writesae.io.InputException;
import org.writesae.model.HostModel;
import org.writesae.model.families.Families;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** States that overflow are refused wherever an experiment takes them from. */
class FiniteStatesTest {
    private static final int[][] TEXTS = {{1, 2, 3}};
    private static final JvmBackend BACKEND = new JvmBackend(1);
    private static HostModel model;

    @BeforeAll
    static void spoil() {
        model = Families.load(Path.of("reference-data/models/gdn-tiny"), BACKEND);
        // The embedding is the table of the readout, too.
        Arrays.fill(model.readout(0).projection().floats(), Float.NaN);
    }

    @AfterAll
    static void close() {
        model.close();
        BACKEND.close();
    }

    @Test
    void ofACell() {
        overflows("the state of layer 2 head 1 after position 0 of a text of 3 tokens",
                () -> CellTrace.of(model, TEXTS[0], 2, 1, WriteReading.RAW));
    }

    @Test
    void behindTexts() {
        overflows("a state of layer 2 behind text 0", () -> new FinalStates(model, 2, TEXTS, 1));
        overflows("a state of layer 2 behind sequence 0",
                () -> new ModelStates(model, TEXTS, List.of(2), List.of(1), 0).spectra(WorkUnits.inMemory(1)));
    }

    private static void overflows(String place, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOf(InputException.class).hasMessageContaining(place + " holds NaN: the weights overflow");
    }
}
