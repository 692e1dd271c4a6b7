package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What ends a part is what the caller sees, whichever thread it ran in. */
class InParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void failuresStayWhatTheyAre(int workers) {
        assertThatThrownBy(() -> InParallel.run(workers, List.of(0, 1), n -> {
            throw new InputException("part");
        })).isInstanceOf(InputException.class).hasMessage("part");
        assertThatThrownBy(() -> InParallel.run(workers, List.of(0, 1), n -> {
            throw new OutOfMemoryError("part");
        })).isInstanceOf(OutOfMemoryError.class);
    }

    /** With room for two parts at a time, workers give up, those that find no part left end unasked, and every part is done once. */
    @RepeatedTest(20)
    void whereMemoryRunsOutFewerPartsAreDoneAtATime() {
        AtomicInteger room = new AtomicInteger(2);
        Set<Integer> done = new ConcurrentSkipListSet<>();
        List<Integer> told = new ArrayList<>();
        InParallel.run(5, IntStream.range(0, 30).boxed().toList(), n -> {
            if (room.getAndDecrement() <= 0) {
                room.incrementAndGet();
                throw new OutOfMemoryError("part " + n);
            }
            Thread.yield();
            assertThat(done.add(n)).isTrue();
            room.incrementAndGet();
        }, told::add);
        assertThat(done).hasSize(30);
        assertThat(told).allMatch(now -> now >= 1 && now <= 4).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
    }

    /** Both parts fill the memory together, and each fits alone; one fails while the other waits for it. */
    @Test
    void theLastWorkerTriesAgainWithTheMemoryOfAll() {
        CountDownLatch together = new CountDownLatch(2);
        AtomicInteger failures = new AtomicInteger();
        Set<Integer> done = new ConcurrentSkipListSet<>();
        InParallel.run(2, List.of(0, 1), n -> {
            if (together.getCount() > 0) {
                together.countDown();
                await(together);
                failures.incrementAndGet();
                throw new OutOfMemoryError("together");
            }
            assertThat(done.add(n)).isTrue();
        });
        assertThat(failures).hasValue(2);
        assertThat(done).containsExactly(0, 1);
    }

    /** The other workers have ended by then. */
    @RepeatedTest(20)
    void aPartThatFailsLastIsTriedAgain() {
        CountDownLatch others = new CountDownLatch(2);
        AtomicInteger tries = new AtomicInteger();
        InParallel.run(3, List.of(0, 1, 2), n -> {
            if (n < 2) {
                others.countDown();
            } else {
                await(others);
                if (tries.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("part");
                }
            }
        });
        assertThat(tries).hasValue(2);
    }

    @Test
    void afterAFailureNoPartIsBegun() {
        Set<Integer> begun = new ConcurrentSkipListSet<>();
        assertThatThrownBy(() -> InParallel.run(2, IntStream.range(0, 100).boxed().toList(), n -> {
            begun.add(n);
            throw new InputException("part " + n);
        })).isInstanceOf(InputException.class).hasMessage("part 0");
        assertThat(begun).hasSizeLessThanOrEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
