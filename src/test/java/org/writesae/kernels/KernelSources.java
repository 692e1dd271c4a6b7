package org.writesae.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;

/**
 * Sources parsed and typed by the Java compiler itself, for the rules to walk over.
 *
 * @param units    one tree per file
 * @param trees    types, elements and comments of the trees
 * @param problems what is already known to be wrong with them
 */
record KernelSources(List<CompilationUnitTree> units, Trees trees, List<String> problems) {
    static final Path ROOT = Path.of("kernels");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, Locale.ROOT, null);

    /** A source that is not in a file. */
    private static final class Snippet extends SimpleJavaFileObject {
        private final String text;

        Snippet(String name, String text) {
            super(URI.create("string:///org/writesae/kernels/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Every file of the kernels but the annotation and the package description. */
    static KernelSources ofProject() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("Parallel.java") && !file.endsWith("package-info.java")).sorted().toList();
            return parse(FILES.getJavaFileObjects(sources.toArray(new Path[0])));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One class of the kernels' package. */
    static KernelSources ofClass(String name, String text) {
        return parse(List.of(new Snippet(name, text)));
    }

    private static KernelSources parse(Iterable<? extends JavaFileObject> files) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-implicit:none", "-sourcepath", ROOT.toString());
        JavacTask task = (JavacTask) COMPILER.getTask(null, FILES, diagnostics, options, null, files);
        List<CompilationUnitTree> units = new ArrayList<>();
        try {
            task.parse().forEach(units::add);
            task.analyze();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<String> problems = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                problems.add("does not compile: " + diagnostic.getMessage(Locale.ROOT));
            }
        }
        return new KernelSources(units, Trees.instance(task), problems);
    }

    /** {@code Linear.java:12}, where a tree begins. */
    String place(TreePath path) {
        CompilationUnitTree unit = path.getCompilationUnit();
        long position = trees.getSourcePositions().getStartPosition(unit, path.getLeaf());
        return file(unit) + ":" + unit.getLineMap().getLineNumber(Math.max(0, position));
    }

    static String file(CompilationUnitTree unit) {
        String name = unit.getSourceFile().getName();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Whether a tree lies in a fast twin, which never runs on a device. */
    static boolean inTwin(TreePath path) {
        return file(path.getCompilationUnit()).endsWith("Tiled.java");
    }

    /** The path of a tree below another one of the same file. */
    TreePath path(TreePath near, Tree tree) {
        return trees.getPath(near.getCompilationUnit(), tree);
    }
}
