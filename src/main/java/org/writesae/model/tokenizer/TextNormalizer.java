package org.writesae.model.tokenizer;

import java.util.List;

/** Rewrites text before it is cut. */
@FunctionalInterface
interface TextNormalizer {
    TextNormalizer NONE = text -> text;

    String apply(String text);

    /** Puts {@code prefix} in front of any text but the empty one, also where the text begins with it. */
    static TextNormalizer prepending(String prefix) {
        return text -> text.isEmpty() ? text : prefix + text;
    }

    static TextNormalizer replacing(String what, String with) {
        return text -> text.replace(what, with);
    }

    static TextNormalizer sequence(List<TextNormalizer> steps) {
        return text -> {
            String result = text;
            for (TextNormalizer step : steps) {
                result = step.apply(result);
            }
            return result;
        };
    }
}
