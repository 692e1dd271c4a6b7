package org.writesae.io.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes of a file of the hub, made while they are sent.
 *
 * @param size  how many
 * @param block what they consist of, over and over
 */
record FakeContent(int size, byte[] block) {
    static FakeContent of(byte[] bytes) {
        return new FakeContent(bytes.length, bytes);
    }

    byte[] bytes(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int at = from; at < to;) {
            int count = Math.min(to - at, block.length - at % block.length);
            System.arraycopy(block, at % block.length, bytes, at - from, count);
            at += count;
        }
        return bytes;
    }

    /** The name git has for it. */
    String blob() {
        return hash("SHA-1", "blob " + size + "\0");
    }

    String sha256() {
        return hash("SHA-256", "");
    }

    private String hash(String algorithm, String prefix) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(prefix.getBytes(StandardCharsets.UTF_8));
            for (int from = 0; from < size; from += 1 << 16) {
                digest.update(bytes(from, Math.min(size, from + (1 << 16))));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
