package org.writesae.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.writesae.reference.published.ComparedNumber;
import org.writesae.reference.published.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTableTest {
    private static final String SHARED = "other model: a-tiny-model, published for Qwen3.5-0.8B; other cell: L2 H2, published for L9 H4; "
            + "other reading: amplitude matched, the published one is natural";

    private static ComparedNumber number(String id, String printed, Outcome outcome, String why) {
        return new ComparedNumber(id, "", 0.123456, printed, 1, null, outcome, why);
    }

    private static String print(ComparedNumber... numbers) {
        StringWriter text = new StringWriter();
        new VerdictTable(List.of(numbers)).print(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aReasonThatSeveralHaveIsSaidOnceAndNothingIsWiderThanATerminal() {
        assertThat(print(number("a.first", "0.924 [0.916, 0.931]", Outcome.NOT_COMPARABLE, SHARED),
                number("a.second", "1", Outcome.NOT_COMPARABLE, SHARED),
                number("a.third", "a text as long as it was printed", Outcome.OUTSIDE, "off by -0.877, no interval was printed"))).isEqualTo("""
                number    here     published                 verdict         why
                a.first   0.12346  0.924 [0.916, 0.931]      not comparable  (1)
                a.second  0.12346  1                         not comparable  (1)
                a.third   0.12346  a text as long as it wa…  outside         off by -0.877, no interval was printed
                (1) other model: a-tiny-model, published for Qwen3.5-0.8B; other cell: L2 H2, published for L9 H4; other reading:
                    amplitude matched, the published one is natural
                """);
    }

    @Test
    void aLongReasonOfOneGoesOnInItsColumn() {
        String table = print(number("a.first", "0.924 [0.916, 0.931]", Outcome.NOT_COMPARABLE, SHARED));
        assertThat(table).isEqualTo("""
                number   here     published             verdict         why
                a.first  0.12346  0.924 [0.916, 0.931]  not comparable  other model: a-tiny-model, published for Qwen3.5-0.8B; other
                                                                        cell: L2 H2, published for L9 H4; other reading: amplitude
                                                                        matched, the published one is natural
                """);
    }
}
