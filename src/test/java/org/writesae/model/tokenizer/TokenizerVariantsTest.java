package org.writesae.model.tokenizer;

import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** Every option of a {@code tokenizer.json} that is read does what it does upstream. */
class TokenizerVariantsTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> variants() {
        JsonNode cases = JsonFiles.read(GoldenTokenizerTest.GOLDEN.resolve("variants.json"));
        return StreamSupport.stream(cases.spliterator(), false).map(it -> Arguments.of(it.get("name").asText(), it));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void doesWhatUpstreamDoes(String name, JsonNode variant) {
        Path file = folder.resolve("tokenizer.json");
        JsonFiles.write(file, variant.get("tokenizer"));
        Tokenizer tokenizer = Tokenizers.open(file);
        for (JsonNode row : variant.get("rows")) {
            String text = row.get("text").asText();
            int[] ids = GoldenTokenizerTest.ids(row.get("ids"));
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
            assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(GoldenTokenizerTest.ids(row.get("special")));
            assertThat(tokenizer.decode(ids)).as(text).isEqualTo(row.get("decoded").asText());
            assertThat(tokenizer.decode(ids, true)).as(text).isEqualTo(row.get("skipped").asText());
        }
    }
}
