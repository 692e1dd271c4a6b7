package org.writesae.model.families;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.writesae.io.InputException;
import org.writesae.model.ConfigJson;
import org.writesae.model.HostModel;
import org.writesae.model.ModelConfig;
import org.writesae.model.deltanet.DeltaNetConfig;
import org.writesae.model.deltanet.DeltaNetModel;
import org.writesae.model.gla.GlaConfig;
import org.writesae.model.gla.GlaModel;
import org.writesae.model.mamba2.Mamba2Config;
import org.writesae.model.mamba2.Mamba2Model;
import org.writesae.model.qwen35.QwenConfig;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.model.rwkv7.OfficialCheckpoint;
import org.writesae.model.rwkv7.Rwkv7FlaConfig;
import org.writesae.model.rwkv7.Rwkv7Model;
import org.writesae.runtime.Backend;

/** Opens a model directory whatever its family. */
public final class Families {

    /**
     * A family.
     *
     * @param name    as messages call it
     * @param accepts whether a config is one of its models
     * @param config  reads the sizes of a model directory
     * @param load    loads a model directory
     */
    private record Family(String name, Predicate<ConfigJson> accepts, Function<Path, ModelConfig> config,
            BiFunction<Path, Backend, HostModel> load) {
    }

    private static final String QUANTIZED = "quantization_config";
    private static final List<Family> ALL = List.of(
            new Family("Qwen3.5", QwenConfig::accepts, QwenConfig::read, QwenModel::load),
            new Family("DeltaNet", DeltaNetConfig::accepts, DeltaNetConfig::read, DeltaNetModel::load),
            new Family("GLA", GlaConfig::accepts, GlaConfig::read, GlaModel::load),
            new Family("RWKV-7", Rwkv7FlaConfig::accepts, Rwkv7FlaConfig::read, Rwkv7Model::load),
            new Family("Mamba-2", Mamba2Config::accepts, Mamba2Config::read, Mamba2Model::load));
    private static final Family OFFICIAL_RWKV7 = new Family("RWKV-7", config -> false, OfficialCheckpoint::read,
            Rwkv7Model::loadOfficial);

    private Families() {
    }

    /**
     * The sizes of a model, without its weights.
     *
     * @throws InputException if the directory holds no model of a known family, or a broken config
     */
    public static ModelConfig config(Path directory) {
        return of(directory).config().apply(directory);
    }

    /**
     * Loads a model.
     *
     * @throws InputException if the directory holds no model of a known family, a file is missing or broken, a
     *                        tensor is missing or of a wrong shape, or a weight is not finite
     */
    public static HostModel load(Path directory, Backend backend) {
        return of(directory).load().apply(directory, backend);
    }

    private static Family of(Path directory) {
        if (OfficialCheckpoint.accepts(directory)) {
            return OFFICIAL_RWKV7;
        }
        ConfigJson config = ConfigJson.of(directory);
        config.requireNone(QUANTIZED, "quantized weights are not read");
        config.inside("text_config").requireNone(QUANTIZED, "quantized weights are not read");
        for (Family family : ALL) {
            if (family.accepts().test(config)) {
                return family;
            }
        }
        String known = ALL.stream().map(Family::name).collect(Collectors.joining(", "));
        throw InputException.at(config.file(), "model_type", "\"" + config.inside("text_config").text("model_type", "")
                + "\" is none of the families that can be loaded: " + known);
    }
}
