package org.writesae.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Made-up firings whose divergences lie about as the paper's do; for tests of statistics and reports. */
public final class SyntheticFirings {
    public static final List<Integer> FEATURES = List.of(412, 192, 97, 1361, 53, 63, 87, 1335);

    private SyntheticFirings() {
    }

    public static SubstitutionConfig config(int layer, int head) {
        return new SubstitutionConfig(layer, head, FEATURES, "tiny_L" + layer + "_H" + head, "tiny-gdn",
                "held-out.npy", 512, 300, 2026, SubstitutionReadings.PRIMARY,
                new DictionaryFacts("A", "bilinear", 2048, 32, "topk", "key-value", "none", "final-token"),
                "convolution window carried", "0.1.0", null, JsonNodeFactory.instance.arrayNode());
    }

    public static SubstitutionResult result(int layer, int head, int firings) {
        return SubstitutionResult.of(config(layer, head), firings(layer, head, firings));
    }

    public static List<SubstitutionRecord> firings(int layer, int head, int count) {
        Random random = new Random(layer * 100L + head);
        List<SubstitutionRecord> firings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            firings.add(firing(FEATURES.get(i % FEATURES.size()), i, layer, head, random));
        }
        return firings;
    }

    private static SubstitutionRecord firing(int feature, int i, int layer, int head, Random random) {
        double delete = Math.exp(-1 + 1.6 * random.nextGaussian());
        double atom = delete * Math.exp(-0.9 + 0.65 * random.nextGaussian());
        double control = delete * Math.exp(0.5 + 0.5 * random.nextGaussian());
        return new SubstitutionRecord(feature, i / 5, 3 + random.nextInt(500), layer, head,
                0.1 + 0.3 * random.nextDouble(), 1 + random.nextDouble(), 0.5 * random.nextDouble(), atom, delete,
                control, 1.1 * atom, 0.9 * delete, 1.2 * control);
    }
}
