package org.writesae.experiment.ablation;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.probing.TextProperties;
import org.writesae.stats.Ranks;
import org.writesae.stats.Sample;

/**
 * The texts with most and with least of a property (upstream's {@code stratify_corpus_by_properties}). Equal values are sorted by
 * text; upstream leaves their order to NumPy.
 *
 * @param high     with most, ascending by value
 * @param low      with least, as many
 * @param highMean mean of the property over {@code high}
 * @param lowMean  mean over {@code low}
 */
record PropertyTexts(int[] high, int[] low, double highMean, double lowMean) {

    /**
     * The groups of some properties.
     *
     * @param share of the texts in each group, which has one text at least
     */
    static Map<String, PropertyTexts> of(List<String> texts, Collection<String> properties, double share) {
        double[][] values = texts.stream().map(TextProperties::of).toArray(double[][]::new);
        Map<String, PropertyTexts> groups = new LinkedHashMap<>();
        for (String property : properties) {
            int column = TextProperties.NAMES.indexOf(property);
            groups.put(property, of(Arrays.stream(values).mapToDouble(row -> row[column]).toArray(), share));
        }
        return groups;
    }

    private static PropertyTexts of(double[] values, double share) {
        int count = Math.max((int) (values.length * share), 1);
        int[] order = Ranks.order(values);
        int[] high = Arrays.copyOfRange(order, order.length - count, order.length);
        int[] low = Arrays.copyOf(order, count);
        return new PropertyTexts(high, low, mean(values, high), mean(values, low));
    }

    private static double mean(double[] values, int[] texts) {
        return Sample.of(Arrays.stream(texts).mapToDouble(s -> values[s]).toArray()).mean();
    }

    /** Both groups. */
    Set<Integer> all() {
        Set<Integer> all = new TreeSet<>();
        Arrays.stream(high).forEach(all::add);
        Arrays.stream(low).forEach(all::add);
        return all;
    }

    /** By upstream's names. */
    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("high_mean", highMean).put("low_mean", lowMean).put("n_high", high.length)
                .put("n_low", low.length);
    }
}
