package org.writesae.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What a command line printed, and its exit code. */
record CommandRun(int code, String out, String err) {
    static final Path DATA = Path.of("reference-data");
    static final Path MODEL = DATA.resolve("models/gdn-tiny");
    static final Path SAE = MODEL.resolve("sae/bilinear_L2_H2/best.pt");
    static final Path CORPUS = MODEL.resolve("corpus.npy");

    static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Refused with one line that contains all of these. */
    void refused(String... parts) {
        assertThat(err).contains(parts).doesNotContain("\tat ").endsWith("\n");
        assertThat(err.lines()).hasSize(1);
        assertThat(out).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    /** Done, with nothing on standard error. */
    CommandRun done() {
        assertThat(err).isEmpty();
        assertThat(code).isZero();
        return this;
    }

    /** The only line of standard output. */
    JsonNode json() {
        assertThat(out.lines()).hasSize(1);
        try {
            return new JsonMapper().readTree(out);
        } catch (JsonProcessingException failure) {
            throw new AssertionError(out, failure);
        }
    }
}
