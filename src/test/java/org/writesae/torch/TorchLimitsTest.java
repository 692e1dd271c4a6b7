package org.writesae.torch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What the generator refuses. */
class TorchLimitsTest {
    private final TorchGenerator generator = new TorchGenerator(1);

    @ParameterizedTest
    @ValueSource(ints = {-1, 214_748_364, Integer.MAX_VALUE})
    void permutationsOutOfRange(int n) {
        assertThatIllegalArgumentException().isThrownBy(() -> generator.randperm(n)).withMessageContaining("" + n);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, -1, Float.POSITIVE_INFINITY})
    void weightsThatAreNone(float weight) {
        assertThatIllegalArgumentException().isThrownBy(() -> generator.multinomial(new float[] {1, weight}, 2))
                .withMessageContaining("weight 1 is " + weight);
    }

    @Test
    void weightsThatAreAllZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> generator.multinomial(new float[3], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> generator.multinomial(new float[] {1}, 0));
    }

    @Test
    void statesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> generator.restore(new byte[7])).withMessageContaining("5056");
        byte[] state = generator.state();
        state[16] = 9;
        assertThatIllegalArgumentException().isThrownBy(() -> generator.restore(state));
    }

    @Test
    void seedsCountInTheirLow32Bits() {
        assertThat(new TorchGenerator(42L + (1L << 32)).rand(3)).isEqualTo(new TorchGenerator(42).rand(3));
    }
}
