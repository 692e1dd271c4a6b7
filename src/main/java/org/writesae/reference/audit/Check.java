package org.writesae.reference.audit;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A check of published numbers against each other.
 *
 * @param id C1 … C56, some with a letter
 * @param title what is checked
 * @param parts its arithmetic
 * @param why the sentence a reviewer would write
 */
public record Check(String id, String title, List<Part> parts, String why) {

    /** Starts a check. */
    static CheckDraft of(String id, String title) {
        return new CheckDraft(id, title);
    }

    /** The worst verdict of its parts. */
    public Verdict verdict() {
        return parts.stream().map(Part::verdict).filter(Objects::nonNull).max(Verdict::compareTo).orElseThrow();
    }

    /** {@code {"id","title","computed","published","verdict","why","parts"}} */
    public ObjectNode toJson() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode json = nodes.objectNode();
        json.put("id", id);
        json.put("title", title);
        json.put("computed", parts.stream().map(Part::result).collect(Collectors.joining("; ")));
        json.put("published", parts.stream().map(Part::published).filter(text -> !text.isEmpty()).distinct()
                .collect(Collectors.joining("; ")));
        json.put("verdict", verdict().label());
        json.put("why", why);
        ArrayNode list = json.putArray("parts");
        for (Part part : parts) {
            ObjectNode line = list.addObject();
            line.put("what", part.what());
            ArrayNode values = line.putArray("computed");
            part.computed().forEach(values::add);
            line.put("published", part.published());
            line.put("verdict", part.verdict() == null ? null : part.verdict().label());
        }
        return json;
    }
}
