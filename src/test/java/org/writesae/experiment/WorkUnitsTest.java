package org.writesae.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkUnitsTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @TempDir
    private Path folder;

    private static ObjectNode config(int seed) {
        return JSON.objectNode().put("seed", seed);
    }

    private WorkUnits units(Shard shard) {
        return WorkUnits.in(folder, config(1), shard, 3, (name, done, all) -> { });
    }

    private static JsonNode third(int n) {
        return JSON.objectNode().put("x", n / 3.0).put("nan", n == 2 ? Double.NaN : n);
    }

    @Test
    void resultsAreInOrderAndTheSameFromMemoryAndFiles() {
        List<JsonNode> fresh = WorkUnits.inMemory(4).run("thirds", 50, WorkUnitsTest::third);
        List<JsonNode> kept = units(Shard.ALL).run("thirds", 50, WorkUnitsTest::third);
        List<JsonNode> read = units(Shard.ALL).run("thirds", 50, n -> {
            throw new AssertionError("unit " + n + " was done again");
        });
        assertThat(kept).isEqualTo(fresh);
        assertThat(read).isEqualTo(fresh);
        assertThat(fresh.get(49).get("x").doubleValue()).isEqualTo(49 / 3.0);
    }

    @Test
    void aRunGoesOnWhereOneWasKilled() {
        Set<Integer> done = new ConcurrentSkipListSet<>();
        assertThatThrownBy(() -> WorkUnits.in(folder, config(1), Shard.ALL, 1, (name, d, all) -> { }).run("units", 9, n -> {
            if (n == 4) {
                throw new IllegalArgumentException("killed");
            }
            done.add(n);
            return JSON.numberNode(n);
        })).hasMessage("killed");
        assertThat(units(Shard.ALL).run("units", 9, n -> {
            assertThat(done.add(n)).isTrue();
            return JSON.numberNode(n);
        })).hasSize(9);
        assertThat(done).hasSize(9);
    }

    @Test
    void shardsTogetherAreTheWhole() {
        assertThatThrownBy(() -> units(Shard.parse("--shard", "1/2")).run("thirds", 7, WorkUnitsTest::third))
                .isInstanceOf(UnfinishedWork.class).hasMessage("4 of 7 units of thirds are done");
        assertThat(units(Shard.parse("--shard", "2/2")).run("thirds", 7, WorkUnitsTest::third))
                .isEqualTo(WorkUnits.inMemory(1).run("thirds", 7, WorkUnitsTest::third));
    }

    @Test
    void unitsAreDoneOnceUntilThereAreEnough() {
        Set<Integer> done = new ConcurrentSkipListSet<>();
        assertThat(WorkUnits.inMemory(1).everywhereUntil("thirds", 50, n -> {
            assertThat(done.add(n)).isTrue();
            return third(n);
        }, some -> some.size() > 9)).isEqualTo(WorkUnits.inMemory(1).run("thirds", 12, WorkUnitsTest::third));
    }

    @Test
    void otherOptionsAreRefused() {
        units(Shard.ALL);
        assertThatThrownBy(() -> WorkUnits.in(folder, config(2), Shard.ALL, 1, (name, d, all) -> { }))
                .isInstanceOf(InputException.class).hasMessageContaining("other options");
        assertThatThrownBy(() -> Shard.parse("--shard", "3/2")).hasMessage("--shard 3/2: i/n was expected, with i from 1 to n");
        assertThatThrownBy(() -> Shard.parse("--shard", "1")).isInstanceOf(InputException.class);
        assertThat(Files.exists(folder.resolve("config.json"))).isTrue();
    }
}
