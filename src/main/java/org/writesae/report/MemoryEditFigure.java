package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Erasing and writing one atom: the median change of its token's log probability, by kind of edit and by dose, each with the
 * interval of its median.
 */
final class MemoryEditFigure implements ClaimFigure {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 300;
    private static final double LEFT = 72;
    private static final double RIGHT = 388;
    private static final double TOP = 20;
    private static final double BOTTOM = 246;

    /** One group of edits. */
    private record Group(String name, double median, double low, double high, String style) {
        static Group of(String name, JsonNode summary, String style) {
            JsonNode interval = summary.get("median_delta_logp_ci95");
            return new Group(name, summary.get("median_delta_logp").doubleValue(), interval.get(0).doubleValue(),
                    interval.get(1).doubleValue(), style);
        }
    }

    @Override
    public String claim() {
        return "memory_edit_F412";
    }

    @Override
    public String html(JsonNode result) {
        JsonNode summary = result.path("summary");
        if (!summary.has("erase")) {
            return "";
        }
        String token = "token " + summary.get("token_id").asInt();
        List<Group> edits = new ArrayList<>();
        edits.add(Group.of("deleted", summary.get("erase"), "delete"));
        summary.get("write").properties().forEach(entry -> edits.add(Group.of("+" + entry.getKey() + " a*", entry.getValue(), "atom")));
        List<Group> doses = new ArrayList<>();
        summary.get("dose_response").get("doses").forEach(level -> doses.add(
                Group.of(NumberText.number(level.get("magnitude").doubleValue()), level, "atom")));
        String bars = Html.figure("Erasing and writing", draw(edits, "edit", true, token),
                "Median change of log p of " + token + " where the write is deleted at firings, and where m a* of the atom are added at "
                        + "silent positions; lines: 95 % interval, percentile bootstrap of the median over edits.");
        return doses.isEmpty() ? bars : bars + Html.figure("Dose response", draw(doses, "dose m, in units of a*", false, token),
                caption(summary.get("dose_response")));
    }

    private static String caption(JsonNode dose) {
        return "The atom added at " + dose.get("n_positions").asInt() + " silent positions, m a* each. The line through all "
                + "changes has a slope of " + NumberText.number(dose.path("slope").asDouble(Double.NaN)) + " nats per a*, p "
                + NumberText.number(dose.path("p").asDouble(Double.NaN)) + ".";
    }

    private static String draw(List<Group> groups, String xLabel, boolean bars, String token) {
        double low = Math.min(0, groups.stream().mapToDouble(Group::low).min().orElse(0));
        double high = Math.max(0, groups.stream().mapToDouble(Group::high).max().orElse(0));
        double margin = high > low ? 0.06 * (high - low) : 1;
        Scale y = new Scale(low - margin, high + margin, BOTTOM, TOP);
        PlotFrame frame = new PlotFrame(new Scale(0, groups.size(), LEFT, RIGHT), y);
        Svg svg = new Svg(WIDTH, HEIGHT, alternative(groups, token));
        frame.draw(svg, List.of(), Ticks.linear(y.low(), y.high()));
        svg.line(LEFT, frame.y().at(0), RIGHT, frame.y().at(0), "diagonal");
        for (int n = 0; n < groups.size(); n++) {
            group(svg, frame, groups.get(n), n + 0.5, bars);
        }
        frame.label(svg, xLabel, "median Δ log p, nats");
        return svg.toString();
    }

    private static void group(Svg svg, PlotFrame frame, Group group, double place, boolean bar) {
        double x = frame.x().at(place);
        double y = frame.y().at(group.median);
        if (bar) {
            double zero = frame.y().at(0);
            svg.rectangle(x - 20, Math.min(y, zero), 40, Math.abs(y - zero), "fill-" + group.style);
        } else {
            svg.circle(x, y, 4.5, "fill-" + group.style);
        }
        svg.line(x, frame.y().at(group.low), x, frame.y().at(group.high), "interval");
        svg.text(x, BOTTOM + 18, "middle", "tick", group.name);
    }

    private static String alternative(List<Group> groups, String token) {
        StringBuilder text = new StringBuilder("Median change of log p of " + token + ", in nats, with 95 % intervals.");
        groups.forEach(group -> text.append(' ').append(group.name).append(": ").append(NumberText.number(group.median)).append(", ")
                .append(NumberText.number(group.low)).append(" to ").append(NumberText.number(group.high)).append('.'));
        return text.toString();
    }
}
