package org.writesae.model.tokenizer;

/** Reads {@code normalizer} of a {@code tokenizer.json}. */
final class NormalizerReader {
    private NormalizerReader() {
    }

    static TextNormalizer read(JsonPlace step) {
        if (step.isAbsent()) {
            return TextNormalizer.NONE;
        }
        return switch (step.object().get("type").text()) {
            case "NFC" -> Nfc::normalize;
            case "Prepend" -> TextNormalizer.prepending(step.get("prepend").text());
            case "Replace" -> TextNormalizer.replacing(plain(step.get("pattern")), step.get("content").text());
            case "Sequence" -> TextNormalizer.sequence(step.get("normalizers").items().stream()
                    .map(NormalizerReader::read).toList());
            default -> throw step.unknown("normalizer", "NFC, Prepend, Replace and Sequence");
        };
    }

    /** A pattern that is a plain text. */
    static String plain(JsonPlace pattern) {
        if (pattern.get("String").isAbsent()) {
            throw pattern.bad("a pattern of kind String was expected; regular expressions are not known here");
        }
        return pattern.get("String").someText();
    }
}
