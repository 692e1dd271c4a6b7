package org.writesae.report;

import java.io.StringReader;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;

class InstallFigureTest {
    private static final Path GOLDEN = Path.of("reference-data/golden/install/gdn-tiny-kv.json");

    private static ObjectNode result() {
        JsonNode golden = JsonFiles.read(GOLDEN);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putObject("config").put("norm", "kv").put("edits", 3).put("max_tokens", 20).set("magnitudes", golden.get("magnitudes"));
        result.set("summary", golden.get("summary"));
        return result;
    }

    @Test
    void aBarForEachClassAndMagnitude() throws Exception {
        String html = ClaimFigures.html("behavioral_steering_100pct_midrank", result());
        String drawing = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(drawing)));
        int keys = 3;
        int bars = 4 * 3;
        assertThat(drawing.split("<rect", -1)).hasSize(1 + keys + bars);
        assertThat(drawing).contains("m = 1.5", "m = 3<", "pooled", "mid", "rare", "frequent").doesNotContain("NaN");
        assertThat(html).contains("without β", "not the paper's");
    }

    @Test
    void nothingWhereNothingWasRun() {
        assertThat(ClaimFigures.html("behavioral_steering_100pct_midrank", JsonNodeFactory.instance.objectNode())).isEmpty();
    }
}
