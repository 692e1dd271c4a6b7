package org.writesae.model;

import java.util.List;
import java.util.function.Function;

import org.writesae.model.qwen35.QwenConfig;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.runtime.Backend;

/** A small model of each family, with random weights and odd sizes. */
final class RandomModels {
    private static final long SEED = 11;

    /**
     * How to make one.
     *
     * @param name  for messages
     * @param model makes it
     */
    record Maker(String name, Function<Backend, HostModel> model) {
        @Override
        public String toString() {
            return name;
        }
    }

    private RandomModels() {
    }

    static List<Maker> all() {
        return List.of(new Maker("Qwen3.5", RandomModels::qwen));
    }

    private static HostModel qwen(Backend backend) {
        return QwenModel.random(new QwenConfig(61, 24, 40, List.of(true, false, true, true, false), 6, 2, 9, 5, 4, 4, 2, 8, 4,
                1e4, 1e-6, false), SEED, backend);
    }
}
