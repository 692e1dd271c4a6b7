package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

import org.writesae.sae.WriteSae;

/**
 * Reconstructions by autoencoders of any variant, each state encoded on its own, as upstream's loops do. BatchTopK is TopK then.
 */
public final class DictionaryApproximations implements Approximations {
    private final List<String> tags;
    private final List<SortedMap<Integer, WriteSae>> byHead;

    /** @param dictionaries for each tag, in order, the autoencoder of each head it has one for */
    public DictionaryApproximations(Map<String, SortedMap<Integer, WriteSae>> dictionaries) {
        this.tags = List.copyOf(dictionaries.keySet());
        this.byHead = new ArrayList<>(dictionaries.values());
    }

    @Override
    public List<String> tags() {
        return tags;
    }

    @Override
    public Set<Integer> heads(int way) {
        return byHead.get(way).keySet();
    }

    @Override
    public float[][] of(int head, float[] state) {
        float[][] found = new float[tags.size()][];
        for (int way = 0; way < found.length; way++) {
            WriteSae sae = byHead.get(way).get(head);
            found[way] = sae == null ? null : sae.decode(sae.encode(state, 1), 1);
        }
        return found;
    }
}
