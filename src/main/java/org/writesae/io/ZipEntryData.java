package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One zip entry. Stored entries are slices of the mapped file, unchecked; deflated ones are inflated on
 * demand and checked against their CRC.
 *
 * @param size   bytes once unpacked
 * @param at     where the packed bytes start in the file
 * @param packed the bytes in the file
 */
record ZipEntryData(Path path, String name, boolean deflated, int crc, long size, long at, MemorySegment packed) {
    /** Deflate cannot expand further than this; whatever claims to is a lie. */
    private static final int MOST_EXPANSION = 1032;

    /** The unpacked bytes. */
    MemorySegment bytes() {
        if (!deflated) {
            return packed;
        }
        byte[] unpacked = inflate(size);
        CRC32 check = new CRC32();
        check.update(unpacked);
        if ((int) check.getValue() != crc) {
            throw InputException.at(path, name, "the checksum of the zip entry does not match its content");
        }
        return MemorySegment.ofArray(unpacked);
    }

    /** At most the first {@code most} unpacked bytes. */
    MemorySegment head(int most) {
        long count = Math.min(most, size);
        return deflated ? MemorySegment.ofArray(inflate(count)) : packed.asSlice(0, count);
    }

    private byte[] inflate(long count) {
        if (size / MOST_EXPANSION > packed.byteSize() || count > Integer.MAX_VALUE - 8) {
            throw InputException.at(path, name, size + " bytes claimed of a zip entry of " + packed.byteSize()
                    + "; entries above 2 GB must be stored, not deflated");
        }
        byte[] unpacked = new byte[(int) count];
        try (Inflater inflater = new Inflater(true)) {
            int done = 0;
            long fed = 0;
            while (done < count) {
                if (inflater.needsInput() && fed < packed.byteSize()) {
                    int part = (int) Math.min(1 << 16, packed.byteSize() - fed);
                    inflater.setInput(MappedFile.bytes(packed, fed, part));
                    fed += part;
                }
                int made = inflater.inflate(unpacked, done, (int) count - done);
                if (made == 0 && (inflater.finished() || fed == packed.byteSize())) {
                    throw InputException.at(path, name, "the zip entry unpacks to " + done + " bytes, " + size + " claimed");
                }
                done += made;
            }
        } catch (DataFormatException damaged) {
            throw new InputException(path + ": " + name + ": damaged zip entry: " + damaged.getMessage(), damaged);
        }
        return unpacked;
    }
}
