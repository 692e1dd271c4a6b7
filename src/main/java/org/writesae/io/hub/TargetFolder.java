package org.writesae.io.hub;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

import org.writesae.io.InputException;

/**
 * Where files go. Nothing is written outside of it: a link among its own folders is not followed.
 *
 * @param path made absolute; may be a link itself, and need not exist
 */
record TargetFolder(Path path) {

    TargetFolder {
        path = path.toAbsolutePath();
    }

    /** The place of a file of the repository. */
    Path place(String subject, String name) {
        Path place;
        try {
            place = path.resolve(name);
        } catch (InvalidPathException impossible) {
            throw new InputException(subject + ": " + name + ": no file name here: " + impossible.getReason(), impossible);
        }
        if (!place.startsWith(path) || place.getNameCount() != path.getNameCount() + name.split("/").length) {
            throw new InputException(subject + ": " + name + ": lies outside of " + path);
        }
        requireNoLink(place);
        if (Files.isDirectory(place)) {
            throw new InputException(place + ": is a directory, a file was expected");
        }
        return place;
    }

    private void requireNoLink(Path place) {
        for (Path folder = place.getParent(); !folder.equals(path); folder = folder.getParent()) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new InputException(folder + ": is a link or a file, a directory was expected");
            }
        }
    }

    /** Makes the folder of a file. */
    void makeFolderOf(Path place) {
        try {
            requireNoLink(place);
            Files.createDirectories(place.getParent());
        } catch (IOException failure) {
            throw new InputException(place.getParent() + ": cannot be made: " + failure, failure);
        }
    }

    /** @throws InputException if the disk has not that many bytes left */
    void requireRoom(long bytes) {
        Path there = path;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(there);
            if (disk.getUsableSpace() < bytes) {
                throw new InputException(String.format(Locale.ROOT, "%s: %.1f GB are needed and %.1f GB are free; nothing is fetched",
                        path, bytes / 1e9, disk.getUsableSpace() / 1e9));
            }
        } catch (IOException unknown) {
            // Then it shows when it is full.
        }
    }
}
