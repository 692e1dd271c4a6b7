package org.writesae.tornado;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.experiment.Amplitude;
import org.writesae.experiment.FiringSelection;
import org.writesae.experiment.KlDirection;
import org.writesae.experiment.RandomControl;
import org.writesae.experiment.ReadOut;
import org.writesae.experiment.Substitution;
import org.writesae.experiment.SubstitutionReadings;
import org.writesae.experiment.SubstitutionRecord;
import org.writesae.experiment.WriteReading;
import org.writesae.io.Npy;
import org.writesae.kernels.Linear;
import org.writesae.model.HostModel;
import org.writesae.model.ModelState;
import org.writesae.model.families.Families;
import org.writesae.model.qwen35.QwenModel;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Kernel;
import org.writesae.runtime.Program;
import org.writesae.sae.SaeCheckpoint;
import org.writesae.sae.WriteSae;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole programs give the bits of the JVM on the device, run call by call and as one graph. */
class ProgramParityTest {
    private static final Path MODELS = Path.of("reference-data/models");
    private static final Path TINY = MODELS.resolve("gdn-tiny");

    /** How the device runs programs. */
    enum Mode {
        CALLS, GRAPHS;

        Backend open() {
            return this == CALLS ? new TornadoBackend(0, 0) : new TornadoBackend(0, 0, 0, DeviceTwins.WORTH, TornadoBackend.MAX_CALLS);
        }
    }

    private static <T> void sameOnBoth(Mode mode, Function<Backend, T> work) {
        T expected;
        try (Backend jvm = new JvmBackend(2)) {
            expected = work.apply(jvm);
        }
        try (Backend device = mode.open()) {
            assertThat(work.apply(device)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsATextAndGoesOnByTokens(Mode mode) {
        sameOnBoth(mode, backend -> {
            try (QwenModel model = QwenModel.load(MODELS.resolve("gdn-random-a"), backend)) {
                ModelState state = model.begin(30);
                List<double[]> logits = List.of(model.forward(state, new int[] {3, 14, 15, 92, 6, 5, 35, 89, 79}),
                        model.forward(state, new int[] {32}), model.forward(state, new int[] {38}),
                        model.forward(state, new int[] {46, 26}));
                return bits(logits) + Arrays.toString(state.recurrent(0));
            }
        });
    }

    /** Layers are sections of one program: what one hands on to the next are states alone. */
    @ParameterizedTest
    @ValueSource(strings = {"gdn-random-b", "deltanet-random-a", "gla-random-b", "mamba2-random-b", "rwkv7-random-b"})
    void readsATextInEveryFamily(String name) {
        Function<Backend, String> read = backend -> {
            try (HostModel model = Families.load(MODELS.resolve(name), backend)) {
                ModelState state = model.begin(8);
                return bits(List.of(model.forward(state, new int[] {3, 14, 15, 9, 2, 6})));
            }
        };
        int aLayer = 24;
        try (Backend jvm = new JvmBackend(1); Backend device = new TornadoBackend(0, 0, 0, DeviceTwins.WORTH, aLayer)) {
            assertThat(read.apply(device)).isEqualTo(read.apply(jvm));
        }
    }

    private static String bits(List<double[]> arrays) {
        StringBuilder text = new StringBuilder();
        arrays.forEach(array -> Arrays.stream(array).forEach(x -> text.append(Double.doubleToLongBits(x)).append(' ')));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bilinear_L2_H2", "bilinear-r2_L2_H2", "bilinear_tied_L2_H2", "rank1_L2_H2"})
    void encodesAndDecodes(String dictionary) {
        float[] states = Npy.open(TINY.resolve("states-sample.npy")).floats();
        sameOnBoth(Mode.GRAPHS, backend -> {
            WriteSae sae = new WriteSae(SaeCheckpoint.load(TINY.resolve("sae").resolve(dictionary).resolve("best.pt")), backend);
            int count = Math.min(20, states.length / sae.config().dIn());
            float[] coefficients = sae.encode(Arrays.copyOf(states, count * sae.config().dIn()), count);
            return Arrays.toString(coefficients) + Arrays.toString(sae.decode(coefficients, count))
                    + Arrays.toString(sae.atomNorms());
        });
    }

    @ParameterizedTest
    @EnumSource(WriteReading.class)
    void replacesWrites(WriteReading write) {
        int[] all = Npy.open(TINY.resolve("corpus.npy")).ints();
        int[][] sequences = {Arrays.copyOfRange(all, 0, 40), Arrays.copyOfRange(all, 128, 160), Arrays.copyOfRange(all, 256, 300)};
        sameOnBoth(Mode.CALLS, backend -> {
            try (QwenModel model = QwenModel.load(TINY, backend)) {
                WriteSae sae = new WriteSae(SaeCheckpoint.load(TINY.resolve("sae/bilinear_L2_H2/best.pt")), backend);
                SubstitutionReadings readings = new SubstitutionReadings(write, Amplitude.MATCHED, RandomControl.NON_FIRING,
                        FiringSelection.ANY, ReadOut.SUFFIX_MEAN, KlDirection.NATIVE_COND);
                List<SubstitutionRecord> records = new Substitution(model, sae,
                        new Substitution.Plan(2, 2, List.of(128, 150, 44), 3, 2026, readings, null)).run(sequences, (s, f) -> { });
                assertThat(records).hasSizeGreaterThan(3);
                return records;
            }
        });
    }

    /** Longer than a graph can hold, with a scratch array alive across the cut. */
    @Test
    void cutsLongPrograms() {
        sameOnBoth(Mode.GRAPHS, backend -> {
            int width = 8;
            double[] end = new double[width];
            double[] start = {1, 2, 3, 4, 5, 6, 7, 8};
            float[] rotation = new float[width * width];
            for (int i = 0; i < width; i++) {
                rotation[i * width + (i + 1) % width] = 1.0625f;
                rotation[i * width + i] = -0.375f;
            }
            Buffer[] scratch = {Buffer.scratch("even", new double[width]), Buffer.scratch("odd", new double[width])};
            Buffer w = Buffer.constant("w", rotation);
            Kernel linear = Kernel.of(Linear.class, "linear");
            Program p = new Program("long").add(linear, width, scratch[0], Buffer.input("start", start), w, width, width);
            for (int n = 1; n < 150; n++) {
                p.add(linear, width, scratch[n % 2], scratch[(n + 1) % 2], w, width, width);
            }
            p.add(linear, width, Buffer.output("end", end), scratch[1], w, width, width);
            backend.run(p);
            return Arrays.toString(end);
        });
    }

    /** Sections in graphs of their own, with a state that all of them meet and an output that the last one writes. */
    @Test
    void runsSectionsApart() {
        Function<Backend, String> run = backend -> {
            Buffer sum = Buffer.state("sum", new double[] {1, 2});
            Buffer scratch = Buffer.scratch("scratch", new double[2]);
            Buffer y = Buffer.output("y", new double[2]);
            Buffer first = Buffer.output("first", new double[2]);
            Buffer w = Buffer.constant("w", new float[] {1, -2, 3, 0.5f});
            Kernel linear = Kernel.of(Linear.class, "linear");
            Kernel add = Kernel.of(Linear.class, "linearAdd");
            Program p = new Program("sections").add(linear, 2, first, sum, w, 2, 2);
            for (int n = 0; n < 5; n++) {
                p.section();
                p.add(linear, 2, scratch, sum, w, 2, 2).add(linear, 2, y, scratch, w, 2, 2).add(add, 2, sum, y, w, 2, 2);
            }
            backend.run(p);
            backend.run(p);
            return bits(List.of(sum.doubles(), y.doubles(), first.doubles()));
        };
        try (Backend jvm = new JvmBackend(1); Backend device = new TornadoBackend(0, 0, 0, DeviceTwins.WORTH, 4);
                Backend parts = new TornadoBackend(0, 0, 0, DeviceTwins.WORTH, 2)) {
            String expected = run.apply(jvm);
            assertThat(run.apply(device)).isEqualTo(expected);
            assertThat(run.apply(parts)).isEqualTo(expected);
        }
    }

    /** A call that writes some elements of an array leaves the others as an earlier call wrote them. */
    @ParameterizedTest
    @EnumSource
    void keepsWhatACallLeavesUnwritten(Mode mode) {
        sameOnBoth(mode, backend -> {
            Buffer w = Buffer.constant("w", new float[] {1, 2, 3, 4});
            Buffer y = Buffer.output("y", new double[12]);
            Kernel linear = Kernel.of(Linear.class, "linear");
            Program p = new Program("in part").add(linear, 12, y, Buffer.input("all", new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
                    w, 2, 2).add(linear, 4, y, Buffer.input("some", new double[] {-1, -2}), w, 1, 2);
            backend.run(p);
            backend.run(p);
            return Arrays.toString(y.doubles());
        });
    }

    /** What was compiled for a token serves the next. */
    @ParameterizedTest
    @ValueSource(strings = {"deltanet-random-a", "gla-random-b", "mamba2-random-b", "rwkv7-random-b"})
    void compilesForOneTokenOnce(String name) {
        try (TornadoBackend device = new TornadoBackend(0, 0, 0, DeviceTwins.WORTH, TornadoBackend.MAX_CALLS);
                HostModel model = Families.load(MODELS.resolve(name), device)) {
            ModelState state = model.begin(8);
            model.forward(state, new int[] {3});
            model.forward(state, new int[] {14});
            long compilations = device.compilations();
            model.forward(state, new int[] {15});
            assertThat(device.compilations()).isEqualTo(compilations);
        }
    }

    /** Weights that are read layer by layer are of no use to anyone after their layer. */
    @Test
    void holdsNoConstantsOfProgramsRunOnce() throws InterruptedException {
        try (TornadoBackend device = new TornadoBackend(0, 0)) {
            WeakReference<float[]> weights = run(device, new float[4]);
            for (int n = 0; n < 50 && weights.get() != null; n++) {
                System.gc();
                Thread.sleep(20);
            }
            assertThat(weights.get()).isNull();
        }
    }

    private static WeakReference<float[]> run(Backend device, float[] weights) {
        device.run(new Program("once").add(Kernel.of(Linear.class, "linear"), 2, Buffer.output("y", new double[2]),
                Buffer.input("x", new double[2]), Buffer.constant("w", weights), 2, 2));
        return new WeakReference<>(weights);
    }

    /** Other arrays, other numbers of rows: what is compiled serves them too. */
    @Test
    void compilesOnce() {
        try (TornadoBackend device = new TornadoBackend(0, 0)) {
            Buffer w = Buffer.constant("w", new float[] {1, 2, 3, 4});
            for (int rows = 2; rows < 40; rows++) {
                double[] y = new double[2 * rows];
                double[] x = new double[2 * rows];
                Arrays.fill(x, rows);
                device.run(new Program("rows").add(Kernel.of(Linear.class, "linear"), 2 * rows, Buffer.output("y", y),
                        Buffer.input("x", x), w, 2, 2));
                assertThat(y).startsWith(4.0 * rows, 6.0 * rows).endsWith(4.0 * rows, 6.0 * rows);
            }
            assertThat(device.compilations()).isEqualTo(1);
        }
    }
}
