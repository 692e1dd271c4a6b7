package org.writesae.report;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The share of firings that each atom wins against its median cosine to the native write, and Table 13. */
final class PopulationFigure implements ClaimFigure {
    private static final double WIDTH = 420;
    private static final double LEFT = 62;
    private static final double RIGHT = 408;
    private static final double TOP = 46;
    private static final double BOTTOM = 300;

    private final String claim;

    /** @param claim one of those with a population test as their result */
    PopulationFigure(String claim) {
        this.claim = claim;
    }

    @Override
    public String claim() {
        return claim;
    }

    @Override
    public String html(JsonNode result) {
        JsonNode population = result.at("/summary/population");
        if (!population.has("mean_rate")) {
            return "";
        }
        JsonNode config = result.get("config");
        String caption = population.get("n_atoms").asInt() + " atoms with at least " + config.get("min_firings").asInt()
                + " firings, at most " + config.get("cap").asInt() + " each. Mean "
                + NumberText.percent(population.get("mean_rate").asDouble()) + " (95 % bootstrap over atoms "
                + NumberText.percent(population.at("/mean_rate_ci95/0").asDouble()) + " to "
                + NumberText.percent(population.at("/mean_rate_ci95/1").asDouble()) + "); registers and bundles differ with Mann-Whitney p "
                + NumberText.number(population.path("mann_whitney_p").asDouble(Double.NaN)) + "; Pearson r of rate and cosine "
                + NumberText.number(population.path("pearson_r").asDouble(Double.NaN)) + ". Random control: "
                + config.get("random").asText() + ".";
        return Html.figure("Atoms of both classes, layer " + config.get("layer").asText() + " head " + config.get("head").asText(),
                draw(result, population) + bins(population.get("cosine_bins")), caption);
    }

    private static String draw(JsonNode result, JsonNode population) {
        List<JsonNode> atoms = new ArrayList<>();
        result.get("atoms").forEach(atom -> {
            if (atom.get("evaluated").asBoolean()) {
                atoms.add(atom);
            }
        });
        double low = Math.min(0, atoms.stream().mapToDouble(PopulationFigure::cosine).min().orElse(0));
        double high = Math.max(0.1, atoms.stream().mapToDouble(PopulationFigure::cosine).max().orElse(0.1));
        Svg svg = new Svg(WIDTH, BOTTOM + 46, "Win rate of " + atoms.size() + " atoms against median cosine; mean "
                + NumberText.percent(population.get("mean_rate").asDouble()) + ".");
        PlotFrame frame = new PlotFrame(new Scale(low - 0.02, high + 0.02, LEFT, RIGHT), new Scale(0, 1, BOTTOM, TOP));
        frame.draw(svg, Ticks.linear(low - 0.02, high + 0.02), Ticks.shares(1));
        double threshold = frame.x().at(result.at("/config/threshold").asDouble());
        svg.line(threshold, TOP, threshold, BOTTOM, "diagonal");
        svg.line(LEFT, frame.y().at(0.5), RIGHT, frame.y().at(0.5), "diagonal");
        svg.path(points(frame, atoms, "register"), "points atom");
        svg.path(points(frame, atoms, "bundle"), "points random");
        legend(svg, population, "register_mean_rate", "registers", "atom", 14);
        legend(svg, population, "bundle_mean_rate", "bundles", "random", 32);
        frame.label(svg, "median cosine to the native write", "share of firings the atom wins");
        return svg.toString();
    }

    private static double cosine(JsonNode atom) {
        return atom.get("median_cosine").asDouble();
    }

    private static String points(PlotFrame frame, List<JsonNode> atoms, String kind) {
        StringBuilder path = new StringBuilder("M0 0");
        atoms.stream().filter(atom -> atom.get("class").asText().equals(kind)).forEach(atom -> path.append('M')
                .append(Svg.number(frame.x().at(cosine(atom)))).append(' ')
                .append(Svg.number(frame.y().at(atom.get("win_rate").asDouble()))).append("h0"));
        return path.toString();
    }

    private static void legend(Svg svg, JsonNode population, String mean, String name, String style, double y) {
        svg.text(LEFT, y, "start", "label text-" + style, name + (population.has(mean)
                ? ", mean " + NumberText.percent(population.get(mean).asDouble()) : ""));
    }

    private static String bins(JsonNode bins) {
        List<List<String>> rows = new ArrayList<>();
        bins.forEach(bin -> rows.add(List.of(bin.get("bin").asText(), bin.get("n_atoms").asText(), bin.get("n_firings").asText(),
                NumberText.percent(bin.path("win_rate").asDouble(Double.NaN)))));
        return Html.table("All sampled atoms by median cosine", List.of("cosine", "atoms", "firings", "atom wins"), rows);
    }
}
