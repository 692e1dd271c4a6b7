package org.writesae.model.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/** Finds the tokenizer of a model. */
public final class Tokenizers {
    private static final String JSON = "tokenizer.json";
    private static final String RWKV = "rwkv_vocab.*\\.txt|vocab\\.txt";
    /** What other tokenizers leave in a directory; none of them is read. */
    private static final List<String> OTHERS = List.of("tokenizer.model", "vocab.json", "tokenizer_config.json");
    private static final int BYTES = 256;

    private Tokenizers() {
    }

    /**
     * Reads a file, or looks in a model directory.
     *
     * @param path a {@code tokenizer.json}, a vocabulary of RWKV World ({@code .txt}), or a directory with one of them
     * @throws InputException if there is none, or it cannot be used
     */
    public static Tokenizer open(Path path) {
        if (!Files.isDirectory(path)) {
            return path.toString().endsWith(".txt") ? RwkvTokenizer.read(path) : TokenizerJson.read(path);
        }
        return find(path).orElseThrow(() -> new InputException(path + ": no tokenizer found; expected tokenizer.json or "
                + "rwkv_vocab_v20230424.txt" + others(path)));
    }

    /**
     * The tokenizer beside a model's weights: {@code tokenizer.json}, a vocabulary of RWKV World, or, where there is no file
     * of a tokenizer at all and {@code config.json} has a vocabulary of 256, bytes.
     *
     * @param model a model directory, or a file of weights in one
     */
    public static Optional<Tokenizer> find(Path model) {
        if (!Files.exists(model)) {
            throw new InputException(model + ": no such file or directory");
        }
        Path directory = Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
        if (Files.exists(directory.resolve(JSON))) {
            return Optional.of(TokenizerJson.read(directory.resolve(JSON)));
        }
        List<Path> vocabularies = vocabularies(directory);
        if (vocabularies.size() > 1) {
            throw new InputException(directory + ": several vocabularies, " + vocabularies + "; name one");
        }
        if (!vocabularies.isEmpty()) {
            return Optional.of(RwkvTokenizer.read(vocabularies.getFirst()));
        }
        return isBytes(directory) ? Optional.of(new ByteTokenizer()) : Optional.empty();
    }

    /** Whether the tokens of a model are bytes: it has 256, and no file of any tokenizer. */
    public static boolean isBytes(Path directory) {
        return Files.isDirectory(directory) && !Files.exists(directory.resolve(JSON)) && vocabularies(directory).isEmpty()
                && others(directory).isEmpty()
                && vocabularySize(directory) == BYTES;
    }

    private static List<Path> vocabularies(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(RWKV)).sorted().toList();
        } catch (IOException failure) {
            throw new InputException(directory + ": cannot be listed: " + failure, failure);
        }
    }

    private static String others(Path directory) {
        for (String name : OTHERS) {
            if (Files.exists(directory.resolve(name))) {
                return "; " + name + " is there but not read: save the tokenizer as tokenizer.json";
            }
        }
        return "";
    }

    private static int vocabularySize(Path directory) {
        Path file = directory.resolve("config.json");
        if (!Files.exists(file)) {
            return 0;
        }
        JsonNode config = JsonFiles.readWithNonFinite(file);
        return config.path("text_config").path("vocab_size").asInt(config.path("vocab_size").asInt());
    }
}
