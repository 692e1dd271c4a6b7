package org.writesae.experiment.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.JsonNumbers;
import org.writesae.io.JsonFiles;
import org.writesae.stats.LinearFit;

/**
 * What erasing and writing gave.
 *
 * @param token   the token tested
 * @param erase   the erasures
 * @param writes  the writes by m; empty where the atom is silent nowhere
 * @param doses   the dose response by m
 * @param fit     Δ log p of all doses against m; null without doses
 * @param targets what was edited
 * @param records every edit: erasures, writes, doses, each by magnitude, passage and position
 */
public record MemoryEditResult(MemoryEditPlan plan, PreferredToken token, EditSummary erase, Map<Double, EditSummary> writes,
        Map<Double, EditSummary> doses, LinearFit fit, EditTargets targets, List<EditRecord> records) {

    static MemoryEditResult of(MemoryEditPlan plan, EditTargets targets, PreferredToken token, List<EditRecord> found) {
        List<EditRecord> records = found.stream().sorted((a, b) -> order(plan, a) - order(plan, b)).toList();
        List<EditRecord> dosed = of(records, EditRecord.Kind.DOSE);
        LinearFit fit = dosed.isEmpty() ? null
                : LinearFit.of(EditSummary.values(dosed, EditRecord::magnitude), EditSummary.values(dosed, EditRecord::delta));
        Function<List<EditRecord>, EditSummary> summary = some -> EditSummary.of(some, plan.resamples(), plan.seed());
        return new MemoryEditResult(plan, token, summary.apply(of(records, EditRecord.Kind.ERASE)),
                byMagnitude(of(records, EditRecord.Kind.WRITE), plan.magnitudes(), summary),
                byMagnitude(dosed, plan.doses(), summary), fit, targets, records);
    }

    /** By kind and magnitude; the sort is stable, and passages come in order. */
    private static int order(MemoryEditPlan plan, EditRecord record) {
        return switch (record.kind()) {
            case ERASE -> 0;
            case WRITE -> 1 + plan.magnitudes().indexOf(record.magnitude());
            case DOSE -> 1 + plan.magnitudes().size() + plan.doses().indexOf(record.magnitude());
        };
    }

    private static List<EditRecord> of(List<EditRecord> records, EditRecord.Kind kind) {
        return records.stream().filter(record -> record.kind() == kind).toList();
    }

    private static Map<Double, EditSummary> byMagnitude(List<EditRecord> records, List<Double> magnitudes,
            Function<List<EditRecord>, EditSummary> summary) {
        Map<Double, EditSummary> by = new LinkedHashMap<>();
        for (double m : magnitudes) {
            List<EditRecord> own = records.stream().filter(record -> record.magnitude() == m).toList();
            if (!own.isEmpty()) {
                by.put(m, summary.apply(own));
            }
        }
        return by;
    }

    /** {@code summary} of the result file. */
    public ObjectNode summary() {
        ObjectNode json = token.json();
        json.remove("top");
        json.set("erase", erase.json());
        ObjectNode write = json.putObject("write");
        writes.forEach((m, summary) -> write.set(JsonNumbers.name(m), summary.json()));
        ObjectNode dose = json.putObject("dose_response");
        dose.put("n_positions", targets.dosed().size()).put("n_magnitudes", doses.size());
        if (fit != null) {
            dose.put("slope", fit.slope()).put("intercept", fit.intercept()).put("r2", fit.r2()).put("p", fit.p());
        }
        ArrayNode levels = dose.putArray("doses");
        doses.forEach((m, summary) -> levels.addObject().put("magnitude", m).setAll(summary.json()));
        return json;
    }

    /** {@code records.jsonl}, {@code dose_response.csv} and {@code feature_detection.json}, by name. */
    public Map<String, String> files() {
        StringBuilder lines = new StringBuilder();
        records.forEach(record -> lines.append(record.json(plan.feature(), token.token())).append('\n'));
        StringBuilder csv = new StringBuilder("magnitude,amplitude,n,median,ci95_low,ci95_high,mean,p\n");
        doses.forEach((m, s) -> csv.append(String.format(Locale.ROOT, "%s,%s,%d,%s,%s,%s,%s,%s\n", m, m * token.aStar(), s.n(),
                s.median(), s.interval().low(), s.interval().high(), s.mean(), s.wilcoxon().p())));
        ObjectNode detection = JsonNodeFactory.instance.objectNode().put("feature_id", plan.feature())
                .put("detection", plan.detection().option());
        detection.setAll(token.json());
        ArrayNode firings = detection.putArray("firings");
        targets.detected().forEach(place -> firings.addObject().put("prompt_id", place.passage())
                .put("firing_position", place.position()).put("coefficient", place.coefficient()));
        return Map.of("records.jsonl", lines.toString(), "dose_response.csv", csv.toString(),
                "feature_detection.json", JsonFiles.text(detection));
    }
}
