package org.writesae.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A program that is told to end while it writes leaves the old file and no other. */
class InterruptedWriteTest {
    @TempDir
    private Path folder;

    @Test
    void leavesTheOldFileAlone() throws Exception {
        Path target = Files.writeString(folder.resolve("t.bin"), "old");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Writer.class.getName(), target.toString()).start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("writing");
            try (var files = Files.list(folder)) {
                assertThat(files).hasSize(2);
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
        assertThat(target).hasContent("old");
    }

    /** Never comes to an end. */
    static final class Writer {
        public static void main(String[] arguments) {
            OutputFiles.write(Path.of(arguments[0]), out -> {
                out.write(new byte[1 << 20]);
                System.out.println("writing");
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            });
        }
    }
}
