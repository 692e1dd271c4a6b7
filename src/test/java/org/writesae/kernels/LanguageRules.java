package org.writesae.kernels;

import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

/** What of Java a kernel may use: what every device compiler takes, and gives the same bits for. */
final class LanguageRules extends TreePathScanner<Void, Void> {
    private static final Set<String> MATH = Set.of("sqrt", "abs", "max", "min");
    private static final Set<Tree.Kind> ARITHMETIC = Set.of(Tree.Kind.PLUS, Tree.Kind.MINUS, Tree.Kind.MULTIPLY,
            Tree.Kind.DIVIDE, Tree.Kind.REMAINDER, Tree.Kind.PLUS_ASSIGNMENT, Tree.Kind.MINUS_ASSIGNMENT,
            Tree.Kind.MULTIPLY_ASSIGNMENT, Tree.Kind.DIVIDE_ASSIGNMENT, Tree.Kind.REMAINDER_ASSIGNMENT);
    /** Names that OpenCL C has taken: functions that methods clash with, and words that parameters do. */
    private static final Set<String> METHODS = Set.of("exp", "mix", "step", "select", "sign", "length", "rotate", "dot",
            "normalize", "half", "kernel");
    private static final Set<String> PARAMETERS = Set.of("global", "kernel", "local", "constant", "half", "uint", "uchar",
            "ushort", "ulong", "bool");

    private final KernelSources sources;
    private final List<String> violations;

    LanguageRules(KernelSources sources, List<String> violations) {
        this.sources = sources;
        this.violations = violations;
    }

    private void violation(String problem) {
        violations.add(sources.place(getCurrentPath()) + ": " + problem);
    }

    @Override
    public Void visitImport(ImportTree tree, Void unused) {
        if (!tree.getQualifiedIdentifier().toString().startsWith("org.writesae.kernels.")) {
            violation("imports " + tree.getQualifiedIdentifier());
        }
        return null;
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
        boolean nested = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
        if (nested || tree.getKind() != Tree.Kind.CLASS || !tree.getModifiers().getFlags().contains(Modifier.FINAL)) {
            violation("a kernel class is final and holds no other");
        }
        return super.visitClass(tree, unused);
    }

    @Override
    public Void visitMethod(MethodTree tree, Void unused) {
        if (tree.getReturnType() == null) {
            // The private constructor; the compiler has put a call of Object's into it.
            return null;
        }
        String name = tree.getName().toString();
        if (METHODS.contains(name)) {
            violation("method " + name + " is a name of OpenCL");
        }
        if (!tree.getModifiers().getFlags().contains(Modifier.STATIC)) {
            violation("method " + name + " is not static");
        }
        if (tree.getParameters().size() > 20) {
            violation("method " + name + " has more than 20 parameters");
        }
        if (!tree.getThrows().isEmpty() || !tree.getTypeParameters().isEmpty()) {
            violation("method " + name + " throws or is generic");
        }
        return super.visitMethod(tree, unused);
    }

    @Override
    public Void visitVariable(VariableTree tree, Void unused) {
        Element element = sources.trees().getElement(getCurrentPath());
        TypeMirror type = element.asType();
        boolean array = type.getKind() == TypeKind.ARRAY;
        TypeKind kind = array ? ((ArrayType) type).getComponentType().getKind() : type.getKind();
        boolean parameter = element.getKind() == ElementKind.PARAMETER;
        if (array && kind == TypeKind.ARRAY) {
            violation("array of arrays " + tree.getName());
        } else if (array && !Set.of(TypeKind.FLOAT, TypeKind.DOUBLE, TypeKind.INT).contains(kind)
                || !array && !Set.of(TypeKind.FLOAT, TypeKind.DOUBLE, TypeKind.INT, TypeKind.LONG, TypeKind.BOOLEAN).contains(kind)) {
            violation("type " + type + " of " + tree.getName());
        }
        if (parameter && kind == TypeKind.BOOLEAN) {
            violation("boolean parameter " + tree.getName());
        }
        if (parameter && PARAMETERS.contains(tree.getName().toString())) {
            violation("parameter " + tree.getName() + " is a word of OpenCL");
        }
        if (element.getKind() == ElementKind.FIELD && (array || ((VariableElement) element).getConstantValue() == null)) {
            violation("field " + tree.getName() + " is not a constant number");
        }
        return super.visitVariable(tree, unused);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
        if (sources.trees().getElement(getCurrentPath()) instanceof ExecutableElement method) {
            String owner = method.getEnclosingElement().toString();
            String name = method.getSimpleName().toString();
            if (owner.equals("java.lang.Math")) {
                boolean whole = method.getReturnType().getKind() == TypeKind.INT || method.getReturnType().getKind() == TypeKind.LONG;
                if (!MATH.contains(name) || name.equals("abs") && whole) {
                    violation("Math." + method);
                }
            } else if (!owner.startsWith("org.writesae.kernels.")) {
                violation("calls " + owner + "." + name);
            }
        }
        return super.visitMethodInvocation(tree, unused);
    }

    @Override
    public Void visitNewArray(NewArrayTree tree, Void unused) {
        if (tree.getInitializers() != null) {
            violation("array literal");
        } else {
            for (ExpressionTree dimension : tree.getDimensions()) {
                if (tree.getDimensions().size() > 1 || !isSize(new TreePath(getCurrentPath(), dimension))) {
                    violation("array of size " + dimension);
                }
            }
        }
        return super.visitNewArray(tree, unused);
    }

    /** A constant; in a twin, which only the JVM runs, also parameters, and products and maxima of sizes. */
    private boolean isSize(TreePath path) {
        Tree tree = path.getLeaf();
        if (tree instanceof BinaryTree product) {
            return isSize(new TreePath(path, product.getLeftOperand())) && isSize(new TreePath(path, product.getRightOperand()));
        }
        if (tree instanceof LiteralTree) {
            return true;
        }
        if (tree instanceof MethodInvocationTree call && KernelSources.inTwin(path)) {
            return call.getMethodSelect().toString().equals("Math.max")
                    && call.getArguments().stream().allMatch(argument -> isSize(new TreePath(path, argument)));
        }
        Element element = sources.trees().getElement(path);
        return element instanceof VariableElement variable && (variable.getConstantValue() != null
                || variable.getKind() == ElementKind.PARAMETER && KernelSources.inTwin(path));
    }

    @Override
    public Void visitBinary(BinaryTree tree, Void unused) {
        arithmetic(tree, sources.trees().getTypeMirror(getCurrentPath()));
        boolean orEqual = tree.getKind() == Tree.Kind.LESS_THAN_EQUAL || tree.getKind() == Tree.Kind.GREATER_THAN_EQUAL;
        boolean device = !KernelSources.inTwin(getCurrentPath());
        if (orEqual && device && (isFloating(tree.getLeftOperand()) || isFloating(tree.getRightOperand()))) {
            violation("<= and >= of floating-point numbers are true of NaN on devices");
        }
        return super.visitBinary(tree, unused);
    }

    private boolean isFloating(ExpressionTree operand) {
        TypeKind kind = sources.trees().getTypeMirror(new TreePath(getCurrentPath(), operand)).getKind();
        return kind == TypeKind.DOUBLE || kind == TypeKind.FLOAT;
    }

    @Override
    public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void unused) {
        arithmetic(tree, sources.trees().getTypeMirror(new TreePath(getCurrentPath(), tree.getVariable())));
        return super.visitCompoundAssignment(tree, unused);
    }

    private void arithmetic(Tree tree, TypeMirror type) {
        Tree.Kind kind = tree.getKind();
        if (kind == Tree.Kind.UNSIGNED_RIGHT_SHIFT || kind == Tree.Kind.UNSIGNED_RIGHT_SHIFT_ASSIGNMENT) {
            violation(">>> differs between devices");
        }
        if (ARITHMETIC.contains(kind) && type.getKind() == TypeKind.FLOAT) {
            violation("float arithmetic: operations are done in double");
        }
        if ((kind == Tree.Kind.REMAINDER || kind == Tree.Kind.REMAINDER_ASSIGNMENT) && type.getKind() == TypeKind.DOUBLE) {
            violation("remainder of floating-point numbers");
        }
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void unused) {
        if (tree.getKind() == Tree.Kind.STRING_LITERAL || tree.getKind() == Tree.Kind.CHAR_LITERAL
                || tree.getKind() == Tree.Kind.NULL_LITERAL) {
            violation("literal " + tree);
        }
        return null;
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void unused) {
        return refuse("an object");
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree tree, Void unused) {
        return refuse("a lambda");
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void unused) {
        return refuse("a method reference");
    }

    @Override
    public Void visitTry(TryTree tree, Void unused) {
        return refuse("try");
    }

    @Override
    public Void visitThrow(ThrowTree tree, Void unused) {
        return refuse("throw");
    }

    @Override
    public Void visitAssert(AssertTree tree, Void unused) {
        return refuse("assert");
    }

    @Override
    public Void visitSynchronized(SynchronizedTree tree, Void unused) {
        return refuse("synchronized");
    }

    @Override
    public Void visitInstanceOf(InstanceOfTree tree, Void unused) {
        return refuse("instanceof");
    }

    @Override
    public Void visitLabeledStatement(LabeledStatementTree tree, Void unused) {
        return refuse("a label");
    }

    private Void refuse(String what) {
        violation(what + " in a kernel");
        return null;
    }
}
