package org.writesae.experiment;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadingTest {

    @Command
    static final class Options {
        @Option(names = "--random")
        private RandomControl random = RandomControl.SAME_COEFFICIENT;

        @Option(names = "--read", description = "${COMPLETION-CANDIDATES}")
        private ReadOut read = ReadOut.NEXT;
    }

    /** The command line takes and offers the spelling of the option, without a converter. */
    @Test
    void aCommandLineTakesTheSpelling() {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        line.parseArgs("--random", "non-firing", "--read", "suffix-mean");
        assertThat(options.random).isEqualTo(RandomControl.NON_FIRING);
        assertThat(options.read).isEqualTo(ReadOut.SUFFIX_MEAN);
        assertThat(line.getUsageMessage()).contains("next, same, suffix-mean, last");
    }

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
