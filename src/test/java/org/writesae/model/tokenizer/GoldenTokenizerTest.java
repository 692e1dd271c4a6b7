package org.writesae.model.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.JsonFiles;
import org.writesae.io.Safetensors;
import org.writesae.io.TensorFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Every line of mixed text gives upstream's ids, and they give upstream's text back. */
class GoldenTokenizerTest {
    static final Path GOLDEN = Path.of(System.getProperty("writesae.reference", "reference-data")).resolve("golden/tokenizer");
    private static final int DRAWN_LENGTH = 24;

    private static List<String> lines;

    @BeforeAll
    static void readLines() throws IOException {
        lines = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(GOLDEN.resolve("lines.jsonl.gz")))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                lines.add(json.readValue(line, String.class));
            }
        }
        assertThat(lines).hasSizeGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen35", "neox", "llama-prepend", "llama-metaspace", "rwkv"})
    void givesUpstreamsIdsAndText(String name) {
        Tokenizer tokenizer = Tokenizers.open(GOLDEN.resolve(name));
        JsonNode facts = JsonFiles.read(GOLDEN.resolve(name + ".json"));
        assertThat(tokenizer.size()).isEqualTo(facts.get("size").asInt());
        requireSample(tokenizer, facts.get("sample"));
        List<String> failures = new ArrayList<>();
        long count = 0;
        int unchanged = 0;
        try (TensorFile golden = Safetensors.open(GOLDEN.resolve(name + ".safetensors"))) {
            int[] ids = golden.tensor("ids_crc").ints();
            int[] framed = facts.get("framed").asBoolean() ? golden.tensor("special_crc").ints() : ids;
            int[] decoded = golden.tensor("decoded_crc").ints();
            assertThat(lines).hasSize(ids.length);
            for (int i = 0; i < ids.length; i++) {
                int[] found = tokenizer.encode(lines.get(i));
                String text = tokenizer.decode(found);
                count += found.length;
                unchanged += text.equals(lines.get(i)) ? 1 : 0;
                if (crc(found) != ids[i] || crc(tokenizer.encode(lines.get(i), true)) != framed[i] || crc(text) != decoded[i]) {
                    failures.add(i + ": " + lines.get(i));
                }
            }
            requireDrawn(tokenizer, golden.tensor("drawn_crc").ints());
        }
        assertThat(failures).isEmpty();
        assertThat(count).isEqualTo(facts.get("ids").asLong());
        assertThat(unchanged).isEqualTo(facts.get("unchanged").asInt());
    }

    /** In full, so that a failure can be read. */
    private static void requireSample(Tokenizer tokenizer, JsonNode sample) {
        for (JsonNode row : sample) {
            String line = lines.get(row.get("line").asInt());
            int[] expected = ids(row.get("ids"));
            assertThat(tokenizer.encode(line)).as(line).isEqualTo(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(row.get("decoded").asText());
        }
    }

    /** Random ids: bytes in any order, tokens that are not there. */
    private static void requireDrawn(Tokenizer tokenizer, int[] expected) {
        long state = 1;
        for (int i = 0; i < expected.length; i++) {
            int[] ids = new int[DRAWN_LENGTH];
            for (int t = 0; t < ids.length; t++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                ids[t] = (int) ((state >>> 33) % (tokenizer.size() + 2));
            }
            assertThat(crc(tokenizer.decode(ids))).as(Arrays.toString(ids)).isEqualTo(expected[i]);
        }
    }

    static int[] ids(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = array.get(t).asInt();
        }
        return ids;
    }

    private static int crc(int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(ids);
        return crc(bytes.array());
    }

    private static int crc(String text) {
        return crc(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
