package org.writesae.experiment.steering;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.writesae.experiment.steering.BoundaryFeature.Activity;
import org.writesae.experiment.steering.StateCodes.Code;
import org.writesae.io.InputException;
import org.writesae.stats.NumpyRandom;

/** Chooses the features of a head, as upstream does. */
final class FeatureChoice {
    private final int head;
    private final int features;
    private final Map<Integer, Code> codes;

    /**
     * @param features atoms of the dictionary
     * @param codes    by number of the state
     */
    FeatureChoice(int head, int features, Map<Integer, Code> codes) {
        this.head = head;
        this.features = features;
        this.codes = codes;
    }

    /**
     * The {@code count} features with the largest |difference of means|, of equals the lower index; and as many others that fire
     * on {@code draws.all()}, drawn; from all that fire if there are too few others.
     */
    HeadSteering choose(StateDraws draws, int count, NumpyRandom random) {
        Activity[] boundary = activity(draws.boundary());
        Activity[] other = activity(draws.other());
        List<BoundaryFeature> top = IntStream.range(0, features).mapToObj(i -> new BoundaryFeature(i, boundary[i], other[i]))
                .sorted(Comparator.comparingDouble((BoundaryFeature f) -> -Math.abs(f.difference()))
                        .thenComparingInt(BoundaryFeature::feature))
                .limit(count).toList();
        Activity[] all = activity(draws.all());
        int[] alive = IntStream.range(0, features).filter(i -> all[i].alive() > 0).toArray();
        int[] rest = IntStream.of(alive).filter(i -> top.stream().noneMatch(f -> f.feature() == i)).toArray();
        int[] from = rest.length >= count ? rest : alive;
        if (from.length < count) {
            throw new InputException("head " + head + ": only " + alive.length + " features fire on the drawn states, " + count
                    + " were asked for");
        }
        Map<Integer, Double> control = new LinkedHashMap<>();
        for (int i : StateDraws.choice(from, count, random)) {
            control.put(i, all[i].mean());
        }
        return new HeadSteering(head, top, control);
    }

    private Activity[] activity(int[] states) {
        double[] sums = new double[features];
        int[] alive = new int[features];
        for (int n : states) {
            Code code = codes.get(n);
            for (int i = 0; i < code.features().length; i++) {
                sums[code.features()[i]] += code.values()[i];
                alive[code.features()[i]]++;
            }
        }
        Activity[] all = new Activity[features];
        for (int i = 0; i < features; i++) {
            all[i] = new Activity(sums[i] / states.length, alive[i] == 0 ? 0 : sums[i] / alive[i], (double) alive[i] / states.length);
        }
        return all;
    }
}
