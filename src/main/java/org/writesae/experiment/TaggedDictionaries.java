package org.writesae.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.SaeConfig;
import org.writesae.sae.WriteSae;

/**
 * Autoencoders of one layer that are compared: by a tag, each with one for some of the heads. The tag is upstream's type,
 * {@code bilinear_tied}, with {@code _btk} for BatchTopK and the name it was given in front. Where that would give a head two,
 * what they differ in is added, as upstream does: {@code bilinear_r2}, {@code flat_nf256}, {@code rank1_k64}, {@code flat_s1}.
 */
public final class TaggedDictionaries {
    private static final Map<String, Function<SaeConfig, Object>> DIFFERENCES = new LinkedHashMap<>();

    static {
        DIFFERENCES.put("r", SaeConfig::rank);
        DIFFERENCES.put("nf", SaeConfig::features);
        DIFFERENCES.put("k", SaeConfig::k);
        DIFFERENCES.put("s", config -> config.raw().getOrDefault("seed", "unknown"));
    }

    private final Map<String, SortedMap<Integer, SaeCheckpoint>> byTag = new LinkedHashMap<>();

    /**
     * One of them.
     *
     * @param name what it was called, "" for nothing
     * @param head the head it is for
     */
    public record Dictionary(String name, int head, SaeCheckpoint checkpoint) {

        private String label() {
            String type = checkpoint.config().type().label() + (checkpoint.config().batchTopK() ? "_btk" : "");
            return name.isEmpty() ? type : name + "_" + type;
        }
    }

    /**
     * @param all in the order the tags shall have
     * @throws InputException if two for one head differ in nothing that a tag could say
     */
    public TaggedDictionaries(List<Dictionary> all) {
        Map<String, List<Dictionary>> byLabel = new LinkedHashMap<>();
        all.forEach(one -> byLabel.computeIfAbsent(one.label(), label -> new ArrayList<>()).add(one));
        byLabel.forEach(this::add);
    }

    private void add(String label, List<Dictionary> some) {
        Function<Dictionary, String> tag = tagged(label, some);
        for (Dictionary one : some) {
            byTag.computeIfAbsent(tag.apply(one), key -> new TreeMap<>()).put(one.head(), one.checkpoint());
        }
    }

    /** The shortest tag that keeps those of a head apart. */
    private static Function<Dictionary, String> tagged(String label, List<Dictionary> some) {
        if (areApart(some, one -> label)) {
            return one -> label;
        }
        for (String difference : DIFFERENCES.keySet()) {
            Function<Dictionary, String> tag = one -> label + part(difference, one);
            if (areApart(some, tag)) {
                return tag;
            }
        }
        Function<Dictionary, String> whole = one -> label + String.join("", DIFFERENCES.keySet().stream()
                .filter(difference -> some.stream().map(other -> part(difference, other)).distinct().count() > 1)
                .map(difference -> part(difference, one)).toList());
        if (areApart(some, whole)) {
            return whole;
        }
        throw new InputException("--sae-checkpoint: of " + some.stream().map(one -> one.checkpoint().path().toString()).toList()
                + " two are " + label + " for the same head; give them names, NAME=PATH");
    }

    private static String part(String difference, Dictionary one) {
        return "_" + difference + DIFFERENCES.get(difference).apply(one.checkpoint().config());
    }

    private static boolean areApart(List<Dictionary> some, Function<Dictionary, String> tag) {
        Set<String> seen = new HashSet<>();
        return some.stream().allMatch(one -> seen.add(tag.apply(one) + " " + one.head()));
    }

    /** Tags, in the order of the dictionaries. */
    public List<String> tags() {
        return List.copyOf(byTag.keySet());
    }

    /** The autoencoder of each head that a tag has one for. */
    public SortedMap<Integer, SaeCheckpoint> of(String tag) {
        return byTag.get(tag);
    }

    /** Heads that some tag has one for. */
    public Set<Integer> heads() {
        Set<Integer> heads = new TreeSet<>();
        byTag.values().forEach(byHead -> heads.addAll(byHead.keySet()));
        return heads;
    }

    /** Each for its own head. */
    public Map<String, SortedMap<Integer, WriteSae>> matched(Backend backend) {
        Map<String, SortedMap<Integer, WriteSae>> loaded = new LinkedHashMap<>();
        byTag.forEach((tag, byHead) -> {
            SortedMap<Integer, WriteSae> own = new TreeMap<>();
            byHead.forEach((head, checkpoint) -> own.put(head, new WriteSae(checkpoint, backend)));
            loaded.put(tag, own);
        });
        return loaded;
    }

    /** The only one of each tag for all heads. */
    public Map<String, SortedMap<Integer, WriteSae>> shared(Backend backend, int heads) {
        Map<String, SortedMap<Integer, WriteSae>> loaded = new LinkedHashMap<>();
        byTag.forEach((tag, byHead) -> {
            WriteSae sae = new WriteSae(byHead.get(byHead.firstKey()), backend);
            SortedMap<Integer, WriteSae> all = new TreeMap<>();
            for (int head = 0; head < heads; head++) {
                all.put(head, sae);
            }
            loaded.put(tag, all);
        });
        return loaded;
    }

    /** What a tag's autoencoders have in common, by upstream's names; numbers that differ between heads are left out. */
    public void describe(String tag, ObjectNode node) {
        List<SaeCheckpoint> all = List.copyOf(byTag.get(tag).values());
        node.put("sae_type", all.getFirst().config().type().label());
        number(node, "n_features", all, one -> (long) one.config().features());
        number(node, "k", all, one -> (long) one.config().k());
        number(node, "rank", all, one -> (long) one.config().rank());
        number(node, "n_params", all, TaggedDictionaries::parameters);
    }

    private static void number(ObjectNode node, String name, List<SaeCheckpoint> all, Function<SaeCheckpoint, Long> value) {
        List<Long> values = all.stream().map(value).distinct().toList();
        if (values.size() == 1) {
            node.put(name, values.getFirst());
        }
    }

    private static long parameters(SaeCheckpoint one) {
        return one.parameters().values().stream().mapToLong(tensor -> tensor.size()).sum();
    }
}
