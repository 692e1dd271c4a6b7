package org.writesae.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Standard output that remembers why it could not be written, which Java's own does not: results that were sent into a file on
 * a full disk must not pass for done. A reader that has read enough, such as head, is no failure.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private IOException failure;

    StandardOutput() {
        this(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    }

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** Everything printed reaches the stream at the end of its line. */
    PrintWriter writer() {
        return new PrintWriter(this, true, System.out.charset());
    }

    /** Why not everything was written, or null. */
    String problem() {
        flush();
        boolean enough = failure == null || String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
        return enough ? null : failure.getMessage();
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        attempt(() -> target.write(bytes, from, count));
    }

    @Override
    public void flush() {
        attempt(target::flush);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        if (failure == null) {
            try {
                step.run();
            } catch (IOException problem) {
                failure = problem;
            }
        }
    }
}
