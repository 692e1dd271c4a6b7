package org.writesae.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;
import org.writesae.model.families.Families;
import org.writesae.model.generate.Generator;
import org.writesae.model.generate.Sampler;
import org.writesae.model.tokenizer.ByteTokenizer;
import org.writesae.runtime.JvmBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GeneratorTest {
    private static final Path DATA = Path.of(System.getProperty("writesae.reference", "reference-data"));
    private static final Sampler.Options WARM = new Sampler.Options(1.5, 0, 1, 11);

    static Stream<RandomModels.Maker> models() {
        return RandomModels.all().stream();
    }

    /** The carried state forgets nothing: a pass over the whole text gives the same logits, to the bit. */
    @ParameterizedTest
    @MethodSource("models")
    void logitsAreThoseOfOnePass(RandomModels.Maker maker) {
        try (JvmBackend backend = new JvmBackend(2); HostModel model = maker.model().apply(backend)) {
            for (int[] prompt : new int[][] {{7}, {3, 14, 15, 9, 2, 6, 5}}) {
                List<double[]> logits = new ArrayList<>();
                int[] ids = new Generator(model, new Sampler(WARM)).run(prompt, 12, Set.of(),
                        (id, chosenFrom) -> logits.add(chosenFrom.clone()));
                int[] text = Arrays.copyOf(prompt, prompt.length + ids.length);
                System.arraycopy(ids, 0, text, prompt.length, ids.length);
                double[] whole = model.forward(model.begin(text.length), text);
                int vocabulary = model.config().vocabulary();
                for (int t = 0; t < ids.length; t++) {
                    int row = prompt.length - 1 + t;
                    assertThat(logits.get(t)).isEqualTo(Arrays.copyOfRange(whole, row * vocabulary, (row + 1) * vocabulary));
                }
            }
        }
    }

    static Stream<Path> continuations() throws IOException {
        try (Stream<Path> files = Files.list(DATA.resolve("golden/generation"))) {
            return files.filter(file -> !file.endsWith("sampling.json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("continuations")
    void greedyTokensAreUpstreams(Path file) {
        JsonNode golden = JsonFiles.read(file);
        try (JvmBackend backend = new JvmBackend(2);
                HostModel model = Families.load(DATA.resolve(golden.get("model").asText()), backend)) {
            for (JsonNode row : golden.get("continuations")) {
                int[] prompt = row.has("prompt") ? new ByteTokenizer().encode(row.get("prompt").asText()) : ids(row.get("prompt_ids"));
                int[] expected = ids(row.get("ids"));
                List<Integer> heard = new ArrayList<>();
                int[] ids = new Generator(model, new Sampler(Sampler.Options.greedy())).run(prompt, expected.length, Set.of(),
                        (id, logits) -> heard.add(id));
                assertThat(ids).as("%s", row).isEqualTo(expected);
                assertThat(heard).containsExactlyElementsOf(Arrays.stream(ids).boxed().toList());
            }
        }
    }

    private static int[] ids(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }

    @Test
    void stopsAfterATokenThatEndsTheText() {
        try (JvmBackend backend = new JvmBackend(1);
                HostModel model = Families.load(DATA.resolve("models/gdn-tiny"), backend)) {
            int[] prompt = new ByteTokenizer().encode("In the beginning God ");
            Generator generator = new Generator(model, new Sampler(Sampler.Options.greedy()));
            int[] ids = generator.run(prompt, 60, Set.of((int) 'h', 255), (id, logits) -> { });
            assertThat(new ByteTokenizer().decode(ids)).isEqualTo("of th");
        }
    }

    /** Of NaN none is the largest, and the first token would be taken. */
    @Test
    void logitsThatAreNoNumbersChooseNoToken() {
        try (JvmBackend backend = new JvmBackend(1); HostModel model = RandomModels.all().getFirst().model().apply(backend)) {
            model.finalNorm().stored().floats()[0] = Float.NaN;
            Generator generator = new Generator(model, new Sampler(Sampler.Options.greedy()));
            assertThatThrownBy(() -> generator.run(new int[] {1, 2}, 3, Set.of(), (id, logits) -> { }))
                    .isInstanceOf(InputException.class).hasMessage("random: a logit after 2 tokens is NaN: the weights overflow");
        }
    }

    @Test
    void oneSeedGivesOneText() {
        RandomModels.Maker maker = RandomModels.all().getFirst();
        try (JvmBackend backend = new JvmBackend(1); HostModel model = maker.model().apply(backend)) {
            int[] first = new Generator(model, new Sampler(WARM)).run(new int[] {1}, 20, Set.of(), (id, logits) -> { });
            assertThat(new Generator(model, new Sampler(WARM)).run(new int[] {1}, 20, Set.of(), (id, logits) -> { })).isEqualTo(first);
            Sampler.Options other = new Sampler.Options(1.5, 0, 1, 12);
            assertThat(new Generator(model, new Sampler(other)).run(new int[] {1}, 20, Set.of(), (id, logits) -> { }))
                    .isNotEqualTo(first);
        }
    }
}
