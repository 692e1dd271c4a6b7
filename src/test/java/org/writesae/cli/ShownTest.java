package org.writesae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShownTest {

    @Test
    void whatIsNoNumberIsNotZero() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("p", 0.0123).putNull("t");
        assertThat(Shown.number("%.3g", json.path("p"))).isEqualTo("0.0123");
        assertThat(Shown.number("%.3g", json.path("t"))).isEqualTo("–");
        assertThat(Shown.number("%.3g", json.path("missing"))).isEqualTo("–");
        assertThat(Shown.percent(json.path("p"))).isEqualTo("1.2 %");
        assertThat(Shown.percent(json.path("t"))).isEqualTo("–");
    }
}
