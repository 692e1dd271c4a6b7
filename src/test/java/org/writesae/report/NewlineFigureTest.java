package org.writesae.report;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class NewlineFigureTest {

    private static void condition(ObjectNode summary, String name, double newlines, Double p) {
        ObjectNode one = summary.withObject("/conditions").putObject(name).put("n_newlines", newlines);
        one.putArray("n_newlines_ci").add(newlines - 1).add(newlines + 2);
        if (!name.equals("baseline")) {
            summary.withObject("/newlines").putObject(name).put("p_adjusted", p);
        }
    }

    @Test
    void aRowForEachCondition() throws Exception {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("n_prompts", 40).put("n_tokens", 400);
        result.putObject("config").put("labels", "upstream");
        ObjectNode summary = result.putObject("summary");
        condition(summary, "baseline", 16.8, null);
        condition(summary, "boundary_boost_5x", 11.2, 0.004);
        condition(summary, "random_boost_10x", 19, null);
        String html = ClaimFigures.html("newline_steering_4B", result);
        String drawing = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(drawing)));
        assertThat(drawing.split("<circle", -1)).hasSize(4);
        assertThat(drawing).contains("boundary 5×", "random 10×", "0.0040", "–").doesNotContain("NaN");
        assertThat(html).contains("40 prompts of 400 tokens", "Labels: upstream");
        assertThat(ClaimFigures.html("newline_steering_4B", JsonNodeFactory.instance.objectNode())).isEmpty();
    }
}
