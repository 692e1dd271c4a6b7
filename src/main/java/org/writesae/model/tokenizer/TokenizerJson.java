package org.writesae.model.tokenizer;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/**
 * Reads a {@code tokenizer.json} of the kinds the model families use: byte-level byte pairs (Qwen3.5, GPT-NeoX) and
 * byte pairs over characters with bytes to fall back on (Llama, Mistral). The file alone decides; what the classes of
 * transformers would change about it is not done.
 */
final class TokenizerJson {
    private TokenizerJson() {
    }

    /** @throws InputException naming file and place if a step of the file is not known here or does not fit */
    static Tokenizer read(Path file) {
        JsonPlace root = new JsonPlace(file, "", JsonFiles.read(file)).object();
        if (root.get("model").isAbsent()) {
            throw root.bad("no \"model\": not a tokenizer.json of the tokenizers library");
        }
        BytePairs model = BytePairsReader.read(root.get("model"));
        PreTokenizerReader.Words words = PreTokenizerReader.read(root.get("pre_tokenizer"));
        TextNormalizer normalizer = NormalizerReader.read(root.get("normalizer"));
        List<AddedToken> added = AddedTokensReader.read(root.get("added_tokens"), model.ids());
        String[] tokens = tokens(model.ids(), added, normalizer);
        return new PipelineTokenizer(new PipelineTokenizer.Steps(
                new AddedTokens(only(added, token -> !token.normalized()), AddedToken::content),
                normalizer,
                new AddedTokens(only(added, AddedToken::normalized), token -> tokens[token.id()]),
                words.preTokenizer(),
                new BytePairEncoder(model, words.bytes()),
                FrameReader.read(root.get("post_processor")),
                DecoderReader.read(root.get("decoder")),
                tokens, special(added, tokens), kind(model, words, added)));
    }

    private static List<AddedToken> only(List<AddedToken> tokens, Predicate<AddedToken> which) {
        return tokens.stream().filter(which).toList();
    }

    /** Tokens by id; added ones that are looked for in normalized text are also decoded in their normalized spelling. */
    private static String[] tokens(Map<String, Integer> ids, List<AddedToken> added, TextNormalizer normalizer) {
        int largest = -1;
        for (int id : ids.values()) {
            largest = Math.max(largest, id);
        }
        for (AddedToken token : added) {
            largest = Math.max(largest, token.id());
        }
        String[] tokens = new String[largest + 1];
        ids.forEach((token, id) -> tokens[id] = token);
        for (AddedToken token : added) {
            tokens[token.id()] = token.normalized() ? normalizer.apply(token.content()) : token.content();
        }
        return tokens;
    }

    /** Upstream knows special tokens by their spelling when it decodes. */
    private static Set<Integer> special(List<AddedToken> added, String[] tokens) {
        Set<String> spellings = added.stream().filter(AddedToken::special).map(AddedToken::content)
                .collect(Collectors.toSet());
        Set<Integer> special = new HashSet<>();
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id] != null && spellings.contains(tokens[id])) {
                special.add(id);
            }
        }
        return Set.copyOf(special);
    }

    private static String kind(BytePairs model, PreTokenizerReader.Words words, List<AddedToken> added) {
        return String.format(Locale.ROOT, "byte pairs over %s, %,d tokens and %d added",
                words.bytes() ? "bytes" : "characters", model.ids().size(), added.size());
    }
}
