package org.writesae.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.writesae.io.InputException;

/**
 * What a file holds.
 *
 * @param sha256 of its bytes
 * @param blob   SHA-1 of {@code "blob SIZE\0"} and its bytes, as git names a file; null if it is not needed
 */
record FileHashes(long size, String sha256, String blob) {

    /**
     * Reads a file.
     *
     * @param withBlob whether git's hash is needed
     */
    static FileHashes of(Path file, boolean withBlob) {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            MessageDigest blob = MessageDigest.getInstance("SHA-1");
            blob.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[1 << 20];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                sha256.update(chunk, 0, read);
                if (withBlob) {
                    blob.update(chunk, 0, read);
                }
            }
            HexFormat hex = HexFormat.of();
            return new FileHashes(size, hex.formatHex(sha256.digest()), withBlob ? hex.formatHex(blob.digest()) : null);
        } catch (IOException failure) {
            throw InputException.unreadable(file, failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
