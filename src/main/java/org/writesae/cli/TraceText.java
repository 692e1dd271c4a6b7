package org.writesae.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.writesae.experiment.FiringTrace;
import org.writesae.experiment.MovedToken;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.TraceValue;
import org.writesae.model.tokenizer.Tokenizer;

/** A trace as a table, and as JSON. */
final class TraceText {
    /** Elements of a vector that a table shows. */
    private static final int SHOWN = 3;
    /** Whole numbers among the values. */
    private static final Set<String> COUNTS = Set.of("sae.rank", "sae.fired", "random.atom");

    private TraceText() {
    }

    /** One line of JSON with every element. */
    static String json(FiringTrace trace) {
        SubstitutionRecord r = trace.record();
        ObjectNode node = new JsonMapper().createObjectNode().put("feature_id", r.featureId()).put("layer", r.layer())
                .put("head", r.head()).put("prompt_id", r.promptId()).put("firing_position", r.firingPosition())
                .put("token", trace.token()).put("read_token", trace.read()).put("kl_atom", r.klAtom())
                .put("kl_ablate", r.klDelete()).put("kl_random", r.klRandom());
        ArrayNode values = node.putArray("values");
        for (TraceValue value : trace.values()) {
            ObjectNode one = values.addObject().put("id", value.id()).put("equation", value.equation());
            ArrayNode shape = one.putArray("shape");
            value.shape().forEach(shape::add);
            ArrayNode elements = one.putArray("values");
            Arrays.stream(value.values()).forEach(elements::add);
        }
        ArrayNode moved = node.putArray("moved");
        for (MovedToken token : trace.moved()) {
            moved.addObject().put("condition", token.condition()).put("token", token.token())
                    .put("log_native", token.logNative()).put("log_moved", token.logMoved()).put("share", token.share());
        }
        return node.toString();
    }

    /** @param tokenizer of the model, or null */
    static String table(FiringTrace trace, Tokenizer tokenizer) {
        SubstitutionRecord r = trace.record();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "feature %d at token %d of passage %d, layer %d head %d: token %s, read after %s%n",
                r.featureId(), r.firingPosition(), r.promptId(), r.layer(), r.head(), shown(tokenizer, trace.token()),
                shown(tokenizer, trace.read())));
        String section = "";
        for (TraceValue value : trace.values()) {
            if (!value.section().equals(section)) {
                section = value.section();
                text.append(String.format(Locale.ROOT, "%n%s%n", section));
            }
            text.append(String.format(Locale.ROOT, "  %-22s %-34s %s%n", value.id().substring(section.length() + 1), shown(value),
                    value.equation()));
        }
        String condition = "";
        for (MovedToken token : trace.moved()) {
            if (!token.condition().equals(condition)) {
                condition = token.condition();
                text.append(String.format(Locale.ROOT, "%ntokens that \"%s\" moves most: log p native, log q, p (log p − log q)%n", condition));
            }
            text.append(String.format(Locale.ROOT, "  %-22s %12.8f %12.8f %16.6e%n", shown(tokenizer, token.token()),
                    token.logNative(), token.logMoved(), token.share()));
        }
        return text.toString();
    }

    private static String shown(TraceValue value) {
        if (value.shape().isEmpty()) {
            double x = value.values()[0];
            return COUNTS.contains(value.id()) ? String.format(Locale.ROOT, "%.0f", x) : String.format(Locale.ROOT, "%.9g", x);
        }
        String first = Arrays.stream(value.values()).limit(SHOWN).mapToObj(x -> String.format(Locale.ROOT, "%.4g", x))
                .collect(Collectors.joining(", "));
        String sizes = value.shape().stream().map(String::valueOf).collect(Collectors.joining("×"));
        return String.format(Locale.ROOT, "‖%.6g‖ %s (%s…)", value.norm(), sizes, first);
    }

    private static String shown(Tokenizer tokenizer, int id) {
        String text = tokenizer == null ? "" : tokenizer.decode(id);
        return text.isEmpty() || text.indexOf('\ufffd') >= 0 || text.chars().anyMatch(c -> c < ' ')
                ? Integer.toString(id) : id + " '" + text + "'";
    }
}
