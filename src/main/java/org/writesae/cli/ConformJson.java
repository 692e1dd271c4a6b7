package org.writesae.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.io.Tensor;
import org.writesae.reference.conformance.Closeness;
import org.writesae.reference.conformance.ConformanceCase;
import org.writesae.reference.conformance.Deviation;
import org.writesae.reference.conformance.Finding;
import org.writesae.reference.conformance.Judgement;
import org.writesae.reference.conformance.LikelyMistake;
import org.writesae.reference.conformance.Mistake;
import org.writesae.reference.conformance.TensorVerdict;
import org.writesae.reference.conformance.Wanted;

/** Cases and judgements for programs. */
final class ConformJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ConformJson() {
    }

    /** What a case computes, from what, and what it wants. */
    static ObjectNode description(ConformanceCase golden) {
        ObjectNode line = JSON.createObjectNode().put("id", golden.id()).put("subject", golden.subject())
                .put("about", golden.about()).put("equation", golden.equation());
        ArrayNode inputs = line.putArray("inputs");
        for (Tensor input : golden.inputs()) {
            ObjectNode entry = inputs.addObject().put("name", input.name()).put("dtype", input.dtype().name());
            entry.set("shape", JSON.valueToTree(input.shape()));
            if (input.rank() == 0) {
                entry.put("value", input.doubles()[0]);
            }
        }
        ArrayNode outputs = line.putArray("outputs");
        for (Wanted wanted : golden.wanted()) {
            ObjectNode entry = outputs.addObject().put("name", wanted.name());
            entry.set("shape", JSON.valueToTree(wanted.shape()));
            entry.put("unit", unit(wanted)).put("limit", wanted.limit()).put("float32Limit", wanted.float32Limit());
        }
        ArrayNode mistakes = line.putArray("mistakes");
        golden.mistakes().stream().map(Mistake::flags).forEach(flags -> flags.forEach(mistakes::add));
        return line;
    }

    /** A line for each tensor, in the order of the case, and one for the case. */
    static List<JsonNode> lines(Judgement judgement) {
        List<JsonNode> lines = new ArrayList<>();
        judgement.verdicts().forEach(verdict -> lines.add(tensor(judgement.golden().id(), verdict)));
        lines.add(summary(judgement));
        return lines;
    }

    private static ObjectNode tensor(String id, TensorVerdict verdict) {
        Wanted wanted = verdict.wanted();
        Deviation deviation = verdict.deviation();
        ObjectNode line = JSON.createObjectNode().put("case", id).put("tensor", wanted.name());
        line.set("shape", JSON.valueToTree(wanted.shape()));
        line.put("arithmetic", lower(verdict.arithmetic())).put("unit", unit(wanted))
                .put("distance", finite(deviation.distance())).put("limit", verdict.limit()).put("ok", verdict.ok());
        line.put("worst", deviation.worst() < 0 ? null : wanted.position(deviation.worst()));
        if (deviation.worst() >= 0) {
            line.put("expected", finite(wanted.expected()[deviation.worst()]))
                    .put("actual", finite(verdict.actual()[deviation.worst()]));
        }
        line.put("beyond", deviation.beyond());
        line.put("firstBeyond", deviation.first() < 0 ? null : wanted.position(deviation.first()));
        return line;
    }

    private static ObjectNode summary(Judgement judgement) {
        ObjectNode line = JSON.createObjectNode().put("case", judgement.golden().id()).put("ok", judgement.ok())
                .put("tensors", judgement.verdicts().size());
        line.set("missing", JSON.valueToTree(judgement.missing()));
        line.put("first", judgement.first().map(verdict -> verdict.wanted().name()).orElse(null));
        ArrayNode mistakes = line.putArray("mistakes");
        for (LikelyMistake likely : judgement.mistakes()) {
            ObjectNode entry = mistakes.addObject().put("case", likely.mistake().id());
            entry.set("flags", JSON.valueToTree(likely.mistake().flags()));
            put(entry, likely.closeness());
        }
        ArrayNode findings = line.putArray("findings");
        for (Finding finding : judgement.findings()) {
            put(findings.addObject().put("tensor", finding.tensor()).put("kind", lower(finding.kind())).put("text", finding.text()),
                    finding.closeness());
        }
        return line;
    }

    private static void put(ObjectNode entry, Closeness closeness) {
        if (closeness != null) {
            entry.put("distance", finite(closeness.distance())).put("part", finite(closeness.part()))
                    .put("within", closeness.within());
        }
    }

    private static String unit(Wanted wanted) {
        return wanted.yardstick().ofElements() ? "elementUlp" : "scaledUlp";
    }

    /** JSON has no NaN and no infinity. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
