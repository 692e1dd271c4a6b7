package org.writesae.reference.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.writesae.stats.Interval;

/**
 * A published number. See {@code reference-data/published/README.md} for the fields.
 *
 * @param claim the claim it belongs to
 * @param value empty where only an interval or a text was published
 * @param text as printed where it is more than one number, else null
 * @param parts its numbers by name, or further numbers printed beside it
 * @param rounding half a unit of the last printed digit; empty for bounds and texts
 * @param interval the printed interval, null for none
 * @param intervalType what the source says of the interval, null for none
 * @param n sample size, of one sample
 * @param groups sample sizes, of two samples; else empty
 * @param layer and {@code head} where, null where it does not apply
 * @param predecessor it comes from the predecessor's paper or code
 * @param readings those that its source names and that are not the claim's, by name
 * @param note what else has to be known, null for nothing
 */
public record PublishedNumber(String claim, String id, String quantity, OptionalDouble value, String text,
        Map<String, Double> parts, String unit, Relation relation, OptionalDouble rounding, Interval interval,
        String intervalType, OptionalInt n, List<Integer> groups, String model, String layer, String head,
        String source, boolean predecessor, Map<String, String> readings, String note) {
    /** A decimal such as 0.0005 is not exact in binary; a value on the edge counts as inside. */
    private static final double EDGE = 1e-9;

    /** The value, of a number that has one. */
    public double number() {
        return value.orElseThrow(() -> new IllegalStateException(id + " has no value"));
    }

    /** A named part. */
    public double part(String name) {
        Double part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException(id + " has no part " + name);
        }
        return part;
    }

    /** The id of the number that {@code id} or {@code id#part} names. */
    static String idOf(String target) {
        int mark = target.indexOf('#');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** Whether a name is that of an end of the interval, {@code low} or {@code high}, and not of a part. */
    boolean isEnd(String name) {
        return interval != null && (name.equals("low") || name.equals("high")) && !parts.containsKey(name);
    }

    /**
     * What has to be judged of it, by the ids that {@code fields.json} uses: its value, its parts, and the ends of an interval that was
     * printed without a value. A text without parts stands for itself.
     */
    public List<String> targets() {
        List<String> targets = new ArrayList<>();
        if (value.isPresent() || interval == null && parts.isEmpty()) {
            targets.add(id);
        } else if (interval != null) {
            targets.addAll(List.of(id + "#low", id + "#high"));
        }
        parts.keySet().forEach(part -> targets.add(id + "#" + part));
        return List.copyOf(targets);
    }

    /** The sample size, of a number that has one. */
    public int size() {
        return n.orElseThrow(() -> new IllegalStateException(id + " has no n"));
    }

    /** Whether a computed value gives the printed digits, or keeps to the printed bound. */
    public boolean agrees(double computed) {
        return switch (relation) {
            case BELOW -> computed < number();
            case ABOVE -> computed > number();
            case EQUAL -> Math.abs(computed - number()) <= rounding.orElse(0) * (1 + EDGE) + EDGE * Math.abs(number());
            case ABOUT -> false;
        };
    }

    /** The smallest value that is printed so. */
    public double least() {
        return number() - rounding.orElse(0);
    }

    /** The largest value that is printed so. */
    public double most() {
        return number() + rounding.orElse(0);
    }

    /** The value and interval as text: 0.924 [0.916, 0.931], &lt; 1e-200, 222/94/1732. */
    public String printed() {
        String number = text != null ? text : value.isPresent() ? sign() + plain(number()) : "";
        if (interval == null) {
            return number;
        }
        int decimals = Math.max(Numbers.decimals(interval.low()), Numbers.decimals(interval.high()));
        return (number + " [" + Numbers.text(interval.low(), decimals) + ", " + Numbers.text(interval.high(), decimals)
                + "]").strip();
    }

    private String sign() {
        return relation == Relation.EQUAL ? "" : relation.sign() + " ";
    }

    private String plain(double number) {
        int digits = rounding.isPresent() && rounding.getAsDouble() > 0
                ? (int) Math.max(0, Math.ceil(-Math.log10(2 * rounding.getAsDouble()) - EDGE)) : -1;
        return Numbers.text(number, digits);
    }
}
