package org.writesae.experiment.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.writesae.io.InputException;
import org.writesae.stats.NumpyRandom;

/**
 * Which firings choose the token, which are erased, and which silent positions are written to. Firings are taken in order of
 * passage and position; silent positions are drawn from the passages up to the last one that was needed for them, as
 * {@code RandomState(seed).permutation(n)[:m]} of these positions in that order.
 *
 * @param detected firings that choose the token
 * @param erased   firings whose write is deleted
 * @param written  silent positions, in order
 * @param dosed    those of the dose response
 * @param silent   silent positions they were drawn from
 */
record EditTargets(List<FeatureFirings.Place> detected, List<FeatureFirings.Place> erased, List<FeatureFirings.Place> written,
        List<FeatureFirings.Place> dosed, int silent) {

    /** Passages needed for as many firings as are asked for: a number not above how many there are, or their number plus 1. */
    static int needed(List<FeatureFirings> passages, MemoryEditPlan plan) {
        int choosing = plan.detection() == Detection.SAME ? 0 : plan.caps().detected();
        int editing = plan.caps().erased();
        for (int s = 0; s < passages.size(); s++) {
            int found = passages.get(s).places().size();
            choosing -= plan.detection().detects(s) ? found : 0;
            editing -= plan.detection().edits(s) ? found : 0;
            if (choosing <= 0 && editing <= 0) {
                return s + 1;
            }
        }
        return passages.size() + 1;
    }

    /** @throws InputException if the atom fires nowhere in the passages that choose or in those that are edited */
    static EditTargets of(List<FeatureFirings> passages, MemoryEditPlan plan) {
        List<FeatureFirings.Place> detected = new ArrayList<>();
        List<FeatureFirings.Place> erased = new ArrayList<>();
        List<FeatureFirings.Place> silent = new ArrayList<>();
        for (int s = 0; s < Math.min(passages.size(), needed(passages, plan)); s++) {
            if (plan.detection().detects(s)) {
                detected.addAll(passages.get(s).places());
            }
            if (plan.detection().edits(s)) {
                erased.addAll(passages.get(s).places());
                for (int t : passages.get(s).silent()) {
                    silent.add(new FeatureFirings.Place(s, t, 0));
                }
            }
        }
        List<FeatureFirings.Place> first = first(erased, plan.caps().erased());
        List<FeatureFirings.Place> choosing = plan.detection() == Detection.SAME ? first : first(detected, plan.caps().detected());
        require(choosing, "choose the token", plan, passages.size());
        require(first, "are erased", plan, passages.size());
        int[] order = new NumpyRandom(plan.seed()).permutation(silent.size());
        return new EditTargets(choosing, first, drawn(silent, order, plan.caps().written()),
                drawn(silent, order, plan.caps().dosed()), silent.size());
    }

    private static void require(List<FeatureFirings.Place> places, String what, MemoryEditPlan plan, int passages) {
        if (places.isEmpty()) {
            throw new InputException("--feature " + plan.feature() + ": fires nowhere in the passages whose firings " + what + ", of "
                    + passages + " with --detection " + plan.detection().option());
        }
    }

    private static List<FeatureFirings.Place> first(List<FeatureFirings.Place> places, int most) {
        return List.copyOf(places.subList(0, Math.min(most, places.size())));
    }

    private static List<FeatureFirings.Place> drawn(List<FeatureFirings.Place> places, int[] order, int most) {
        int[] chosen = Arrays.copyOf(order, Math.min(most, order.length));
        Arrays.sort(chosen);
        return Arrays.stream(chosen).mapToObj(places::get).toList();
    }

    /** Passages with something to edit, in order. */
    List<Integer> passages() {
        return Stream.concat(erased.stream(), written.stream()).map(FeatureFirings.Place::passage).distinct()
                .sorted().toList();
    }

    static List<FeatureFirings.Place> in(int passage, List<FeatureFirings.Place> places) {
        return places.stream().filter(place -> place.passage() == passage).toList();
    }
}
