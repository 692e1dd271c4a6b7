package org.writesae.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;
import org.writesae.runtime.Backend;
import org.writesae.runtime.Buffer;
import org.writesae.runtime.JvmBackend;
import org.writesae.runtime.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The runner must see what a wrong backend does. */
class CaseRunnerTest {
    private static final GoldenData DATA = GoldenData.find();

    @Test
    void anElementLeftUnwrittenIsSeen() {
        CaseResult result = spoiled("linear/bias-small", (program, backend) -> {
            Program.Call call = program.calls().getFirst();
            backend.run(new Program("short").add(call.kernel(), call.rows() - 1, call.arguments().toArray()));
        });
        assertThat(result.ok()).isFalse();
        assertThat(result.differingBits()).isEqualTo(1);
        assertThat(result.explanation()).startsWith("y[2, 6]: expected ").contains("actual -2.6");
    }

    @Test
    void aModifiedInputIsSeen() {
        CaseResult result = spoiled("linear/small", (program, backend) -> {
            backend.run(program);
            buffer(program, "w").floats()[3] = 7;
        });
        assertThat(result.ok()).isFalse();
        assertThat(result.explanation()).isEqualTo("Linear#linear modified its input w");
    }

    @Test
    void oneBitIsSeenInAnExactCaseAndCountedInABudget() {
        BiConsumer<Program, Backend> next = (program, backend) -> {
            backend.run(program);
            float[] first = ((Buffer) program.calls().getFirst().arguments().getFirst()).floats();
            first[0] = Math.nextUp(first[0]);
        };
        assertThat(spoiled("top-k/k-all", next).ok()).isFalse();
        CaseResult budget = spoiled("linear/bias-small", next);
        assertThat(budget.ok()).isTrue();
        assertThat(budget.differingBits()).isEqualTo(1);
    }

    @Test
    void theSignOfAZeroIsSeenInAnExactCase() {
        CaseResult result = spoiled("causal-conv/history-short", (program, backend) -> {
            backend.run(program);
            double[] history = buffer(program, "history").doubles();
            for (int i = 0; i < history.length; i++) {
                history[i] = history[i] == 0 ? 0.0 : history[i];
            }
        });
        assertThat(result.scaledUlp()).isZero();
        assertThat(result.differingBits()).isEqualTo(1);
        assertThat(result.ok()).isFalse();
    }

    @Test
    void aKernelThatLeavesItsArraysIsAProblemOfItsCase() {
        CaseResult result = spoiled("linear/small", (program, backend) -> {
            Program.Call call = program.calls().getFirst();
            backend.run(new Program("long").add(call.kernel(), call.rows() + 1, call.arguments().toArray()));
        });
        assertThat(result.ok()).isFalse();
        assertThat(result.explanation()).startsWith("Linear#linear failed: java.lang.ArrayIndexOutOfBounds");
    }

    @Test
    void anInvalidCaseThatCannotRunIsNotRefusedButWrong() {
        GoldenCase invalid = DATA.cases("gated-delta/sequence-no-beta").getFirst();
        assertThat(new CaseResult(invalid, List.of(), "failed").ok()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gated-delta/sequence-undecayed-read", "gated-delta/sequence-state-transposed", "rms-norm/gated-one-plus-weight",
        "l2-norm/tiny-keys-eps-max", "top-k/absolute", "write/keys-tiled", "log-softmax/kl-reversed"})
    void theOutputOfAMistakeIsRefused(String id) {
        GoldenCase mistake = DATA.cases(id).getFirst();
        GoldenCase right = DATA.cases().stream().filter(other -> other.valid() && other.sameCall(mistake)).findFirst()
                .orElseThrow();
        Map<String, double[]> actual = new LinkedHashMap<>();
        for (GoldenArgument argument : mistake.arguments()) {
            if (argument.judged()) {
                actual.put(argument.name(), stored(argument));
            }
        }
        assertThat(CaseRunner.judge(right, actual).ok()).isFalse();
        assertThat(CaseRunner.judge(mistake, actual).accepted()).isTrue();
        assertThat(CaseRunner.judge(mistake, actual).ok()).isFalse();
    }

    @Test
    void judgingWantsEveryTensorInFull() {
        GoldenCase golden = DATA.cases("linear/small").getFirst();
        assertThatThrownBy(() -> CaseRunner.judge(golden, Map.of())).isInstanceOf(InputException.class)
                .hasMessage("linear/small: y: no tensor, expected [3, 7]");
        assertThatThrownBy(() -> CaseRunner.judge(golden, Map.of("y", new double[20]))).isInstanceOf(InputException.class)
                .hasMessage("linear/small: y: 20 elements, expected [3, 7]");
    }

    /** The expected values as a float32 implementation would hand them over. */
    private static double[] stored(GoldenArgument argument) {
        double[] values = argument.expected().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = argument.dtype() == GoldenArgument.DataType.FLOAT32 ? (float) values[i] : values[i];
        }
        return values;
    }

    private static Buffer buffer(Program program, String name) {
        return program.calls().getFirst().arguments().stream().filter(argument -> argument instanceof Buffer buffer
                && buffer.name().equals(name)).map(Buffer.class::cast).findFirst().orElseThrow();
    }

    private static CaseResult spoiled(String id, BiConsumer<Program, Backend> how) {
        try (Backend jvm = new JvmBackend(1, false)) {
            return new CaseRunner(new Backend() {
                @Override
                public void run(Program program) {
                    how.accept(program, jvm);
                }

                @Override
                public String description() {
                    return "spoiled";
                }

                @Override
                public void close() {
                    // The backend behind it is closed by its owner.
                }
            }).run(DATA.cases(id).getFirst());
        }
    }
}
