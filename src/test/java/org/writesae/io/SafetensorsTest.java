package org.writesae.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsTest {
    @TempDir
    private Path directory;

    @Test
    void theOfficialWritersFileIsReadBitForBit() {
        try (TensorFile file = Safetensors.open(TestFiles.file("all_types.safetensors"))) {
            String[] names = TestFiles.expectedNames("all_types.safetensors");
            assertThat(file.names()).containsExactlyInAnyOrder(names);
            assertThat(file.metadata()).containsEntry("note", "ünïcode");
            for (String name : names) {
                TestFiles.assertExpected("all_types.safetensors", name, file.tensor(name));
            }
        }
    }

    /** Headers over 24 bytes of data; single quotes stand for double ones. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a':{'dtype':'F32','shape':[6],'data_offsets':[0,28]}} | a: data_offsets [0, 28] do not lie in the 24 bytes",
        "{'a':{'dtype':'F32','shape':[6],'data_offsets':[24,0]}} | a: data_offsets [24, 0] do not lie",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'b':{'dtype':'F32','shape':[4],'data_offsets':[8,24]}} | b: data_offsets begin at 8, inside the tensor that ends at 12",
        "{'a':{'dtype':'F32','shape':[6],'data_offsets':[0,24]},'b':{'dtype':'F32','shape':[6],'data_offsets':[0,24]}} | b: data_offsets begin at 0, inside",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[3],'data_offsets':[12,24]}} | b: data_offsets begin at 12, bytes from 8 belong to no tensor",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | data: 16 bytes after the last tensor",
        "{'a':{'dtype':'F32','shape':[5],'data_offsets':[0,24]}} | a: shape [5] of F32 takes 20 bytes, data_offsets hold 24",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,24]}} | a: shape [4611686018427387904, 4] of F32 takes more than 2^62",
        "{'a':{'dtype':'F32','shape':[9223372036854775807],'data_offsets':[0,24]}} | takes more than 2^62",
        "{'a':{'dtype':'F32','shape':[18446744073709551622],'data_offsets':[0,24]}} | header: a.shape: 18446744073709551622 is not a size",
        "{'a':{'dtype':'F32','shape':[-6],'data_offsets':[0,24]}} | header: a.shape: -6 is not a size",
        "{'a':{'dtype':'F32','shape':[6.0],'data_offsets':[0,24]}} | header: a.shape: expected an integer",
        "{'a':{'dtype':'F8_E4M3','shape':[24],'data_offsets':[0,24]}} | header: a: dtype F8_E4M3 is not supported",
        "{'a':{'dtype':'F32','shape':[6],'data_offsets':[0,24]},'a':{'dtype':'F32','shape':[6],'data_offsets':[0,24]}} | Duplicate field 'a'",
        "{'a':{'dtype':'F32','dtype':'F64','shape':[6],'data_offsets':[0,24]}} | Duplicate field 'dtype'",
        "{'a':{'dtype':'F32','shape':[6],'data_offsets':[0,24],'x':1}} | header: a: unknown field x",
        "{'a':{'dtype':'F32','shape':[6]}} | header: a: expected dtype, shape and data_offsets",
        "{'a':{'dtype':'F32','shape':[6],'data_offsets':[0,12,24]}} | header: a: expected dtype, shape and data_offsets",
        "{'a':[]} | header: a: expected an object",
        "{'__metadata__':{'k':1}} | header: __metadata__.k: expected a string",
        "{} {} | header: text after the JSON object",
        "{'a': | header: character",
        "[1,2] | header: a JSON object was expected",
    })
    void damagedHeadersAreNamed(String header, String message) throws Exception {
        Path file = directory.resolve("x.safetensors");
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Files.write(file, file(json.length, json, 24));
        assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ").hasMessageContaining(message);
    }

    @Test
    void headerLengthsAreCheckedAgainstTheFile() throws Exception {
        for (long length : new long[] {1L << 60, -1, Long.MIN_VALUE, 3, 1, 0}) {
            Path file = directory.resolve("x.safetensors");
            Files.write(file, file(length, "{}".getBytes(StandardCharsets.UTF_8), 0));
            assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(InputException.class)
                    .hasMessageContaining("x.safetensors: header length: " + Long.toUnsignedString(length));
        }
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);
        assertThatThrownBy(() -> Safetensors.open(empty)).hasMessageContaining("0 bytes, too short").isInstanceOf(InputException.class);
    }

    @Test
    void invalidUtf8IsRefused() throws Exception {
        Path file = Files.write(directory.resolve("x.safetensors"), file(6, new byte[] {'{', '"', (byte) 0xff, '"', ':', '}'}, 0));
        assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(InputException.class)
                .hasMessageContaining("header: not valid UTF-8");
    }

    @Test
    void deepNestingIsAnErrorNotAStackOverflow() throws Exception {
        byte[] json = ("{\"a\":{\"dtype\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("x.safetensors"), file(json.length, json, 0));
        assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(InputException.class).hasMessageContaining("header: a.dtype");
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(TestFiles.file("all_types.safetensors"));
        Path file = directory.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(InputException.class).hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void missingFilesAndDirectoriesAreNamed() {
        assertThatThrownBy(() -> Safetensors.open(directory.resolve("no"))).isInstanceOf(InputException.class)
                .hasMessageEndingWith("no: no such file");
        assertThatThrownBy(() -> Safetensors.open(directory)).isInstanceOf(InputException.class)
                .hasMessageContaining("this is a directory");
    }

    private static byte[] file(long headerLength, byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength)
                .put(header).array();
    }
}
