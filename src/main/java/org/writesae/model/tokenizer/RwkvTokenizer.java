package org.writesae.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

import org.writesae.io.InputException;

/**
 * The tokenizer of RWKV World: at each place the longest token that the bytes of the text begin with, found in a trie
 * ({@code TRIE_TOKENIZER} of RWKV-LM). Decoding differs in one point: where bytes are no UTF-8, each such stretch
 * becomes U+FFFD, not the whole text.
 */
final class RwkvTokenizer implements Tokenizer {
    private final Path file;
    private final byte[][] tokens;
    private final LongIntMap children;
    private final int[] idAt;

    private RwkvTokenizer(Path file, byte[][] tokens, LongIntMap children, int[] idAt) {
        this.file = file;
        this.tokens = tokens;
        this.children = children;
        this.idAt = idAt;
    }

    static RwkvTokenizer read(Path file) {
        byte[][] tokens = RwkvVocabulary.read(file);
        int most = 1;
        for (byte[] token : tokens) {
            most = Math.addExact(most, token == null ? 0 : token.length);
        }
        LongIntMap children = new LongIntMap(tokens.length);
        int[] idAt = new int[most];
        int nodes = 1;
        for (int id = 0; id < tokens.length; id++) {
            int node = 0;
            for (byte b : tokens[id] == null ? new byte[0] : tokens[id]) {
                int child = children.get(edge(node, b));
                if (child < 0) {
                    child = nodes++;
                    children.put(edge(node, b), child);
                }
                node = child;
            }
            if (node != 0) {
                if (idAt[node] != 0) {
                    throw new InputException(file + ": ids " + idAt[node] + " and " + id + " stand for the same bytes");
                }
                idAt[node] = id;
            }
        }
        return new RwkvTokenizer(file, tokens, children, idAt);
    }

    private static long edge(int node, byte b) {
        return (long) node << 8 | Byte.toUnsignedInt(b);
    }

    @Override
    public int[] encode(String text, boolean specialTokens) {
        byte[] bytes = WellFormed.require(text).getBytes(StandardCharsets.UTF_8);
        IdList ids = new IdList();
        for (int at = 0; at < bytes.length;) {
            int longest = 0;
            int end = at;
            int node = children.get(edge(0, bytes[at]));
            for (int i = at + 1; node >= 0; node = i < bytes.length ? children.get(edge(node, bytes[i++])) : -1) {
                if (idAt[node] != 0) {
                    longest = idAt[node];
                    end = i;
                }
            }
            if (longest == 0) {
                throw new InputException(file + ": no token for byte " + at + " of the text, " + RwkvVocabulary.name(bytes[at]));
            }
            ids.add(longest);
            at = end;
        }
        return ids.toArray();
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            if (has(id)) {
                bytes.writeBytes(tokens[id]);
            }
        }
        return LossyUtf8.decode(bytes.toByteArray());
    }

    @Override
    public boolean has(int id) {
        return id >= 0 && id < tokens.length && tokens[id] != null;
    }

    @Override
    public int size() {
        return tokens.length;
    }

    @Override
    public String kind() {
        return String.format(Locale.ROOT, "RWKV World, %,d ids", tokens.length);
    }
}
