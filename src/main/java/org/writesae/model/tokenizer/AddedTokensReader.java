package org.writesae.model.tokenizer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code added_tokens} of a {@code tokenizer.json}. */
final class AddedTokensReader {
    private AddedTokensReader() {
    }

    /**
     * The tokens by content. Upstream does not take their ids from the file but numbers those that the vocabulary
     * lacks itself; a file that states other ids than it would give is refused.
     */
    static List<AddedToken> read(JsonPlace root, Map<String, Integer> vocabulary) {
        Map<String, AddedToken> tokens = new LinkedHashMap<>();
        Map<Integer, String> taken = new HashMap<>();
        int next = vocabulary.size();
        for (JsonPlace item : root.isAbsent() ? List.<JsonPlace>of() : root.items()) {
            AddedToken token = token(item);
            Integer known = vocabulary.get(token.content());
            AddedToken before = tokens.put(token.content(), token);
            if (known == null && before != null) {
                known = before.id();
            }
            int expected = known != null ? known : next++;
            if (token.id() != expected) {
                throw item.get("id").bad("states " + token.id() + " for \"" + token.content() + "\", to which upstream's "
                        + "library gives " + expected);
            }
            String other = taken.put(token.id(), token.content());
            if (other != null && !other.equals(token.content())) {
                throw item.get("id").bad(token.id() + " is also the id of \"" + other + "\"");
            }
        }
        return List.copyOf(tokens.values());
    }

    private static AddedToken token(JsonPlace item) {
        int id = item.get("id").whole();
        if (id > BytePairsReader.LARGEST_ID) {
            throw item.get("id").bad("expected 0 to " + BytePairsReader.LARGEST_ID);
        }
        boolean special = item.get("special").flag(false);
        return new AddedToken(id, item.get("content").someText(), item.get("normalized").flag(!special),
                item.get("single_word").flag(false), item.get("lstrip").flag(false), item.get("rstrip").flag(false),
                special);
    }
}
