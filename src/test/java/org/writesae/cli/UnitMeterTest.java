package org.writesae.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnitMeterTest {

    @Test
    void saysThatLessIsDoneAtATimeWhereStandardErrorIsNoTerminalToo() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (UnitMeter meter = new UnitMeter()) {
            meter.at("passages", 0, 4);
            meter.fewer(1);
            meter.at("passages", 4, 4);
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("note: not enough memory for 2 units of work at a time in the ")
                .contains("; going on with 1 (results are the same").endsWith(")\n");
    }
}
