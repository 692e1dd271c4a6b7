package org.writesae.reference.audit;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.writesae.reference.published.PublishedData;

/** All checks of the published numbers. */
public final class Audit {
    private static final List<Function<PublishedData, List<Check>>> TOPICS = List.of(SubstitutionChecks::of,
            ProportionChecks::of, PopulationChecks::of, PartitionChecks::of, CosineChecks::of, FigureChecks::of,
            TrainingChecks::of, HeadChecks::of, SteeringChecks::of, ScaleChecks::of);

    private Audit() {
    }

    /** Every check, in the order of their numbers. */
    public static List<Check> of(PublishedData data) {
        return TOPICS.stream().map(topic -> topic.apply(data)).flatMap(List::stream)
                .sorted(Comparator.comparingInt((Check check) -> number(check.id())).thenComparing(Check::id)).toList();
    }

    private static int number(String id) {
        return Integer.parseInt(id.replaceAll("\\D", ""));
    }
}
