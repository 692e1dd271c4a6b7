package org.writesae.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyTest {
    @TempDir
    private Path directory;

    @Test
    void numpysFilesAreReadBitForBit() {
        String[] names = TestFiles.expectedNames("npy");
        assertThat(names).hasSize(14);
        for (String name : names) {
            TestFiles.assertExpected("npy", name, Npy.open(TestFiles.file(name + ".npy")));
        }
        TestFiles.assertExpected("npy", "f4", Npy.open(TestFiles.file("version2.npy")));
        TestFiles.assertExpected("npy", "f4", Npy.open(TestFiles.file("version3.npy")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "deflated.npz"})
    void archivesHoldTheSameArrays(String archive) {
        try (TensorFile file = Npz.open(TestFiles.file(archive))) {
            for (String name : TestFiles.expectedNames("npy")) {
                TestFiles.assertExpected("npy", name, file.tensor(name));
            }
            if (archive.equals("deflated.npz")) {
                assertThat(file.tensor("zeros").requireShape(5000).floats()).containsOnly(0);
            }
            assertThatThrownBy(() -> file.tensor("f5")).isInstanceOf(InputException.class).hasMessageContaining(archive + ": f5");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "structured.npy | structured dtype [('a', '<f4'), ('b', '<i4')]",
        "text.npy       | dtype '<U3' is not supported",
        "object.npy     | dtype object is not supported: its elements are pickled",
        "stored.npz     | not an npy file",
    })
    void otherContentIsRefusedByName(String file, String message) {
        assertThatThrownBy(() -> Npy.open(TestFiles.file(file))).isInstanceOf(InputException.class)
                .hasMessageContaining(file).hasMessageContaining(message);
        assertThat(Path.of("writesae-was-here")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } | shape [3] of F32 takes 12 bytes, 16 follow the header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (5,), } | takes 20 bytes, 16 follow",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999, 999999999999999999), } | more than 2^62",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,), } | a length below 10^18 expected",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 4, } | '(' expected",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,), } | True or False expected",
        "{'descr': '<f4', 'fortran_order': False} | expected the keys",
        "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (4,)} | duplicate key 'descr'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} ; import os | text after the dictionary",
        "__import__('os').system('touch writesae-was-here') | '{' expected",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (4,)} | a quoted string expected",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)} | dtype '<c8' is not supported",
        "{'descr': '', 'fortran_order': False, 'shape': (2,)} | dtype '' is not supported",
    })
    void damagedHeadersAreNamed(String header, String message) throws Exception {
        Path file = write(1, header.length(), header, 16);
        assertThatThrownBy(() -> Npy.open(file)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }

    @Test
    void claimedLengthsAreChecked() throws Exception {
        Path file = write(2, Integer.MAX_VALUE, "{}", 0);
        assertThatThrownBy(() -> Npy.open(file)).isInstanceOf(InputException.class).hasMessageContaining("npy header of 2147483647 bytes claimed");
        Path newer = write(9, 2, "{}", 0);
        assertThatThrownBy(() -> Npy.open(newer)).isInstanceOf(InputException.class).hasMessageContaining("npy version 9");
    }

    private Path write(int version, int headerLength, String header, int dataBytes) throws Exception {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            bytes.putShort((short) headerLength);
        } else {
            bytes.putInt(headerLength);
        }
        bytes.put(text);
        byte[] file = java.util.Arrays.copyOf(bytes.array(), bytes.position() + dataBytes);
        return Files.write(directory.resolve("x.npy"), file);
    }
}
