package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Lies in the directory of a zip file. Offsets: 8 flags, 10 method, 16 CRC, 20 packed size, 24 size, 42 place. */
class ZipDirectoryTest {

    @Test
    void truncatedFilesAreRefused() throws Exception {
        byte[] whole = Files.readAllBytes(TestFiles.file("form_a_bilinear.pt"));
        for (int length = 4; length < whole.length; length += 11) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> TorchFile.read(Path.of("cut.pt"), MemorySegment.ofArray(part)))
                    .isInstanceOf(InputException.class).hasMessageContaining("cut.pt: not a complete zip file");
        }
    }

    @Test
    void sizesThatDeflateCannotReachAreRefusedBeforeTheyAreAllocated() throws Exception {
        assertRefused(0, 24, 60 << 20, "claimed of a zip entry");
        assertRefused(0, 24, -2, "at most 67108864 expected");
    }

    @Test
    void sizesThatAreNotReachedAreRefused() throws Exception {
        assertRefused(0, 24, 5_000, "bytes, 5000 claimed");
    }

    @Test
    void contentIsCheckedAgainstItsChecksum() throws Exception {
        assertRefused(0, 16, 0, "the checksum of the zip entry does not match");
    }

    @Test
    void entriesMustLieInTheFileAndApart() throws Exception {
        assertRefused(1, 42, 0, "overlaps another zip entry");
        assertRefused(1, 42, 1 << 30, "no zip entry at byte 1073741824");
        assertRefused(1, 20, 1 << 30, "do not fit the file");
        assertRefused(1, 10, 99, "zip method 99");
        assertRefused(1, 8, 1, "the zip entry is encrypted");
    }

    private static void assertRefused(int entry, int field, int value, String message) throws Exception {
        byte[] bytes = Files.readAllBytes(TestFiles.file("tensors_deflated.pt"));
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = file.getInt(bytes.length - 22 + 16);
        for (int i = 0; i < entry; i++) {
            at += 46 + file.getShort(at + 28) + file.getShort(at + 30) + file.getShort(at + 32);
        }
        if (field < 16) {
            file.putShort(at + field, (short) value);
        } else {
            file.putInt(at + field, value);
        }
        assertThatThrownBy(() -> TorchFile.read(Path.of("bomb.pt"), MemorySegment.ofArray(bytes)))
                .isInstanceOf(InputException.class).hasMessageStartingWith("bomb.pt: ").hasMessageContaining(message);
    }
}
