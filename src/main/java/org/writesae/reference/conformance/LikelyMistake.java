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
            Closeness closeness = Closeness.of(verdicts, mistake.outputs());
            if (closeness != null && closeness.tells()) {
                likely.add(new LikelyMistake(mistake, closeness));
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
}
