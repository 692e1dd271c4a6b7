package org.writesae.runtime;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.writesae.kernels.Linear;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramSectionsTest {
    private static final Kernel LINEAR = Kernel.of(Linear.class, "linear");
    private final Buffer x = Buffer.state("x", new double[1]);
    private final Buffer y = Buffer.output("y", new double[1]);
    private final Buffer w = Buffer.constant("w", new float[1]);

    private Program add(Program p) {
        return p.add(LINEAR, 1, y, x, w, 1, 1);
    }

    private static List<Integer> sizes(Program p) {
        return p.sections().stream().map(List::size).toList();
    }

    @Test
    void aProgramIsOneSectionUntilAnotherBegins() {
        Program p = add(add(new Program("p")));
        assertThat(sizes(p)).containsExactly(2);
        p.section();
        assertThat(sizes(add(p))).containsExactly(2, 1);
        assertThat(p.calls()).hasSize(3);
    }

    @Test
    void noSectionIsEmpty() {
        Program p = new Program("p");
        assertThat(sizes(p)).containsExactly(0);
        p.section();
        p.section();
        add(p).section();
        p.section();
        assertThat(sizes(p)).containsExactly(1);
        add(p);
        assertThat(sizes(p)).containsExactly(1, 1);
    }
}
