package org.writesae.report;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** The figures of all claims. */
final class ClaimFigures {
    private static final List<ClaimFigure> ALL = List.of(
            new SubstitutionFigures(),
            new PartitionFigure("partition"),
            new CrossPartitionFigure(),
            new FamilyFigure(),
            new AlignmentFigure(),
            new PopulationFigure("89pct_population_test_L9_H4"),
            new PopulationFigure("cross_arch_mamba2_88pct"),
            new ClassAxesFigure(),
            new FormulaFigure(),
            new SignFigure(),
            new HeadStripFigure(),
            new FalsificationFigure(),
            new MemoryEditFigure(),
            new InstallFigure(),
            new SpectralFigure("spectral"),
            new SpectralFigure("mamba2_audit"),
            new PerplexityFigure(),
            new FlatComparisonFigure(),
            new PassageNllFigure(),
            new NewlineFigure(),
            new SweepFigure(),
            new RankFigure(),
            new CollectiveFigure(),
            new AliveOverlapFigure(),
            new SelectivityFigure(),
            new ReadersFigure(),
            new QualityFigure(),
            new TemporalFigure(),
            new ProbingFigure(),
            new CausalClampFigure(),
            new AblationFigure());

    private ClaimFigures() {
    }

    static List<ClaimFigure> all() {
        return ALL;
    }

    /** The figures of a claim that are drawn from its summary alone. */
    static String html(String claim, JsonNode result) {
        return html(claim, result, Path.of(""));
    }

    /** The figures of a claim, in order; "" for none. */
    static String html(String claim, JsonNode result, Path folder) {
        return ALL.stream().filter(figure -> figure.claim().equals(claim)).map(figure -> figure.html(result, folder))
                .collect(Collectors.joining());
    }
}
