package org.writesae.kernels;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;

import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;

/** The shape of a kernel: parameters in order, one parallel loop over {@code count}, and Javadoc that says what is written. */
final class SignatureRules {
    private final KernelSources sources;
    private final CallGraph graph;
    private final List<String> violations;

    SignatureRules(KernelSources sources, CallGraph graph, List<String> violations) {
        this.sources = sources;
        this.graph = graph;
        this.violations = violations;
    }

    void check() {
        graph.methods().forEach((method, path) -> {
            if (graph.recursive(method)) {
                violation(path, method.getSimpleName() + " is recursive");
            }
            if (method.getModifiers().contains(Modifier.PUBLIC)) {
                if (method.getReturnType().getKind() == TypeKind.VOID) {
                    kernel(method, path);
                } else if (method.getParameters().stream().anyMatch(SignatureRules::isArray)) {
                    violation(path, "a public method over arrays is a kernel and returns nothing");
                }
            }
        });
    }

    private void violation(TreePath path, String problem) {
        violations.add(sources.place(path) + ": " + problem);
    }

    private static boolean isArray(VariableElement parameter) {
        return parameter.asType().getKind() == TypeKind.ARRAY;
    }

    private void kernel(ExecutableElement method, TreePath path) {
        List<? extends VariableElement> parameters = method.getParameters();
        if (!endsWithRows(parameters)) {
            violation(path, method.getSimpleName() + " does not end with int from, int count");
        }
        order(method, path);
        loop((MethodTree) path.getLeaf(), path);
        if (!KernelSources.inTwin(path)) {
            documentation(method, path);
        }
    }

    private static boolean endsWithRows(List<? extends VariableElement> parameters) {
        int n = parameters.size();
        return n > 2 && isInt(parameters.get(n - 2), "from") && isInt(parameters.get(n - 1), "count");
    }

    private static boolean isInt(VariableElement parameter, String name) {
        return parameter.asType().getKind() == TypeKind.INT && parameter.getSimpleName().contentEquals(name);
    }

    /** Arrays written, then arrays read, then numbers. */
    private void order(ExecutableElement method, TreePath path) {
        int stage = 0;
        int outputs = 0;
        for (VariableElement parameter : method.getParameters()) {
            int here = !isArray(parameter) ? 2 : graph.writes(parameter) ? 0 : 1;
            if (here < stage) {
                violation(path, parameter + " of " + method.getSimpleName() + " comes after "
                        + (stage == 1 ? "an input" : "a size"));
            }
            outputs += here == 0 ? 1 : 0;
            stage = Math.max(stage, here);
        }
        if (outputs == 0) {
            violation(path, method.getSimpleName() + " writes nothing");
        }
    }

    /** The definition is one parallel loop and nothing else; a twin may declare its scratch first. */
    private void loop(MethodTree method, TreePath path) {
        List<? extends StatementTree> statements = method.getBody().getStatements();
        boolean twin = KernelSources.inTwin(path);
        int loops = 0;
        for (StatementTree statement : statements) {
            if (statement instanceof ForLoopTree loop && isParallel(loop)) {
                loops++;
            } else if (!(twin && statement instanceof VariableTree)) {
                violation(path, method.getName() + " has more in its body than its parallel loop");
            }
        }
        if (loops != 1) {
            violation(path, method.getName() + " has no loop for (@Parallel int i = 0; i < count; i++)");
        }
    }

    private static boolean isParallel(ForLoopTree loop) {
        if (loop.getInitializer().size() != 1 || !(loop.getInitializer().getFirst() instanceof VariableTree index)) {
            return false;
        }
        return index.getModifiers().getAnnotations().toString().contains("Parallel")
                && String.valueOf(index.getInitializer()).equals("0")
                && String.valueOf(loop.getCondition()).equals(index.getName() + " < count");
    }

    private void documentation(ExecutableElement method, TreePath path) {
        String comment = sources.trees().getDocComment(path);
        if (comment == null) {
            violation(path, method.getSimpleName() + " has no Javadoc");
            return;
        }
        String text = comment.replaceAll("\\s+", " ");
        for (VariableElement parameter : method.getParameters()) {
            Matcher tag = Pattern.compile("@param " + parameter.getSimpleName() + " (.*?)(@param|$)").matcher(text);
            if (isArray(parameter) && tag.find()) {
                boolean saysRead = tag.group(1).contains("Not modified");
                boolean saysWritten = !saysRead && tag.group(1).contains("Modified");
                if (saysWritten != graph.writes(parameter) || saysRead == saysWritten) {
                    violation(path, "Javadoc of " + method.getSimpleName() + " is wrong about " + parameter + ": it is "
                            + (graph.writes(parameter) ? "modified" : "not modified"));
                }
            }
        }
    }
}
