package org.writesae.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 strictly: a replaced character would make two different names equal. */
final class Utf8 {
    private Utf8() {
    }

    static String decode(byte[] bytes, Object file, String place) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException malformed) {
            throw new InputException(file + ": " + place + ": not valid UTF-8", malformed);
        }
    }
}
