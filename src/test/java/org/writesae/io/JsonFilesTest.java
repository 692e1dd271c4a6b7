package org.writesae.io;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonFilesTest {
    @TempDir
    private Path directory;

    /** An at sign stands for a new line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":@  tru} | line 2, column",
        "{\"a\": 1, \"a\": 2} | Duplicate field 'a'",
        "{} {} | line 1, column",
        "{\"a\": NaN} | line 1, column",
        "`` | empty, JSON was expected",
    })
    void problemsHaveAPlace(String text, String message) throws Exception {
        Path file = Files.writeString(directory.resolve("x.json"), text.replace('@', '\n'));
        assertThatThrownBy(() -> JsonFiles.read(file)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ").hasMessageContaining(message);
    }

    @Test
    void pythonsNumbersAreReadWhenAsked() throws Exception {
        Path file = Files.writeString(directory.resolve("x.json"), "{\"a\": [Infinity, -Infinity, NaN]}");
        assertThat(JsonFiles.readWithNonFinite(file).at("/a/0").doubleValue()).isInfinite();
        assertThat(JsonFiles.readWithNonFinite(file).at("/a/2").doubleValue()).isNaN();
    }

    @Test
    void whatIsNoNumberIsWrittenAsNull() throws Exception {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("none", Double.NaN).put("one", 1.5);
        node.putObject("in").putArray("it").add(Double.NEGATIVE_INFINITY).add(Float.NaN).add(2);
        Path file = directory.resolve("x.json");
        JsonFiles.write(file, node);
        assertThat(JsonFiles.read(file)).hasToString("{\"none\":null,\"one\":1.5,\"in\":{\"it\":[null,null,2]}}");
        assertThat(JsonFiles.text(node)).isEqualTo(Files.readString(file));
        assertThat(node.get("none").doubleValue()).isNaN();
    }

    @Test
    void writingIsWholeOrNothing() throws Exception {
        Path file = directory.resolve("new/x.json");
        JsonFiles.write(file, JsonNodeFactory.instance.objectNode().put("a", 1));
        assertThat(file).hasContent("{\n  \"a\" : 1\n}\n");
        assertThatThrownBy(() -> OutputFiles.write(file, out -> {
            out.write("half".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            throw new IllegalStateException("interrupted");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("{\n  \"a\" : 1\n}\n");
        assertThat(file.getParent()).isDirectoryContaining(found -> found.equals(file));
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void targetsThatCannotBeWrittenAreNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("plain"), "");
        assertThatThrownBy(() -> OutputFiles.write(file.resolve("x"), out -> out.write(1))).isInstanceOf(InputException.class)
                .hasMessageContaining("plain/x: cannot be written");
        assertThatThrownBy(() -> OutputFiles.write(directory, out -> out.write(1))).isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be written");
    }
}
