package org.writesae.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StandardOutputTest {

    private static StandardOutput failing(String message) {
        StandardOutput out = new StandardOutput(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        });
        out.writer().println("x");
        return out;
    }

    @Test
    void aFullDiskIsAProblemAndAReaderThatHasReadEnoughIsNone() {
        assertThat(failing("No space left on device").problem()).isEqualTo("No space left on device");
        assertThat(failing("Broken pipe").problem()).isNull();
    }

    @Test
    void linesArePassedOn() {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StandardOutput out = new StandardOutput(target);
        out.writer().println("x");
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("x" + System.lineSeparator());
        assertThat(out.problem()).isNull();
    }
}
