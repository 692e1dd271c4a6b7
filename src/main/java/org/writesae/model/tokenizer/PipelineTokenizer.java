package org.writesae.model.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The steps of a {@code tokenizer.json}, in the order of upstream's {@code Tokenizer.encode}: added tokens are cut out
 * of the text, the rest is normalized, added tokens are cut out of that, the rest is cut into words, and words are
 * encoded by byte pairs.
 */
final class PipelineTokenizer implements Tokenizer {

    /**
     * What surrounds a text where special tokens are asked for.
     *
     * @param before ids in front
     * @param after  ids behind
     */
    record Frame(int[] before, int[] after) {
    }

    /**
     * The steps.
     *
     * @param tokens  tokens by id, null where an id has none, as they are to be decoded
     * @param special ids of special tokens
     */
    record Steps(AddedTokens raw, TextNormalizer normalizer, AddedTokens normalized, PreTokenizer preTokenizer,
            BytePairEncoder encoder, Frame frame, TokenDecoder decoder, String[] tokens, Set<Integer> special,
            String kind) {
    }

    private final Steps steps;

    PipelineTokenizer(Steps steps) {
        this.steps = steps;
    }

    @Override
    public int[] encode(String text, boolean specialTokens) {
        WellFormed.require(text);
        IdList ids = new IdList();
        if (specialTokens) {
            ids.addAll(steps.frame().before());
        }
        steps.raw().cut(text, (from, to, id) -> {
            if (id >= 0) {
                ids.add(id);
            } else {
                encodeBetween(text.substring(from, to), from == 0, ids);
            }
        });
        if (specialTokens) {
            ids.addAll(steps.frame().after());
        }
        return ids.toArray();
    }

    private void encodeBetween(String text, boolean first, IdList ids) {
        String normal = steps.normalizer().apply(text);
        steps.normalized().cut(normal, (from, to, id) -> {
            if (id >= 0) {
                ids.add(id);
            } else {
                steps.preTokenizer().split(normal.substring(from, to), first && from == 0,
                        (word, unused) -> steps.encoder().encode(word, ids));
            }
        });
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        List<String> tokens = new ArrayList<>(ids.length);
        for (int id : ids) {
            if (has(id) && !(skipSpecial && steps.special().contains(id))) {
                tokens.add(steps.tokens()[id]);
            }
        }
        return String.join("", steps.decoder().apply(tokens));
    }

    @Override
    public boolean has(int id) {
        return id >= 0 && id < size() && steps.tokens()[id] != null;
    }

    @Override
    public int size() {
        return steps.tokens().length;
    }

    @Override
    public String kind() {
        return steps.kind();
    }
}
