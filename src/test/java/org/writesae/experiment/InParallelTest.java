package org.writesae.experiment;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What ends a part is what the caller sees, whichever thread it ran in. */
class InParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void failuresStayWhatTheyAre(int workers) {
        assertThatThrownBy(() -> InParallel.run(workers, List.of(0, 1), n -> {
            throw new InputException("part");
        })).isInstanceOf(InputException.class).hasMessage("part");
        assertThatThrownBy(() -> InParallel.run(workers, List.of(0, 1), n -> {
            throw new OutOfMemoryError("part");
        })).isInstanceOf(OutOfMemoryError.class);
    }
}
