package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.writesae.experiment.SubstitutionSummary;

/** The rows of the summary table: a quantity, how it is read off a summary, and what the paper prints for it. */
final class SummaryRows {

    private record Row(String name, Function<SubstitutionSummary, String> value, PublishedSubstitution published) {
    }

    private static final List<Row> ROWS = List.of(
            new Row("Firings", s -> Integer.toString(s.nFirings()), PublishedSubstitution.FIRINGS),
            new Row("Features", s -> Integer.toString(s.nFeatures()), new PublishedSubstitution("–", "18")),
            new Row("Passages", s -> s.nPassages() == 0 ? "–" : Integer.toString(s.nPassages()),
                    new PublishedSubstitution("–", "164")),
            new Row("Win rate", s -> NumberText.percent(s.winRate()),
                    PublishedSubstitution.WIN_RATE),
            new Row("95 %, Wilson", s -> NumberText.percent(s.winRateCi()), PublishedSubstitution.WILSON),
            new Row("95 %, by feature", s -> NumberText.percent(s.byFeature()),
                    PublishedSubstitution.BY_FEATURE),
            new Row("95 %, by passage", s -> NumberText.percent(s.byPassage()),
                    PublishedSubstitution.BY_PASSAGE),
            new Row("Ties", s -> Integer.toString(s.ties()), PublishedSubstitution.NOT_PRINTED),
            new Row("Strict chain", s -> NumberText.percent(s.strictChain()),
                    PublishedSubstitution.STRICT_CHAIN),
            new Row("Median KL (nats), atom", s -> NumberText.number(s.atom().median()),
                    PublishedSubstitution.MEDIAN_ATOM),
            new Row("… deletion", s -> NumberText.number(s.delete().median()),
                    PublishedSubstitution.MEDIAN_DELETE),
            new Row("… random atom", s -> NumberText.number(s.random().median()),
                    PublishedSubstitution.MEDIAN_RANDOM),
            new Row("Ratio of medians, deletion ÷ atom", s -> NumberText.number(s.deleteRatio().ofMedians()),
                    PublishedSubstitution.RATIO_OF_MEDIANS_DELETE),
            new Row("… random ÷ atom", s -> NumberText.number(s.randomRatio().ofMedians()),
                    PublishedSubstitution.RATIO_OF_MEDIANS_RANDOM),
            new Row("Median ratio, deletion ÷ atom", s -> NumberText.number(s.deleteRatio().perPosition()),
                    PublishedSubstitution.RATIO_DELETE),
            new Row("… random ÷ atom", s -> NumberText.number(s.randomRatio().perPosition()),
                    PublishedSubstitution.RATIO_RANDOM),
            new Row("Wilcoxon p", s -> NumberText.probability(s.tests().wilcoxon().log10P()),
                    PublishedSubstitution.WILCOXON),
            new Row("Sign-flip p", s -> NumberText.number(s.tests().permutationP()), PublishedSubstitution.SIGN_FLIP),
            new Row("Dominance 2p − 1", s -> NumberText.number(s.tests().dominance()),
                    PublishedSubstitution.DOMINANCE),
            new Row("Cliff's δ", s -> NumberText.number(s.tests().cliffsDelta()),
                    PublishedSubstitution.NOT_PRINTED));

    private SummaryRows() {
    }

    /** One row per quantity: its name, its value in each summary, and the two published columns. */
    static List<List<String>> of(List<SubstitutionSummary> summaries) {
        List<List<String>> rows = new ArrayList<>();
        for (Row row : ROWS) {
            List<String> cells = new ArrayList<>(List.of(row.name));
            for (SubstitutionSummary summary : summaries) {
                cells.add(summary.isEmpty() ? "–" : row.value.apply(summary));
            }
            cells.add(row.published.layerNine());
            cells.add(row.published.pooled());
            rows.add(cells);
        }
        return rows;
    }
}
