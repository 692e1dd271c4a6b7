package org.writesae.model.tokenizer;

/** Reads {@code decoder} of a {@code tokenizer.json}. */
final class DecoderReader {
    private DecoderReader() {
    }

    static TokenDecoder read(JsonPlace step) {
        if (step.isAbsent()) {
            return TokenDecoder.spaced();
        }
        return switch (step.object().get("type").text()) {
            case "ByteLevel" -> TokenDecoder.byteLevel();
            case "ByteFallback" -> TokenDecoder.byteFallback();
            case "Fuse" -> TokenDecoder.fuse();
            case "Metaspace" -> TokenDecoder.metaspace(step.get("replacement").someText(),
                    !PreTokenizerReader.scheme(step).equals("never"));
            case "Replace" -> TokenDecoder.replacing(NormalizerReader.plain(step.get("pattern")),
                    step.get("content").text());
            case "Strip" -> strip(step);
            case "Sequence" -> TokenDecoder.sequence(step.get("decoders").items().stream()
                    .map(DecoderReader::read).toList());
            default -> throw step.unknown("decoder", "ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Strip and Sequence");
        };
    }

    private static TokenDecoder strip(JsonPlace step) {
        String content = step.get("content").someText();
        if (content.length() != 1) {
            throw step.get("content").bad("one character was expected");
        }
        return TokenDecoder.strip(content.charAt(0), step.get("start").whole(), step.get("stop").whole());
    }
}
