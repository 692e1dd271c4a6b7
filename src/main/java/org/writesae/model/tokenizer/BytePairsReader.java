package org.writesae.model.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads {@code model} of a {@code tokenizer.json}. */
final class BytePairsReader {
    /** Ids beyond this are taken for a fault of the file rather than for a vocabulary. */
    static final int LARGEST_ID = 1 << 24;

    private final JsonPlace model;
    private final Map<String, Integer> ids;

    private BytePairsReader(JsonPlace model) {
        this.model = model;
        this.ids = vocabulary(model.get("vocab"));
    }

    static BytePairs read(JsonPlace model) {
        if (!model.object().get("type").node().asText("BPE").equals("BPE")) {
            throw model.unknown("model", "BPE alone");
        }
        requireNone(model, "continuing_subword_prefix");
        requireNone(model, "end_of_word_suffix");
        if (model.get("dropout").node().asDouble(0) != 0) {
            throw model.get("dropout").bad("merges left out at random are not done here");
        }
        return new BytePairsReader(model).pairs();
    }

    private BytePairs pairs() {
        String unknown = model.get("unk_token").isAbsent() ? null : model.get("unk_token").text();
        if (unknown != null && !ids.containsKey(unknown)) {
            throw model.get("unk_token").bad("\"" + unknown + "\" is not in the vocabulary");
        }
        return new BytePairs(ids, merges(), unknown, model.get("fuse_unk").flag(false),
                model.get("byte_fallback").flag(false), model.get("ignore_merges").flag(false));
    }

    private static void requireNone(JsonPlace model, String name) {
        if (!model.get(name).isAbsent() && !model.get(name).text().isEmpty()) {
            throw model.get(name).bad("only an empty one is known");
        }
    }

    private static Map<String, Integer> vocabulary(JsonPlace vocab) {
        Map<String, Integer> ids = HashMap.newHashMap(vocab.object().node().size());
        Set<Integer> seen = HashSet.newHashSet(vocab.node().size());
        for (Map.Entry<String, JsonNode> entry : vocab.node().properties()) {
            JsonNode id = entry.getValue();
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() > LARGEST_ID) {
                throw vocab.bad("token \"" + entry.getKey() + "\" has id " + id + ", expected 0 to " + LARGEST_ID);
            }
            if (!seen.add(id.intValue())) {
                throw vocab.bad("token \"" + entry.getKey() + "\" has id " + id + ", as another token has");
            }
            ids.put(entry.getKey(), id.intValue());
        }
        return ids;
    }

    private BytePairs.Merges merges() {
        JsonPlace merges = model.get("merges");
        if (!merges.node().isArray()) {
            throw merges.bad("an array was expected");
        }
        List<String[]> pairs = new ArrayList<>(merges.node().size());
        for (int i = 0; i < merges.node().size(); i++) {
            JsonNode merge = merges.node().get(i);
            if (!(merge.isTextual() && merge.textValue().startsWith("#version"))) {
                pairs.add(pair(merges, i, merge));
            }
        }
        LongIntMap ranks = new LongIntMap(pairs.size());
        int[] merged = new int[pairs.size()];
        for (int rank = 0; rank < merged.length; rank++) {
            String[] pair = pairs.get(rank);
            ranks.put(BytePairs.Merges.pair(id(merges, rank, pair[0]), id(merges, rank, pair[1])), rank);
            merged[rank] = id(merges, rank, pair[0] + pair[1]);
        }
        return new BytePairs.Merges(ranks, merged);
    }

    /** A text {@code "a b"}, or in newer files an array of two. */
    private static String[] pair(JsonPlace merges, int i, JsonNode merge) {
        if (merge.isArray() && merge.size() == 2 && merge.get(0).isTextual() && merge.get(1).isTextual()) {
            return new String[] {merge.get(0).textValue(), merge.get(1).textValue()};
        }
        String[] pair = merge.isTextual() ? merge.textValue().split(" ", -1) : new String[0];
        if (pair.length != 2) {
            throw merges.bad("merge " + i + " is " + merge + ", expected \"a b\" or [\"a\", \"b\"]");
        }
        return pair;
    }

    private int id(JsonPlace merges, int rank, String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw merges.bad("merge " + rank + " needs the token \"" + token + "\", which the vocabulary lacks");
        }
        return id;
    }
}
