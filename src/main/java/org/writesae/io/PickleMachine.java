package org.writesae.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;

/**
 * Runs a pickle without trusting it. Numbers, strings and the memo are left to {@link Unpickler}; every
 * opcode that names, calls or fills something is handled here, so that none of the constructors
 * the library registers by itself can be reached. A call is made only if the {@link Vocabulary} knows it.
 */
final class PickleMachine extends Unpickler {

    /** What a pickle may name and call. Refusals are {@link InputException}s that state the name. */
    interface Vocabulary {
        /** Called when a pickle refers to a name, before anything is done with it. */
        void checkName(PickledGlobal global);

        Object call(PickledGlobal function, List<Object> args);

        Object persistent(List<Object> id);

        /** Applies a state to an object of the vocabulary's own; false if {@code target} is none. */
        boolean build(Object target, Object state);
    }

    /** Every step costs at most a small object, so this bounds memory too. */
    private static final int MOST_STEPS = 8_000_000;
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_INTEGER = 1_024;
    private static final Object MARK = new Object();

    private final String where;
    private final Vocabulary vocabulary;
    private final PickleInput bytes;
    private int steps;

    private PickleMachine(String where, byte[] pickle, Vocabulary vocabulary) {
        this.where = where;
        this.vocabulary = vocabulary;
        this.bytes = new PickleInput(pickle);
    }

    /** The object a pickle describes: maps with string keys, lists, scalars and the vocabulary's objects. */
    static Object run(String where, byte[] pickle, Vocabulary vocabulary) {
        return new PickleMachine(where, pickle, vocabulary).run();
    }

    private Object run() {
        try {
            Object value = load(bytes);
            if (bytes.remaining() > 0) {
                throw problem(bytes.remaining() + " bytes after its end");
            }
            return value;
        } catch (InputException refused) {
            throw refused;
        } catch (IOException | RuntimeException malformed) {
            // The library reports damage by whatever its stack or casts happen to throw.
            String reason = malformed instanceof IOException || malformed instanceof PickleException
                    ? String.valueOf(malformed.getMessage()) : "an instruction without the values it needs";
            throw new InputException(where + ": byte " + bytes.position() + ": malformed pickle: " + reason, malformed);
        }
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        if (++steps > MOST_STEPS) {
            throw problem("more than " + MOST_STEPS + " steps");
        }
        switch (opcode) {
            case Opcodes.STOP -> {
                return stack.pop();
            }
            case Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE, Opcodes.BINFLOAT, Opcodes.PROTO, Opcodes.FRAME,
                    Opcodes.SHORT_BINUNICODE, Opcodes.SHORT_BINBYTES, Opcodes.POP, Opcodes.DUP, Opcodes.BINGET,
                    Opcodes.LONG_BINGET, Opcodes.BINPUT, Opcodes.LONG_BINPUT, Opcodes.MEMOIZE -> super.dispatch(opcode);
            case Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2, Opcodes.LONG1 -> number(opcode);
            case Opcodes.LONG4 -> {
                checkLength(4, LONGEST_INTEGER);
                number(opcode);
            }
            case Opcodes.BINUNICODE, Opcodes.BINBYTES -> sized(opcode, 4);
            case Opcodes.BINUNICODE8, Opcodes.BINBYTES8 -> sized(opcode, 8);
            default -> structure(opcode);
        }
        return NO_RETURN_VALUE;
    }

    private void structure(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.MARK -> stack.add(MARK);
            case Opcodes.POP_MARK -> popToMark();
            case Opcodes.EMPTY_TUPLE, Opcodes.EMPTY_LIST, Opcodes.EMPTY_SET -> stack.add(new ArrayList<>());
            case Opcodes.TUPLE, Opcodes.LIST, Opcodes.FROZENSET -> stack.add(popToMark());
            case Opcodes.TUPLE1 -> stack.add(popMany(1));
            case Opcodes.TUPLE2 -> stack.add(popMany(2));
            case Opcodes.TUPLE3 -> stack.add(popMany(3));
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<String, Object>());
            case Opcodes.DICT -> {
                List<Object> items = popToMark();
                stack.add(new LinkedHashMap<String, Object>());
                setItems(items);
            }
            case Opcodes.APPEND -> append(popMany(1));
            case Opcodes.APPENDS, Opcodes.ADDITEMS -> append(popToMark());
            case Opcodes.SETITEM -> setItems(popMany(2));
            case Opcodes.SETITEMS -> setItems(popToMark());
            default -> objects(opcode);
        }
    }

    private void objects(short opcode) {
        switch (opcode) {
            case Opcodes.GLOBAL -> pushGlobal(bytes.line(LONGEST_NAME), bytes.line(LONGEST_NAME));
            case Opcodes.STACK_GLOBAL -> {
                Object name = stack.pop();
                pushGlobal(stack.pop(), name);
            }
            case Opcodes.REDUCE -> {
                List<Object> args = list(stack.pop(), "the arguments of a call");
                stack.add(vocabulary.call(global(stack.pop(), "called"), args));
            }
            case Opcodes.NEWOBJ -> {
                List<Object> args = list(stack.pop(), "the arguments of a class");
                stack.add(instance(global(stack.pop(), "instantiated"), args));
            }
            case Opcodes.NEWOBJ_EX -> {
                Object named = stack.pop();
                List<Object> args = new ArrayList<>(list(stack.pop(), "the arguments of a class"));
                args.add(named);
                stack.add(instance(global(stack.pop(), "instantiated"), args));
            }
            case Opcodes.INST -> {
                pushGlobal(bytes.line(LONGEST_NAME), bytes.line(LONGEST_NAME));
                throw problem(stack.pop() + " made by the opcode INST of protocol 0");
            }
            case Opcodes.BUILD -> build(stack.pop());
            case Opcodes.BINPERSID -> stack.add(vocabulary.persistent(list(stack.pop(), "a storage reference")));
            default -> throw problem("opcode 0x" + Integer.toHexString(opcode & 0xff)
                    + " is not used by torch.save and not accepted");
        }
    }

    private void pushGlobal(Object module, Object name) {
        if (!(module instanceof String m) || !(name instanceof String n) || !(m + n).chars().allMatch(PickleMachine::inName)) {
            throw problem("a module and a name were expected");
        }
        PickledGlobal global = new PickledGlobal(m, n);
        vocabulary.checkName(global);
        stack.add(global);
    }

    private static boolean inName(int symbol) {
        return symbol == '.' || symbol == '<' || symbol == '>' || Character.isJavaIdentifierPart(symbol);
    }

    /** Dictionaries of the standard library keep their nature; everything else becomes an inert record. */
    private static Object instance(PickledGlobal type, List<Object> args) {
        return type.equals(new PickledGlobal("collections", "OrderedDict")) && args.isEmpty()
                ? new LinkedHashMap<String, Object>() : new PickledObject(type.toString(), args);
    }

    private void build(Object state) {
        Object target = stack.peek();
        if (target instanceof PickledObject object) {
            if (!object.build(state)) {
                throw problem("a second state for " + describe(target));
            }
        } else if (!vocabulary.build(target, state) && !(target instanceof Map)) {
            // A map's attributes (the _metadata of a state_dict) carry nothing that loading needs.
            throw problem("a state for " + describe(target));
        }
    }

    private void append(List<Object> values) {
        list(stack.peek(), "a list to append to").addAll(values);
    }

    private void setItems(List<Object> items) {
        Object target = stack.peek();
        if (items.size() % 2 != 0) {
            throw problem("a key without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            String key = PickleKeys.text(items.get(i));
            if (key == null) {
                throw problem(describe(items.get(i)) + " as a dictionary key");
            }
            put(target, key, items.get(i + 1));
        }
    }

    @SuppressWarnings("unchecked")
    private void put(Object target, String key, Object value) {
        switch (target) {
            case Map<?, ?> map -> ((Map<String, Object>) map).put(key, value);
            case PickledObject object -> object.set(key, value);
            case null, default -> throw problem("items for " + describe(target));
        }
    }

    private void number(short opcode) throws IOException {
        super.dispatch(opcode);
        Object value = stack.pop();
        stack.add(value instanceof Integer small ? Long.valueOf(small) : value);
    }

    private void sized(short opcode, int width) throws IOException {
        checkLength(width, bytes.remaining());
        super.dispatch(opcode);
    }

    private void checkLength(int width, long most) {
        long length = bytes.peekLength(width);
        if (length < 0 || length > Math.min(most, bytes.remaining() - width)) {
            throw problem(Long.toUnsignedString(length) + " bytes claimed, " + bytes.remaining() + " left");
        }
    }

    private List<Object> popToMark() {
        List<Object> values = new ArrayList<>();
        for (Object value = stack.pop(); value != MARK; value = stack.pop()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    private List<Object> popMany(int count) {
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(stack.pop());
        }
        Collections.reverse(values);
        return values;
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(Object value, String what) {
        if (!(value instanceof List)) {
            throw problem(describe(value) + " where " + what + " was expected");
        }
        return (List<Object>) value;
    }

    private PickledGlobal global(Object value, String what) {
        if (!(value instanceof PickledGlobal global)) {
            throw problem(describe(value) + " is " + what);
        }
        return global;
    }

    private static String describe(Object value) {
        return switch (value) {
            case null -> "None";
            case PickledGlobal global -> global.toString();
            case PickledObject object -> "an instance of " + object.className();
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a dictionary";
            default -> "a " + value.getClass().getSimpleName();
        };
    }

    private InputException problem(String problem) {
        return InputException.at(where, "byte " + bytes.position(), "malformed pickle: " + problem);
    }
}
