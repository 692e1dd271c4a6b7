package org.writesae.reference.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A check while its arithmetic is put together. */
final class CheckDraft {
    private final String id;
    private final String title;
    private final List<Part> parts = new ArrayList<>();

    CheckDraft(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** OK where the published statement holds, else FAIL. */
    CheckDraft holds(String what, String published, boolean statement, double... computed) {
        return add(what, published, statement ? Verdict.OK : Verdict.FAIL, computed);
    }

    /** OK~ where the published statement holds within the rounding of its inputs, else FAIL. */
    CheckDraft rounded(String what, String published, boolean statement, double... computed) {
        return add(what, published, statement ? Verdict.ROUNDED : Verdict.FAIL, computed);
    }

    /** NOTE where there is something to know, else OK. */
    CheckDraft noted(String what, String published, boolean remarkable, double... computed) {
        return add(what, published, remarkable ? Verdict.NOTE : Verdict.OK, computed);
    }

    /** Arithmetic without a verdict. */
    CheckDraft shown(String what, String published, double... computed) {
        return add(what, published, null, computed);
    }

    /** @param why the sentence a reviewer would write */
    Check says(String why) {
        return new Check(id, title, List.copyOf(parts), why);
    }

    private CheckDraft add(String what, String published, Verdict verdict, double... computed) {
        parts.add(new Part(what, Arrays.stream(computed).boxed().toList(), published, verdict));
        return this;
    }
}
