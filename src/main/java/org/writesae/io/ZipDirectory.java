package org.writesae.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a zip file, found through its central directory, with zip64 sizes. Entries may not
 * overlap, so the whole can never claim more compressed bytes than the file has.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;

    private final Path path;
    private final MemorySegment file;
    private final Map<String, ZipEntryData> entries = new LinkedHashMap<>();

    private ZipDirectory(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    static boolean looksLikeZip(MemorySegment file) {
        return file.byteSize() >= 4 && (file.get(Elements.INT, 0) == LOCAL || file.get(Elements.INT, 0) == END);
    }

    static ZipDirectory read(Path path, MemorySegment file) {
        ZipDirectory directory = new ZipDirectory(path, file);
        directory.readAll(directory.findEnd());
        return directory;
    }

    /** By name, in the order of the directory. */
    Map<String, ZipEntryData> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Searched backwards, since only a comment of at most 65535 bytes may follow. */
    private long findEnd() {
        long last = file.byteSize() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - 0xffff); at--) {
            if (file.get(Elements.INT, at) == END && unsignedShort(at + 20) == last - at) {
                return at;
            }
        }
        throw new InputException(path + ": not a complete zip file, its directory at the end is missing");
    }

    private void readAll(long end) {
        long count = unsignedShort(end + 10);
        long bytes = unsignedInt(end + 12);
        long start = unsignedInt(end + 16);
        long limit = end;
        if (end >= 20 && file.get(Elements.INT, end - 20) == LOCATOR64) {
            long end64 = file.get(Elements.LONG, end - 20 + 8);
            if (end64 < 0 || end64 > end - 20 - 56 || file.get(Elements.INT, end64) != END64) {
                throw InputException.at(path, "zip directory", "its 64-bit record is not where it is said to be");
            }
            count = file.get(Elements.LONG, end64 + 32);
            bytes = file.get(Elements.LONG, end64 + 40);
            start = file.get(Elements.LONG, end64 + 48);
            limit = end64;
        }
        if (start < 0 || bytes < 0 || start > limit || bytes > limit - start || count < 0
                || count > bytes / CENTRAL_BYTES) {
            throw InputException.at(path, "zip directory", count + " entries in " + bytes + " bytes at " + start
                    + " do not fit the file");
        }
        readEntries(start, start + bytes, count);
        checkOverlaps(start);
    }

    private void readEntries(long start, long end, long count) {
        long at = start;
        for (long i = 0; i < count; i++) {
            if (at > end - CENTRAL_BYTES || file.get(Elements.INT, at) != CENTRAL) {
                throw InputException.at(path, "zip directory", "entry " + i + " is damaged");
            }
            int nameBytes = unsignedShort(at + 28);
            int extraBytes = unsignedShort(at + 30);
            long next = at + CENTRAL_BYTES + nameBytes + extraBytes + unsignedShort(at + 32);
            if (next > end) {
                throw InputException.at(path, "zip directory", "entry " + i + " is cut off");
            }
            String name = Utf8.decode(MappedFile.bytes(file, at + CENTRAL_BYTES, nameBytes), path,
                    "zip directory: name of entry " + i);
            if (entries.put(name, entry(name, at, at + CENTRAL_BYTES + nameBytes, extraBytes)) != null) {
                throw InputException.at(path, name, "the zip file has two entries of this name");
            }
            at = next;
        }
    }

    private ZipEntryData entry(String name, long at, long extraAt, int extraBytes) {
        if ((unsignedShort(at + 8) & 1) != 0) {
            throw InputException.at(path, name, "the zip entry is encrypted");
        }
        int method = unsignedShort(at + 10);
        if (method != 0 && method != 8) {
            throw InputException.at(path, name, "zip method " + method + ", expected stored or deflated");
        }
        long[] sizes = {unsignedInt(at + 24), unsignedInt(at + 20), unsignedInt(at + 42)};
        applyZip64(sizes, extraAt, extraAt + extraBytes);
        long dataAt = dataStart(name, sizes[2]);
        if (sizes[0] < 0 || sizes[1] < 0 || sizes[1] > file.byteSize() - dataAt || method == 0 && sizes[0] != sizes[1]) {
            throw InputException.at(path, name, sizes[1] + " bytes at " + dataAt + " holding " + sizes[0]
                    + " do not fit the file");
        }
        return new ZipEntryData(path, name, method == 8, file.get(Elements.INT, at + 16), sizes[0], dataAt,
                file.asSlice(dataAt, sizes[1]));
    }

    /** Replaces the 32-bit fields that are all ones, in this order: size, compressed size, offset. */
    private void applyZip64(long[] sizes, long from, long to) {
        for (long at = from; at + 4 <= to; at += 4 + unsignedShort(at + 2)) {
            if (unsignedShort(at) != 1) {
                continue;
            }
            long value = at + 4;
            long valuesEnd = Math.min(to, value + unsignedShort(at + 2));
            for (int i = 0; i < sizes.length && value + 8 <= valuesEnd; i++) {
                if (sizes[i] == 0xffffffffL) {
                    sizes[i] = file.get(Elements.LONG, value);
                    value += 8;
                }
            }
        }
    }

    private long dataStart(String name, long localAt) {
        if (localAt < 0 || localAt > file.byteSize() - LOCAL_BYTES || file.get(Elements.INT, localAt) != LOCAL) {
            throw InputException.at(path, name, "no zip entry at byte " + localAt);
        }
        long dataAt = localAt + LOCAL_BYTES + unsignedShort(localAt + 26) + unsignedShort(localAt + 28);
        if (dataAt > file.byteSize()) {
            throw InputException.at(path, name, "the zip entry is cut off");
        }
        return dataAt;
    }

    private void checkOverlaps(long directoryStart) {
        List<ZipEntryData> byPlace = new ArrayList<>(entries.values());
        byPlace.sort(Comparator.comparingLong(ZipEntryData::at));
        long free = 0;
        for (ZipEntryData entry : byPlace) {
            if (entry.at() < free) {
                throw InputException.at(path, entry.name(), "overlaps another zip entry");
            }
            free = entry.at() + entry.packed().byteSize();
        }
        if (free > directoryStart) {
            throw InputException.at(path, "zip directory", "overlaps an entry");
        }
    }

    private int unsignedShort(long at) {
        return file.get(ValueLayout.JAVA_BYTE, at) & 0xff | (file.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff) << 8;
    }

    private long unsignedInt(long at) {
        return file.get(Elements.INT, at) & 0xffffffffL;
    }
}
