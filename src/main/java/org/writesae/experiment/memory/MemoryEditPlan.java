package org.writesae.experiment.memory;

import java.util.List;
import java.util.OptionalInt;

import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.WriteReading;
import org.writesae.io.InputException;

/**
 * What to erase and write.
 *
 * @param layer      layer of the cell
 * @param head       its head
 * @param feature    the atom
 * @param write      which update counts as the native write
 * @param select     what counts as a firing
 * @param detection  which firings choose the token
 * @param token      the token to test, empty for the one that the firings choose
 * @param caps       sample sizes
 * @param magnitudes m of the writes m · a* · A
 * @param doses      m of the dose response
 * @param seed       of the positions that are written and of the bootstrap
 * @param resamples  of the bootstrap
 */
public record MemoryEditPlan(int layer, int head, int feature, WriteReading write, FiringSelection select, Detection detection,
        OptionalInt token, Caps caps, List<Double> magnitudes, List<Double> doses, int seed, int resamples) {
    /** The paper's feature. */
    public static final int FEATURE = 412;

    /**
     * Most firings and positions.
     *
     * @param detected firings that choose the token
     * @param erased   firings whose write is deleted
     * @param written  positions without a firing that are written to
     * @param dosed    positions of the dose response, among those
     */
    public record Caps(int detected, int erased, int written, int dosed) {
        /** The paper's; how many firings chose its token is not said. */
        public static final Caps PUBLISHED = new Caps(150, 150, 150, 50);
    }

    public MemoryEditPlan {
        magnitudes = List.copyOf(magnitudes);
        doses = List.copyOf(doses);
        require(caps.detected > 0, "--detection-firings " + caps.detected);
        require(caps.erased > 0, "--erase " + caps.erased);
        require(caps.written > 0, "--positions " + caps.written);
        require(caps.dosed > 0 && caps.dosed <= caps.written, "--dose-positions " + caps.dosed + " of --positions " + caps.written);
        require(resamples > 0, "--resamples " + resamples);
        levels("--magnitudes", magnitudes, 1);
        levels("--doses", doses, 2);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new InputException(what + ": at least 1 was expected, and no more of a part than of the whole");
        }
    }

    private static void levels(String option, List<Double> levels, int least) {
        boolean finite = levels.stream().allMatch(Double::isFinite);
        if (!finite || levels.size() < least || levels.stream().distinct().count() < levels.size()) {
            throw new InputException(option + " " + levels + ": at least " + least + " different numbers were expected");
        }
    }
}
