package org.writesae.reference.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A known mistake that tensors look like.
 *
 * @param mistake   the mistake
 * @param closeness how close they are to what it gives
 */
public record LikelyMistake(Mistake mistake, Closeness closeness) {
    /** Mistakes this close to the closest cannot be told from it. */
    private static final double ALIKE = 2;

    /** Those that the tensors look like: all whose outputs they are, else the closest, if they are much closer to it. */
    static List<LikelyMistake> among(List<Mistake> mistakes, List<TensorVerdict> verdicts) {
        List<LikelyMistake> likely = new ArrayList<>();
        for (Mistake mistake : mistakes) {
            LikelyMistake found = measure(mistake, verdicts);
            if (found != null && found.closeness.tells()) {
                likely.add(found);
            }
        }
        likely.sort(Comparator.comparing((LikelyMistake found) -> !found.closeness.within())
                .thenComparing(found -> found.closeness.part()));
        if (likely.isEmpty()) {
            return likely;
        }
        Closeness best = likely.getFirst().closeness;
        return likely.stream().filter(found -> best.within() ? found.closeness.within()
                : found.closeness.part() <= ALIKE * best.part()).toList();
    }

    /** Null where the mistake was recorded in none of the tensors, or is right in those there are. */
    private static LikelyMistake measure(Mistake mistake, List<TensorVerdict> verdicts) {
        double right = 0;
        double distance = 0;
        double left = 0;
        boolean within = true;
        for (TensorVerdict whole : verdicts) {
            double[] output = mistake.outputs().get(whole.wanted().name());
            if (output != null) {
                TensorVerdict verdict = whole.first(output.length);
                right = Math.max(right, verdict.deviation().distance());
                Closeness here = verdict.closeness(output);
                distance = Math.max(distance, here.distance());
                left = Math.max(left, here.left());
                within &= here.within();
            }
        }
        return right == 0 ? null : new LikelyMistake(mistake, new Closeness(distance, within, left, right));
    }
}
