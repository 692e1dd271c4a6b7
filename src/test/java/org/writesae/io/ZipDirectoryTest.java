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

    /** Sizes and places beyond 32 bits stand in a field behind the name, where the directory's own are all ones. */
    @Test
    void sizesAndPlacesOf64BitsAreRead() throws Exception {
        TorchFile file = TorchFile.read(Path.of("large.pt"), MemorySegment.ofArray(withWideFields()));
        for (String key : TestFiles.expectedNames("tensors.pt")) {
            TestFiles.assertExpected("tensors.pt", key, (Tensor) file.at("tensors." + key));
        }
    }

    /** A checkpoint whose directory has all sizes and places in 64 bits, each behind a field that says something else. */
    private static byte[] withWideFields() throws Exception {
        ByteBuffer old = ByteBuffer.wrap(Files.readAllBytes(TestFiles.file("tensors_deflated.pt"))).order(ByteOrder.LITTLE_ENDIAN);
        int end = old.capacity() - 22;
        int at = old.getInt(end + 16);
        ByteBuffer file = ByteBuffer.allocate(3 * old.capacity()).order(ByteOrder.LITTLE_ENDIAN).put(old.array(), 0, at);
        while (at < end) {
            int name = old.getShort(at + 28);
            int start = file.position();
            file.put(old.array(), at, 46 + name);
            file.putInt(start + 20, -1).putInt(start + 24, -1).putInt(start + 42, -1);
            file.putShort(start + 30, (short) 37).putShort(start + 32, (short) 0);
            file.putShort((short) 0x5455).putShort((short) 5).put(new byte[] {1, 2, 3, 4, 5});
            file.putShort((short) 1).putShort((short) 24);
            file.putLong(old.getInt(at + 24)).putLong(old.getInt(at + 20)).putLong(old.getInt(at + 42));
            at += 46 + name + old.getShort(at + 30) + old.getShort(at + 32);
        }
        int bytes = file.position() - old.getInt(end + 16);
        file.put(old.array(), end, 22).putInt(file.position() - 22 + 12, bytes);
        return Arrays.copyOf(file.array(), file.position());
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
