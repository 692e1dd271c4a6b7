package org.writesae.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.writesae.stats.Interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SubstitutionSummaryTest {

    @Test
    void aTieIsALoss() {
        List<SubstitutionRecord> firings = List.of(firing(1, 0, 0.1, 0.2, 0.3), firing(1, 1, 0.2, 0.2, 0.3),
                firing(1, 2, 0.3, 0.2, 0.4), firing(1, 3, 0.1, 0.3, 0.3));
        SubstitutionSummary summary = SubstitutionSummary.of(firings, 0);
        assertThat(summary.wins()).isEqualTo(2);
        assertThat(summary.ties()).isEqualTo(1);
        assertThat(summary.winRate()).isEqualTo(0.5);
        assertThat(summary.strictChain()).isEqualTo(0.25);
        assertThat(summary.tests().dominance()).isZero();
    }

    @Test
    void twoDivergencesOfZeroAreATieAndNotUndefined() {
        SubstitutionSummary summary = SubstitutionSummary.of(List.of(firing(1, 0, 0, 0, 0.1)), 0);
        assertThat(summary.deleteRatio().perPosition()).isEqualTo(1);
        assertThat(summary.randomRatio().perPosition()).isInfinite();
        assertThat(summary.winRate()).isZero();
    }

    @Test
    void theOrderOfFiringsDoesNotMatter() {
        List<SubstitutionRecord> firings = SyntheticFirings.firings(9, 4, 240);
        List<SubstitutionRecord> shuffled = new ArrayList<>(firings);
        Collections.shuffle(shuffled, new java.util.Random(1));
        SubstitutionSummary one = SubstitutionSummary.of(firings, 7);
        SubstitutionSummary other = SubstitutionSummary.of(shuffled, 7);
        assertThat(other.byFeature()).isEqualTo(one.byFeature());
        assertThat(other.byPassage()).isEqualTo(one.byPassage());
        assertThat(other.features()).isEqualTo(one.features());
        assertThat(other.quartiles()).isEqualTo(one.quartiles());
        assertThat(other.tests().wilcoxon()).isEqualTo(one.tests().wilcoxon());
    }

    @Test
    void theSameFeatureNumberInTwoCellsIsTwoFeatures() {
        List<SubstitutionRecord> firings = new ArrayList<>(SyntheticFirings.firings(1, 4, 16));
        firings.addAll(SyntheticFirings.firings(9, 4, 16));
        SubstitutionSummary summary = SubstitutionSummary.of(firings, 0);
        assertThat(summary.nFeatures()).isEqualTo(16);
        assertThat(summary.features().get(0).layer()).isEqualTo(1);
        assertThat(summary.features().get(8).layer()).isEqualTo(9);
    }

    @Test
    void quartilesHoldEveryFiringOnce() {
        SubstitutionSummary summary = SubstitutionSummary.of(SyntheticFirings.firings(9, 4, 203), 0);
        assertThat(summary.quartiles().stream().mapToInt(QuartileRow::nFirings).sum()).isEqualTo(203);
        assertThat(summary.quartiles().stream().mapToInt(QuartileRow::failures).sum())
                .isEqualTo(203 - summary.wins());
    }

    /** 4,481 wins of 4,851 firings: the counts of Fig 14 give the interval of the abstract. */
    @Test
    void thePublishedCountsGiveThePublishedInterval() {
        List<SubstitutionRecord> firings = new ArrayList<>();
        for (int i = 0; i < 4_851; i++) {
            firings.add(firing(i % 18, i % 164, i < 4_481 ? 0.4 : 2, 1, 2));
        }
        Interval interval = SubstitutionSummary.of(firings, 0).winRateCi();
        assertThat(interval.low()).isEqualTo(0.916, within(5e-4));
        assertThat(interval.high()).isEqualTo(0.931, within(5e-4));
    }

    private static SubstitutionRecord firing(int feature, int prompt, double atom, double delete, double random) {
        return new SubstitutionRecord(feature, prompt, 0, 9, 4, 1, 1, 0, atom, delete, random, atom, delete, random);
    }
}
