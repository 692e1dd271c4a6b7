package org.writesae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.experiment.install.InstallTarget;
import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.ModelConfig;
import org.writesae.model.tokenizer.Tokenizer;

/** Reads target tokens: {@code [{"class": "mid", "token": 1234}, {"class": "semantic", "text": " Paris"}]}. */
final class InstallTargets {
    private final Path file;
    private final ModelConfig config;
    private final Supplier<Tokenizer> tokenizer;

    /** @param tokenizer asked where a target is given as text */
    InstallTargets(Path file, ModelConfig config, Supplier<Tokenizer> tokenizer) {
        this.file = file;
        this.config = config;
        this.tokenizer = tokenizer;
    }

    List<InstallTarget> read() {
        JsonNode all = JsonFiles.read(file);
        List<InstallTarget> targets = new ArrayList<>();
        Set<Integer> tokens = new HashSet<>();
        for (JsonNode one : all) {
            String place = "[" + targets.size() + "]";
            if (!one.path("class").isTextual() || one.get("class").textValue().isEmpty()) {
                throw InputException.at(file, place + ".class", "a text was expected");
            }
            InstallTarget target = new InstallTarget(one.get("class").textValue(), token(place, one));
            if (!tokens.add(target.token())) {
                throw InputException.at(file, place, "token " + target.token() + " is there twice");
            }
            targets.add(target);
        }
        if (!all.isArray() || targets.isEmpty()) {
            throw new InputException(file + ": an array of targets was expected, each with class, and token or text");
        }
        return targets;
    }

    private int token(String place, JsonNode target) {
        if (target.path("text").isTextual() && !target.has("token")) {
            int[] ids = tokenizer.get().encode(target.get("text").textValue());
            if (ids.length != 1) {
                throw InputException.at(file, place + ".text", "is " + ids.length + " tokens, one was expected");
            }
            return ids[0];
        }
        JsonNode id = target.path("token");
        if (!id.isIntegralNumber() || !id.canConvertToInt()) {
            throw InputException.at(file, place, "a token id in \"token\", or \"text\", was expected");
        }
        config.requireTokens(new int[] {id.intValue()}, file + ": " + place);
        return id.intValue();
    }
}
