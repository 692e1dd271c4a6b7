package org.writesae.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files in UTF-8, read strictly. */
public final class TextFiles {
    private TextFiles() {
    }

    /**
     * The whole text of a file, every character as it stands there.
     *
     * @throws InputException naming the byte where the file is not UTF-8
     */
    public static String read(Path file) {
        try {
            return decode(file, Files.readAllBytes(file));
        } catch (IOException failure) {
            throw InputException.unreadable(file, failure);
        }
    }

    private static String decode(Path file, byte[] bytes) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw InputException.at(file, "byte " + in.position(), "not valid UTF-8");
        }
        decoder.flush(out);
        return out.flip().toString();
    }
}
