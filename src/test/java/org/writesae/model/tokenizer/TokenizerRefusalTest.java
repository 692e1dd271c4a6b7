package org.writesae.model.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is not known is refused with its name and place, never passed over. */
class TokenizerRefusalTest {
    private static final String GOOD = """
            {"version": "1.0", "added_tokens": [{"id": 3, "content": "<s>", "special": true}],
             "normalizer": {"type": "NFC"}, "pre_tokenizer": {"type": "ByteLevel"}, "post_processor": null,
             "decoder": {"type": "ByteLevel"},
             "model": {"type": "BPE", "unk_token": null, "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}""";

    @TempDir
    private Path folder;

    private Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private void refused(Path path, String... parts) {
        assertThatThrownBy(() -> Tokenizers.open(path)).isInstanceOf(InputException.class)
                .hasMessageContainingAll(parts).message().contains(path.toString());
    }

    @Test
    void theFileThatTheOthersAreMadeFromIsGood() {
        assertThat(Tokenizers.open(file("tokenizer.json", GOOD)).encode("ab")).containsExactly(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"type\": \"BPE\"          | \"type\": \"Unigram\"          | model: model \"Unigram\" is not known",
        "\"type\": \"NFC\"          | \"type\": \"Lowercase\"        | normalizer: normalizer \"Lowercase\" is not known; known are NFC",
        "{\"type\": \"ByteLevel\"}, \"post | {\"type\": \"Digits\"}, \"post | pre_tokenizer: pre-tokenizer \"Digits\" is not known",
        "{\"type\": \"ByteLevel\"}, \"post | {\"type\": \"Split\", \"behavior\": \"Isolated\", \"pattern\": {\"Regex\": \"(a+)+$\"}}, \"post "
            + "| pre_tokenizer.pattern.Regex: the pattern is not one of those known",
        "{\"type\": \"ByteLevel\"}, \"post | {\"type\": \"Split\", \"behavior\": \"Removed\", \"pattern\": {\"String\": \"a\"}}, \"post "
            + "| pre_tokenizer.behavior: only Isolated is known",
        "\"decoder\": {\"type\": \"ByteLevel\"} | \"decoder\": {\"type\": \"CTC\"} | decoder: decoder \"CTC\" is not known",
        "\"post_processor\": null  | \"post_processor\": {\"type\": \"BertProcessing\"} | post-processor \"BertProcessing\" is not known",
        "\"unk_token\": null       | \"unk_token\": \"?\"            | model.unk_token: \"?\" is not in the vocabulary",
        "\"unk_token\": null       | \"dropout\": 0.1                | model.dropout",
        "\"unk_token\": null       | \"continuing_subword_prefix\": \"##\" | model.continuing_subword_prefix: only an empty one",
        "[\"a b\"]                 | [\"a c\"]                       | model.merges: merge 0 needs the token \"c\"",
        "[\"a b\"]                 | [\"a  b\"]                      | model.merges: merge 0 is",
        "[\"a b\"]                 | [[\"a\"]]                       | model.merges: merge 0 is",
        "[\"a b\"]                 | {}                              | model.merges: an array was expected",
        "\"b\": 1                  | \"b\": -1                       | model.vocab: token \"b\" has id -1",
        "\"b\": 1                  | \"b\": 0                        | as another token has",
        "\"b\": 1                  | \"b\": 99999999999              | model.vocab: token \"b\" has id 99999999999",
        "\"b\": 1                  | \"a\": 1                        | Duplicate",
        "\"id\": 3                 | \"id\": 5                       | added_tokens[0].id: states 5 for \"<s>\"",
        "\"content\": \"<s>\"      | \"content\": \"\"               | added_tokens[0].content: is empty",
        "\"model\": {              | \"modal\": {                    | no \"model\"",
        "\"merges\": [\"a b\"]}}   | \"merges\": [\"a b\"]}          | line 4, column",
    })
    void namesWhatItDoesNotKnow(String part, String changed, String message) {
        assertThat(GOOD.replace("\n", " ").replaceAll(" +", " ")).contains(part.strip());
        refused(file("tokenizer.json", GOOD.replaceAll(" +", " ").replace(part.strip(), changed.strip())), message.strip());
    }

    @Test
    void template() {
        String template = "{\"type\": \"TemplateProcessing\", \"single\": [%s], \"special_tokens\": {}}";
        refused(file("a.json", GOOD.replace("\"post_processor\": null", "\"post_processor\": " + template.formatted(""))),
                "post_processor.single: does not hold the text");
        refused(file("b.json", GOOD.replace("\"post_processor\": null", "\"post_processor\": "
                + template.formatted("{\"SpecialToken\": {\"id\": \"<s>\"}}"))), "post_processor.special_tokens.<s>.ids: an array was expected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "1 'a' 2                     | line 1: the literal has 1 bytes, the line says 2",
        "0 'a' 1                     | line 1: id 0",
        "1 a 1                       | line 1: a literal in quotes was expected",
        "1 'a\" 2                    | line 1: a literal in quotes was expected",
        "1 'a'+'b' 2                 | line 1: text after the closing quote",
        "1 '\\q' 2                   | line 1: the escape \\q is not known",
        "1 '\\x4' 1                  | line 1: 2 hexadecimal digits were expected",
        "1 '\\ud800' 3               | line 1: a character that UTF-8 cannot hold",
        "1 b'\\u0041' 1              | line 1: \\u in bytes",
        "1 b'é' 1                    | line 1: a character that is no ASCII in bytes",
        "1 __import__('os') 1        | line 1: a literal in quotes was expected",
        "one 'a' 1                   | line 1: \"id literal bytes\" was expected",
        "99999999 'a' 1              | line 1: id 99999999",
        "1 '' 0                      | line 1: the literal has 0 bytes",
    })
    void vocabularyOfRwkv(String line, String message) {
        refused(file("rwkv_vocab.txt", line.strip() + "\n"), message.strip());
    }

    @Test
    void vocabularyOfRwkvAsAWhole() throws IOException {
        refused(file("empty.txt", ""), "empty");
        refused(file("twice.txt", "1 'a' 1\n1 'b' 1\n"), "line 2: id 1 a second time");
        refused(file("same.txt", "1 'a' 1\n2 'a' 1\n"), "ids 1 and 2 stand for the same bytes");
        Path broken = folder.resolve("broken.txt");
        Files.write(broken, new byte[] {'1', ' ', (byte) 0xff});
        refused(broken, "byte 2: not valid UTF-8");
        assertThatThrownBy(() -> Tokenizers.open(file("a.txt", "1 'a' 1\n")).encode("ab"))
                .isInstanceOf(InputException.class).hasMessageContaining("no token for byte 1 of the text, 'b'");
    }

    @Test
    void directories() throws IOException {
        refused(folder, "no tokenizer found", "tokenizer.json");
        file("tokenizer.model", "");
        refused(folder, "tokenizer.model is there but not read");
        file("vocab.txt", "1 'a' 1\n");
        assertThat(Tokenizers.open(folder).encode("a")).containsExactly(1);
        file("rwkv_vocab_v20230424.txt", "1 'a' 1\n");
        refused(folder, "several vocabularies");
        file("tokenizer.json", GOOD);
        assertThat(Tokenizers.open(folder).encode("ab")).containsExactly(2);
        refused(folder.resolve("missing.json"), "no such file");
        assertThat(Tokenizers.find(file("weights.pth", "")).orElseThrow().encode("ab")).containsExactly(2);
    }

    @Test
    void halfASurrogatePair() {
        for (Path path : new Path[] {file("tokenizer.json", GOOD), file("a.txt", "1 'a' 1\n")}) {
            Tokenizer tokenizer = Tokenizers.open(path);
            assertThatThrownBy(() -> tokenizer.encode("a\ud83d")).isInstanceOf(InputException.class)
                    .hasMessage("text: character 1 is U+D83D, half of a surrogate pair");
        }
        assertThat(new ByteTokenizer().encode("a😀")).isEqualTo(bytes("a😀"));
    }

    private static int[] bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Byte.toUnsignedInt(utf8[i]);
        }
        return ids;
    }
}
