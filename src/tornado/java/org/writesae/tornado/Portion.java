package org.writesae.tornado;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.writesae.runtime.Buffer;
import org.writesae.runtime.Program;

/**
 * Calls of a program that one graph can hold: as many whole sections as fit, or a part of a section that alone is
 * longer.
 *
 * @param calls   the calls
 * @param whole   whether they are whole sections
 * @param written arrays that calls of the same section in front of these may have written
 * @param later   arrays of later sections
 */
record Portion(List<Program.Call> calls, boolean whole, Set<Object> written, Set<Object> later) {

    /**
     * The portions of a program, in order.
     *
     * @param most  calls that a graph can hold
     * @param twins puts the calls of twins in place of others
     */
    static List<Portion> of(Program program, int most, UnaryOperator<List<Program.Call>> twins) {
        List<List<Program.Call>> sections = program.sections().stream().map(twins).toList();
        List<Portion> portions = new ArrayList<>();
        Set<Object> later = identities();
        List<Program.Call> joined = new ArrayList<>();
        for (int n = sections.size() - 1; n >= 0; n--) {
            List<Program.Call> section = sections.get(n);
            if (!joined.isEmpty() && joined.size() + section.size() > most) {
                Set<Object> behind = identities();
                behind.addAll(later);
                portions.addFirst(new Portion(joined, true, Set.of(), behind));
                joined.forEach(call -> arrays(call, later));
                joined = new ArrayList<>();
            }
            if (section.size() > most) {
                portions.addAll(0, parts(section, most));
                section.forEach(call -> arrays(call, later));
            } else {
                joined.addAll(0, section);
            }
        }
        if (!joined.isEmpty()) {
            portions.addFirst(new Portion(joined, true, Set.of(), later));
        }
        return portions;
    }

    private static List<Portion> parts(List<Program.Call> section, int most) {
        List<Portion> parts = new ArrayList<>();
        Set<Object> written = identities();
        for (int first = 0; first < section.size(); first += most) {
            List<Program.Call> calls = section.subList(first, Math.min(first + most, section.size()));
            Set<Object> before = identities();
            before.addAll(written);
            parts.add(new Portion(calls, false, before, Set.of()));
            calls.forEach(call -> arrays(call, written));
        }
        return parts;
    }

    /** A set of arrays, none yet. */
    static Set<Object> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Adds the arrays of a call. */
    static void arrays(Program.Call call, Set<Object> arrays) {
        for (Object argument : call.arguments()) {
            if (argument instanceof Buffer buffer) {
                arrays.add(buffer.array());
            }
        }
    }

    Bindings bindings() {
        return whole ? Bindings.whole(calls, later) : Bindings.part(calls);
    }
}
