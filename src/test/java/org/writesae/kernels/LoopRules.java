package org.writesae.kernels;

import java.util.List;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;

/** Loops that device compilers are known to get right: at most one way out, and no memory read in the condition. */
final class LoopRules extends TreePathScanner<Void, Void> {
    private final KernelSources sources;
    private final List<String> violations;

    LoopRules(KernelSources sources, List<String> violations) {
        this.sources = sources;
        this.violations = violations;
    }

    private void check(ExpressionTree condition, StatementTree body) {
        if (exits(body) > 1) {
            violation("more than one exit from a loop");
        }
        if (condition != null && readsMemory(condition)) {
            violation("the condition of a loop reads an array");
        }
    }

    private void violation(String problem) {
        violations.add(sources.place(getCurrentPath()) + ": " + problem);
    }

    /** Breaks out of this loop, and returns from anywhere within. */
    private static int exits(StatementTree body) {
        int[] count = {0};
        new TreeScanner<Void, Integer>() {
            @Override
            public Void scan(Tree tree, Integer depth) {
                boolean inner = tree instanceof ForLoopTree || tree instanceof WhileLoopTree || tree instanceof DoWhileLoopTree
                        || tree instanceof EnhancedForLoopTree || tree instanceof SwitchTree;
                return super.scan(tree, inner ? depth + 1 : depth);
            }

            @Override
            public Void visitBreak(BreakTree tree, Integer depth) {
                count[0] += depth == 0 ? 1 : 0;
                return null;
            }

            @Override
            public Void visitReturn(ReturnTree tree, Integer depth) {
                count[0]++;
                return null;
            }

            @Override
            public Void visitClass(ClassTree tree, Integer depth) {
                return null;
            }
        }.scan(body, 0);
        return count[0];
    }

    private static boolean readsMemory(ExpressionTree condition) {
        boolean[] found = {false};
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitArrayAccess(ArrayAccessTree tree, Void unused) {
                found[0] = true;
                return null;
            }
        }.scan(condition, null);
        return found[0];
    }

    @Override
    public Void visitForLoop(ForLoopTree tree, Void unused) {
        check(tree.getCondition(), tree.getStatement());
        return super.visitForLoop(tree, unused);
    }

    @Override
    public Void visitWhileLoop(WhileLoopTree tree, Void unused) {
        check(tree.getCondition(), tree.getStatement());
        return super.visitWhileLoop(tree, unused);
    }

    @Override
    public Void visitDoWhileLoop(DoWhileLoopTree tree, Void unused) {
        check(tree.getCondition(), tree.getStatement());
        return super.visitDoWhileLoop(tree, unused);
    }

    @Override
    public Void visitEnhancedForLoop(EnhancedForLoopTree tree, Void unused) {
        check(null, tree.getStatement());
        return super.visitEnhancedForLoop(tree, unused);
    }
}
