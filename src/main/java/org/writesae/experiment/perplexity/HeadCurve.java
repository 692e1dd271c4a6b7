package org.writesae.experiment.perplexity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.TaggedDictionaries;
import org.writesae.stats.NumpyGenerator;
import org.writesae.stats.Sample;

/**
 * The states of more and more heads, of each number some random subsets (E25, upstream's {@code run_khead_curve.py}). One
 * generator draws the subsets of all tags, one after the other, so that those of the second differ from those of the first.
 */
public final class HeadCurve implements PerplexityStudy {
    /** Upstream's numbers of heads. */
    public static final List<Integer> COUNTS = List.of(1, 2, 4, 8, 12, 16);

    private final List<String> tags;
    private final List<Integer> counts;
    private final int subsets;
    private final int seed;
    private final List<Point> points = new ArrayList<>();

    /** A number of heads of a tag, with the subsets drawn. */
    private record Point(String tag, int way, int count, List<List<Integer>> subsets) {
    }

    /**
     * @param dictionaries those of tags that have fewer heads than others are left out, as upstream leaves out types that do
     *                     not have all
     * @param counts       numbers of heads; those there are not are left out, and of all heads there is one subset only
     * @param subsets      drawn of each number
     */
    public HeadCurve(TaggedDictionaries dictionaries, List<Integer> counts, int subsets, int seed) {
        int most = most(dictionaries);
        this.tags = dictionaries.tags().stream().filter(tag -> dictionaries.of(tag).size() == most).toList();
        this.counts = counts.stream().filter(count -> count <= most).toList();
        this.subsets = subsets;
        this.seed = seed;
        draw(dictionaries);
    }

    /** The most heads a tag has dictionaries for. */
    public static int most(TaggedDictionaries dictionaries) {
        return dictionaries.tags().stream().mapToInt(tag -> dictionaries.of(tag).size()).max().orElse(0);
    }

    private void draw(TaggedDictionaries dictionaries) {
        NumpyGenerator random = new NumpyGenerator(seed);
        for (String tag : tags) {
            List<Integer> heads = List.copyOf(dictionaries.of(tag).keySet());
            for (int count : counts) {
                List<List<Integer>> drawn = new ArrayList<>();
                for (int n = 0; n < (count == heads.size() ? 1 : subsets); n++) {
                    drawn.add(count == heads.size() ? heads
                            : Arrays.stream(random.choice(heads.size(), count)).sorted().mapToObj(heads::get).toList());
                }
                points.add(new Point(tag, dictionaries.tags().indexOf(tag), count, drawn));
            }
        }
    }

    @Override
    public List<Replacement> replacements() {
        return points.stream().flatMap(point -> point.subsets().stream().map(heads -> new Replacement(point.way(), heads))).toList();
    }

    @Override
    public void report(SplitLosses losses, ObjectNode result, ObjectNode summary) {
        ArrayNode numbers = result.putArray("k_values");
        counts.forEach(numbers::add);
        ArrayNode types = result.putArray("sae_types");
        tags.forEach(types::add);
        result.put("n_subsets", subsets).put("seed", seed);
        double baseline = losses.ofBaseline().perplexity();
        result.put("baseline_ppl", baseline);
        ObjectNode deltas = summary.putObject("delta_pct");
        int n = 0;
        for (Point point : points) {
            double[] each = new double[point.subsets().size()];
            for (int s = 0; s < each.length; s++) {
                each[s] = losses.of(n++).perplexity();
            }
            Sample sample = Sample.of(each);
            ObjectNode one = result.withObjectProperty(point.tag()).putObject(Integer.toString(point.count()));
            one.put("mean_ppl", sample.mean()).put("std_ppl", sample.populationSd());
            ArrayNode all = one.putArray("all_ppls");
            Arrays.stream(each).forEach(all::add);
            ArrayNode drawn = one.putArray("subsets");
            point.subsets().forEach(heads -> heads.forEach(drawn.addArray()::add));
            deltas.withObjectProperty(point.tag()).put(Integer.toString(point.count()), (sample.mean() - baseline) / baseline * 100);
        }
    }
}
