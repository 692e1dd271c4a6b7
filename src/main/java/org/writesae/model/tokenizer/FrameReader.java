package org.writesae.model.tokenizer;

/** Reads {@code post_processor} of a {@code tokenizer.json}: what special tokens surround a text. */
final class FrameReader {
    private final IdList before = new IdList();
    private final IdList after = new IdList();
    private boolean framed;

    private FrameReader() {
    }

    static PipelineTokenizer.Frame read(JsonPlace root) {
        FrameReader reader = new FrameReader();
        if (!root.isAbsent()) {
            reader.add(root);
        }
        return new PipelineTokenizer.Frame(reader.before.toArray(), reader.after.toArray());
    }

    private void add(JsonPlace step) {
        switch (step.object().get("type").text()) {
            case "ByteLevel" -> { } // It trims offsets, which nothing here reports.
            case "Sequence" -> step.get("processors").items().forEach(this::add);
            case "TemplateProcessing" -> addTemplate(step);
            default -> throw step.unknown("post-processor", "ByteLevel, TemplateProcessing and Sequence");
        }
    }

    private void addTemplate(JsonPlace template) {
        if (framed) {
            throw template.bad("a second template");
        }
        framed = true;
        boolean seen = false;
        for (JsonPlace item : template.get("single").items()) {
            if (!item.get("Sequence").isAbsent()) {
                if (seen || !item.get("Sequence").get("id").text().equals("A")) {
                    throw item.bad("the text once, as sequence A, was expected");
                }
                seen = true;
                continue;
            }
            JsonPlace ids = template.get("special_tokens").get(item.get("SpecialToken").get("id").text()).get("ids");
            for (JsonPlace id : ids.items()) {
                (seen ? after : before).add(id.whole());
            }
        }
        if (!seen) {
            throw template.get("single").bad("does not hold the text, sequence A");
        }
    }
}
