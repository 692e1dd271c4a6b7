package org.writesae.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.sun.source.tree.CompilationUnitTree;

/** All rules that kernel sources are held to. */
final class KernelRules {
    private static final int LINES = 300;

    private KernelRules() {
    }

    /** One line per violation: file, line, what is wrong. */
    static List<String> violations(KernelSources sources) {
        List<String> violations = new ArrayList<>(sources.problems());
        for (CompilationUnitTree unit : sources.units()) {
            new LanguageRules(sources, violations).scan(unit, null);
            new LoopRules(sources, violations).scan(unit, null);
            long lines = text(unit).lines().count();
            if (lines > LINES) {
                violations.add(KernelSources.file(unit) + ": " + lines + " lines, at most " + LINES);
            }
        }
        new SignatureRules(sources, new CallGraph(sources), violations).check();
        return violations;
    }

    private static String text(CompilationUnitTree unit) {
        try {
            return unit.getSourceFile().getCharContent(true).toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
