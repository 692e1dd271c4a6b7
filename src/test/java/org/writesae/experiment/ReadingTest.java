package org.writesae.experiment;

import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadingTest {

    @Test
    void anUnknownSpellingIsBadInput() {
        assertThat(Reading.parse(KlDirection.class, "cond-native", "r.json", "config.kl"))
                .isEqualTo(KlDirection.COND_NATIVE);
        assertThatThrownBy(() -> Reading.parse(WriteReading.class, "Raw", "r.json", "config.write"))
                .isInstanceOf(InputException.class).hasMessage("r.json: config.write: \"Raw\" is not one of raw, delta");
    }

    @Test
    void thePrimaryReadingsAreThoseOfTheConflictRegister() {
        assertThat(SubstitutionReadings.PRIMARY.stated()).extracting(Reading::option)
                .containsExactly("raw", "natural", "same-coefficient", "argmax", "next", "native-cond");
    }
}
