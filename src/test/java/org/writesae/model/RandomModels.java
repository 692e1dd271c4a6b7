package org.writesae.model;

import java.util.List;
import java.util.function.Function;

import org.writesae.model.deltanet.DeltaNetConfig;
import org.writesae.model.deltanet.DeltaNetModel;
import org.writesae.model.fla.FlaSizes;
import org.writesae.model.gla.GlaConfig;
import org.writesae.model.gla.GlaModel;
import org.writesae.model.mamba2.Mamba2Config;
import org.writesae.model.mamba2.Mamba2Model;
import org.writesae.model.qwen35.QwenConfig;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.model.rwkv7.Ranks;
import org.writesae.model.rwkv7.Rwkv7Config;
import org.writesae.model.rwkv7.Rwkv7Model;
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
        return List.of(new Maker("Qwen3.5", RandomModels::qwen),
                new Maker("DeltaNet", backend -> deltaNet(backend, false)),
                new Maker("DeltaNet, gated", backend -> deltaNet(backend, true)),
                new Maker("GLA", backend -> gla(backend, true)),
                new Maker("GLA, not gated", backend -> gla(backend, false)),
                new Maker("RWKV-7", RandomModels::rwkv7),
                new Maker("Mamba-2", RandomModels::mamba2));
    }

    private static HostModel mamba2(Backend backend) {
        return Mamba2Model.random(new Mamba2Config(61, 12, 3, 6, 2, 9, 5, 4, 2, true, 0.01, 0.4, 1e-5, false), SEED, backend);
    }

    private static HostModel qwen(Backend backend) {
        return QwenModel.random(new QwenConfig(61, 24, 40, List.of(true, false, true, true, false), 6, 2, 9, 5, 4, 4, 2, 8, 4,
                1e4, 1e-6, false), SEED, backend);
    }

    private static HostModel deltaNet(Backend backend, boolean gated) {
        return DeltaNetModel.random(new DeltaNetConfig(sizes(), 4, gated), SEED, backend);
    }

    private static HostModel gla(Backend backend, boolean gated) {
        return GlaModel.random(new GlaConfig(sizes(), gated), SEED, backend);
    }

    private static HostModel rwkv7(Backend backend) {
        return Rwkv7Model.random(new Rwkv7Config(61, 20, 3, 4, 5, 10, 44, new Ranks(6, 7, 3, 9), true, true, 1e-5, 5e-5, 0, 1e-12,
                false), SEED, backend);
    }

    private static FlaSizes sizes() {
        return new FlaSizes(59, 22, 34, 3, 3, 7, 9, 1e-6, false);
    }
}
