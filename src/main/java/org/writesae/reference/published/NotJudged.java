package org.writesae.reference.published;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Published numbers, or parts of them, that are no field of a result of this project, and why not.
 *
 * @param claim   the claim they belong to
 * @param kind    what stands against it
 * @param why     the reason, one sentence
 * @param check   of {@code writesae audit}, which holds them against other numbers; null for none
 * @param numbers ids of whole numbers, or {@code id#part}
 */
public record NotJudged(String claim, Kind kind, String why, String check, List<String> numbers) {

    /** What stands against a verdict. */
    public enum Kind {
        /** Describes how the experiment was set up; nothing is measured. */
        DESIGN,
        /** Replaced by another published number of the same quantity. */
        SUPERSEDED,
        /** Printed again elsewhere; a verdict is given there. */
        ELSEWHERE,
        /** Arithmetic on numbers that have verdicts of their own. */
        DERIVED,
        /** The sources do not say how it was measured. */
        UNSAID,
        /** Could be measured, but no command here does. */
        NO_COMMAND,
        /** Data, prompts or dictionaries that it was measured with are not published. */
        UNPUBLISHED,
        /** Hours or operations that a run costs. */
        COST,
        /** Cannot be measured at all. */
        IMPOSSIBLE
    }

    /** The reason, and the check that judges the numbers in the place of a run. */
    public String reason() {
        return check == null ? why : why + " (audit " + check + ")";
    }

    /** Those of one number. */
    public NotJudged of(PublishedNumber number) {
        return new NotJudged(claim, kind, why, check, numbers.stream().filter(id -> PublishedNumber.idOf(id).equals(number.id())).toList());
    }

    /** How many numbers there are in groups, in whole or in part. */
    public static long count(List<NotJudged> groups) {
        return groups.stream().flatMap(group -> group.numbers().stream()).map(PublishedNumber::idOf).distinct().count();
    }

    /** The heading of groups: "11 numbers, in whole or in part". */
    public static String heading(List<NotJudged> groups) {
        long count = count(groups);
        return count + (count == 1 ? " number" : " numbers") + ", in whole or in part";
    }

    /** One object for each number: {@code {"id","outcome","kind","why"}}. */
    public List<ObjectNode> toJson() {
        return numbers.stream().map(id -> JsonNodeFactory.instance.objectNode().put("id", id).put("outcome", "not judged")
                .put("kind", label()).put("why", reason())).toList();
    }

    /** The kind, as files spell it. */
    public String label() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
