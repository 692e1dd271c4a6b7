package org.writesae.kernels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

/** Who calls whom, and which array parameters each method writes, itself or through the methods it calls. */
final class CallGraph extends TreePathScanner<Void, ExecutableElement> {
    private record Argument(ExecutableElement callee, int index, VariableElement variable) {
    }

    private final KernelSources sources;
    private final Map<ExecutableElement, TreePath> methods = new LinkedHashMap<>();
    private final Map<ExecutableElement, Set<ExecutableElement>> calls = new HashMap<>();
    private final Set<Element> written = new HashSet<>();
    private final List<Argument> passed = new ArrayList<>();

    CallGraph(KernelSources sources) {
        this.sources = sources;
        for (CompilationUnitTree unit : sources.units()) {
            scan(unit, null);
        }
        boolean more = true;
        while (more) {
            more = false;
            for (Argument argument : passed) {
                more |= written.contains(argument.callee().getParameters().get(argument.index()))
                        && written.add(argument.variable());
            }
        }
    }

    /** Every method with its place, in order of the sources. */
    Map<ExecutableElement, TreePath> methods() {
        return methods;
    }

    boolean writes(VariableElement parameter) {
        return written.contains(parameter);
    }

    /** Whether a method can reach itself. */
    boolean recursive(ExecutableElement method) {
        Set<ExecutableElement> reached = new HashSet<>();
        List<ExecutableElement> open = new ArrayList<>(calls.getOrDefault(method, Set.of()));
        while (!open.isEmpty()) {
            ExecutableElement next = open.removeLast();
            if (reached.add(next)) {
                open.addAll(calls.getOrDefault(next, Set.of()));
            }
        }
        return reached.contains(method);
    }

    @Override
    public Void visitMethod(MethodTree tree, ExecutableElement outer) {
        ExecutableElement method = (ExecutableElement) sources.trees().getElement(getCurrentPath());
        methods.put(method, getCurrentPath());
        return super.visitMethod(tree, method);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, ExecutableElement method) {
        if (method != null && sources.trees().getElement(getCurrentPath()) instanceof ExecutableElement callee) {
            calls.computeIfAbsent(method, key -> new HashSet<>()).add(callee);
            for (int n = 0; n < Math.min(tree.getArguments().size(), callee.getParameters().size()); n++) {
                Element argument = element(tree.getArguments().get(n));
                if (argument instanceof VariableElement variable) {
                    passed.add(new Argument(callee, n, variable));
                }
            }
        }
        return super.visitMethodInvocation(tree, method);
    }

    @Override
    public Void visitAssignment(AssignmentTree tree, ExecutableElement method) {
        write(tree.getVariable());
        return super.visitAssignment(tree, method);
    }

    @Override
    public Void visitCompoundAssignment(CompoundAssignmentTree tree, ExecutableElement method) {
        write(tree.getVariable());
        return super.visitCompoundAssignment(tree, method);
    }

    @Override
    public Void visitUnary(UnaryTree tree, ExecutableElement method) {
        boolean changes = tree.getKind() != Tree.Kind.UNARY_MINUS && tree.getKind() != Tree.Kind.LOGICAL_COMPLEMENT;
        if (changes) {
            write(tree.getExpression());
        }
        return super.visitUnary(tree, method);
    }

    private void write(ExpressionTree target) {
        if (target instanceof ArrayAccessTree access) {
            written.add(element(access.getExpression()));
        }
    }

    private Element element(ExpressionTree tree) {
        return sources.trees().getElement(sources.path(getCurrentPath(), tree));
    }
}
