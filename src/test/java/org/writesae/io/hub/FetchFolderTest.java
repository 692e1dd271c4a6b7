package org.writesae.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is in the folder already, and places that cannot be. */
class FetchFolderTest extends FetchFixture {
    @Test
    void filesOfTheUserAreNotReplaced() throws IOException {
        hub.large(FILE, WEIGHTS).small("config.json", "{}");
        Files.writeString(folder.resolve("config.json"), "{\"mine\": 1}");
        Files.writeString(folder.resolve(FILE), "mine");
        refused("config.json", "is there already", "and 1 more", "--overwrite");
        assertThat(folder.resolve("config.json")).hasContent("{\"mine\": 1}");
        assertThat(fetch(true, Duration.ofSeconds(20))).hasSize(2);
        assertThat(bytes(FILE)).isEqualTo(WEIGHTS);
        // Another version of what was fetched is no loss, a change of it would be.
        hub.small("config.json", "{\"v\": 2}");
        hub.commit = "a".repeat(40);
        assertThat(fetch()).extracting(Fetch.Fetched::isNew).containsExactly(true, false);
        JsonNode sources = JsonFiles.read(folder.resolve(FetchRecord.NAME)).get("sources");
        assertThat(sources).hasSize(1);
        assertThat(sources.at("/0/commit").textValue()).isEqualTo("a".repeat(40));
        Files.writeString(folder.resolve("config.json"), "{\"mine\": 2}");
        hub.small("config.json", "{\"v\": 3}");
        refused("config.json", "is there already");
    }

    @Test
    void linksAreNotFollowedOutOfTheFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("sub"), outside);
        hub.small("sub/x.json", "{}");
        assertThatThrownBy(() -> fetchInto(inside)).isInstanceOf(InputException.class).hasMessageContaining("is a link");
        assertThat(outside).isEmptyDirectory();
        hub.entries.clear();
        // A link at the place of a file gives way to the file.
        Path other = Files.writeString(outside.resolve("other.json"), "{\"other\": 1}");
        Files.createSymbolicLink(inside.resolve("x.json"), other);
        hub.small("x.json", "{}");
        assertThatThrownBy(() -> fetchInto(inside)).hasMessageContaining("is there already");
        Files.delete(other);
        fetchInto(inside);
        assertThat(inside.resolve("x.json")).hasContent("{}").matches(file -> !Files.isSymbolicLink(file));
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aFullDiskIsFoundOutBefore() {
        hub.small("config.json", "{}");
        hub.entries.put("big.pt", hub.entries.get("config.json").deepCopy().put("path", "big.pt").put("size", Long.MAX_VALUE / 4));
        refused("GB are needed", "GB are free", "nothing is fetched");
        assertThat(there()).isEmpty();
    }

    @Test
    void placesThatCannotBe() throws IOException {
        hub.small("a", "x").small("a/b.json", "{}");
        refused("a/b.json", "as if it were a folder");
        hub.entries.remove("a");
        Files.writeString(folder.resolve("a"), "x");
        refused("is a link or a file");
        Files.delete(folder.resolve("a"));
        Files.createDirectories(folder.resolve("a/b.json"));
        refused("is a directory");
    }

    private void fetchInto(Path target) {
        Path before = folder;
        folder = target;
        try {
            fetch();
        } finally {
            folder = before;
        }
    }
}
