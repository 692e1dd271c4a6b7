package org.writesae.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Byte-pair encoding of one word: of all neighbouring pairs of tokens the one with the lowest rank is merged, the
 * leftmost of several, until none is left (Sennrich et al. 2016; {@code models/bpe/word.rs} of tokenizers 0.23.2).
 */
final class BytePairEncoder {
    /** Where words begin in vocabularies of the SentencePiece kind. */
    private static final char WORD_START = '\u2581';
    private static final int MOST_CACHED = 1 << 16;
    private static final int LONGEST_CACHED = 128;
    private static final int[] NONE = {};

    private final BytePairs model;
    private final boolean bytes;
    private final int[] byteIds;
    private final boolean cutsAtWordStarts;
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /** @param bytes whether words are spelled in {@link ByteAlphabet}, byte by byte, rather than in characters */
    BytePairEncoder(BytePairs model, boolean bytes) {
        this.model = model;
        this.bytes = bytes;
        this.byteIds = bytes ? byteIds(model.ids()) : null;
        this.cutsAtWordStarts = !bytes && !model.ignoreMerges() && noTokenCrossesWordStart(model.ids());
    }

    /** Appends the ids of a word. */
    void encode(String word, IdList out) {
        if (!cutsAtWordStarts) {
            encodeWhole(word, out);
            return;
        }
        int from = 0;
        for (int i = 1; i < word.length(); i++) {
            if (word.charAt(i) == WORD_START && word.charAt(i - 1) != WORD_START) {
                encodeWhole(word.substring(from, i), out);
                from = i;
            }
        }
        encodeWhole(word.substring(from), out);
    }

    private void encodeWhole(String word, IdList out) {
        if (word.length() > LONGEST_CACHED) {
            out.addAll(ids(word));
            return;
        }
        int[] ids = cache.get(word);
        if (ids == null) {
            ids = ids(word);
            if (cache.size() < MOST_CACHED) {
                cache.put(word, ids);
            }
        }
        out.addAll(ids);
    }

    private int[] ids(String word) {
        if (byteIds != null && !model.ignoreMerges()) {
            byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
            int[] symbols = new int[utf8.length];
            for (int i = 0; i < symbols.length; i++) {
                symbols[i] = byteIds[Byte.toUnsignedInt(utf8[i])];
            }
            return merge(symbols);
        }
        String spelled = bytes ? ByteAlphabet.spell(word) : word;
        Integer whole = model.ignoreMerges() ? model.ids().get(spelled) : null;
        return whole != null ? new int[] {whole} : merge(symbols(spelled));
    }

    /** The ids of single characters, in upstream's order also where unknown ones and bytes of others mix. */
    private int[] symbols(String spelled) {
        IdList symbols = new IdList();
        boolean unknown = false;
        for (int i = 0, next; i < spelled.length(); i = next) {
            next = spelled.offsetByCodePoints(i, 1);
            String character = spelled.substring(i, next);
            Integer id = model.ids().get(character);
            if (id == null) {
                int[] fallback = fallback(character);
                symbols.addAll(fallback);
                if (fallback.length == 0 && model.unknown() != null) {
                    if (unknown && !model.fuseUnknown()) {
                        symbols.add(model.ids().get(model.unknown()));
                    }
                    unknown = true;
                }
            } else {
                if (unknown) {
                    symbols.add(model.ids().get(model.unknown()));
                    unknown = false;
                }
                symbols.add(id);
            }
        }
        if (unknown) {
            symbols.add(model.ids().get(model.unknown()));
        }
        return symbols.toArray();
    }

    private int[] fallback(String character) {
        if (!model.byteFallback()) {
            return NONE;
        }
        byte[] utf8 = character.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
            Integer id = model.ids().get(String.format(Locale.ROOT, "<0x%02X>", utf8[i]));
            if (id == null) {
                return NONE;
            }
            ids[i] = id;
        }
        return ids;
    }

    /** Merges in place; merged neighbours are linked past each other. */
    private int[] merge(int[] symbols) {
        int count = symbols.length;
        if (count < 2) {
            return symbols;
        }
        int[] next = new int[count];
        int[] previous = new int[count];
        MergeQueue queue = new MergeQueue(count);
        for (int i = 0; i < count; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (i + 1 < count) {
                offer(queue, symbols, i, i + 1);
            }
        }
        while (!queue.isEmpty()) {
            long top = queue.poll();
            int left = (int) top;
            int merged = model.merges().merged()[(int) (top >>> 32)];
            if (symbols[left] < 0 || next[left] == count || !gives(merged, symbols[left], symbols[next[left]])) {
                continue; // An entry for a pair that is no longer there.
            }
            int right = next[left];
            symbols[left] = merged;
            symbols[right] = -1;
            next[left] = next[right];
            if (next[right] < count) {
                previous[next[right]] = left;
                offer(queue, symbols, left, next[right]);
            }
            if (previous[left] >= 0) {
                offer(queue, symbols, previous[left], left);
            }
        }
        return Arrays.stream(symbols).filter(id -> id >= 0).toArray();
    }

    /** Upstream tells an outdated entry by what the merge would give, not by its pair. */
    private boolean gives(int merged, int left, int right) {
        int rank = model.merges().ranks().get(BytePairs.Merges.pair(left, right));
        return rank >= 0 && model.merges().merged()[rank] == merged;
    }

    private void offer(MergeQueue queue, int[] symbols, int left, int right) {
        int rank = model.merges().ranks().get(BytePairs.Merges.pair(symbols[left], symbols[right]));
        if (rank >= 0) {
            queue.add((long) rank << 32 | left);
        }
    }

    private static int[] byteIds(Map<String, Integer> ids) {
        int[] found = new int[256];
        for (int b = 0; b < 256; b++) {
            Integer id = ids.get(String.valueOf(ByteAlphabet.of(b)));
            if (id == null) {
                return null;
            }
            found[b] = id;
        }
        return found;
    }

    /**
     * Where no token continues over the beginning of a word, no merge does, and words can be encoded one by one.
     * The word's start must be a token: an unknown character would hold back others that are to be fused with it.
     */
    private static boolean noTokenCrossesWordStart(Map<String, Integer> ids) {
        if (!ids.containsKey(String.valueOf(WORD_START))) {
            return false;
        }
        for (String token : ids.keySet()) {
            for (int i = 1; i < token.length(); i++) {
                if (token.charAt(i) == WORD_START && token.charAt(i - 1) != WORD_START) {
                    return false;
                }
            }
        }
        return true;
    }
}
