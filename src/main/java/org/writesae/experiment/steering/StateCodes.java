package org.writesae.experiment.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.writesae.experiment.FiniteStates;
import org.writesae.experiment.InParallel;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.Pass;
import org.writesae.sae.WriteSae;

/**
 * The coefficients of drawn states of several heads of a layer, each by the head's own dictionary; only those that are
 * not zero are kept.
 */
final class StateCodes {
    private final HostModel model;
    private final int layer;
    private final SortedMap<Integer, WriteSae> dictionaries;
    private final List<Integer> heads;

    /**
     * The coefficients of one state that are not zero.
     *
     * @param features ascending
     * @param values   of each
     */
    record Code(int[] features, float[] values) {

        private static Code of(float[] coefficients, int from, int features) {
            int[] ids = new int[features];
            float[] values = new float[features];
            int count = 0;
            for (int i = 0; i < features; i++) {
                if (coefficients[from + i] != 0) {
                    ids[count] = i;
                    values[count++] = coefficients[from + i];
                }
            }
            return new Code(Arrays.copyOf(ids, count), Arrays.copyOf(values, count));
        }
    }

    /** @param dictionaries by head */
    StateCodes(HostModel model, int layer, SortedMap<Integer, WriteSae> dictionaries) {
        this.model = model;
        this.layer = layer;
        this.dictionaries = dictionaries;
        this.heads = List.copyOf(dictionaries.keySet());
    }

    /**
     * Runs the sequences that have drawn states, up to the layer.
     *
     * @param corpus  the sequences
     * @param states  where each state is
     * @param needed  numbers of the drawn ones, ascending
     * @param workers sequences at a time
     * @return for each head the codes by number of the state
     */
    Map<Integer, Map<Integer, Code>> of(int[][] corpus, LabelledStates states, int[] needed, int workers) {
        TreeMap<Integer, List<Integer>> bySequence = new TreeMap<>();
        for (int n : needed) {
            bySequence.computeIfAbsent(states.sequence()[n], s -> new ArrayList<>()).add(n);
        }
        Map<Integer, Map<Integer, Code>> codes = new TreeMap<>();
        heads.forEach(head -> codes.put(head, new TreeMap<>()));
        InParallel.run(workers, List.copyOf(bySequence.keySet()), s -> {
            int[] numbers = bySequence.get(s).stream().mapToInt(n -> n).toArray();
            int[] positions = Arrays.stream(numbers).map(n -> states.position()[n]).toArray();
            float[] pool = states(corpus[s], positions, s);
            encode(pool, numbers, codes);
        });
        return codes;
    }

    /** [heads, positions, d_k, d_v] */
    private float[] states(int[] ids, int[] positions, int sequence) {
        ModelConfig c = model.config();
        int[] prefix = Arrays.copyOf(ids, Arrays.stream(positions).max().orElseThrow() + 1);
        Pass pass = model.pass(prefix.length, List.of());
        pass.embed(prefix);
        pass.layers(0, layer);
        float[] pool = new float[Math.multiplyExact(heads.size() * positions.length, c.dk() * c.dv())];
        int[] keep = new int[prefix.length * c.heads()];
        Arrays.fill(keep, -1);
        for (int h = 0; h < heads.size(); h++) {
            for (int n = 0; n < positions.length; n++) {
                keep[positions[n] * c.heads() + heads.get(h)] = h * positions.length + n;
            }
        }
        pass.keepStates(pool, keep);
        pass.probe(layer);
        FiniteStates.require(model, pool, n -> "a state of layer " + layer + " in sequence " + sequence);
        return pool;
    }

    private void encode(float[] pool, int[] numbers, Map<Integer, Map<Integer, Code>> codes) {
        int size = pool.length / heads.size();
        for (int h = 0; h < heads.size(); h++) {
            WriteSae sae = dictionaries.get(heads.get(h));
            float[] a = sae.encode(Arrays.copyOfRange(pool, h * size, (h + 1) * size), numbers.length);
            Map<Integer, Code> ofHead = codes.get(heads.get(h));
            for (int n = 0; n < numbers.length; n++) {
                Code code = Code.of(a, n * sae.config().features(), sae.config().features());
                synchronized (ofHead) {
                    ofHead.put(numbers[n], code);
                }
            }
        }
    }
}
