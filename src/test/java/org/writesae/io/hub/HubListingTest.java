package org.writesae.io.hub;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HubListingTest {
    private final FakeHub hub = new FakeHub();

    @AfterEach
    void stop() {
        hub.close();
    }

    private HubRepository read(String address, String repository, String revision, Optional<HubToken> token) {
        try (HubConnection connection = new HubConnection(HubEndpoint.of(address, Map.of()), token, null, Duration.ofSeconds(20))) {
            return new HubListing(connection, time -> { }).read(repository, revision);
        }
    }

    private HubRepository read(String revision) {
        return read(hub.address(), FakeHub.REPO, revision, Optional.empty());
    }

    private static Optional<HubToken> token() {
        return HubToken.find(Map.of("HF_TOKEN", FakeHub.TOKEN), Path.of("none"));
    }

    private void refused(String... parts) {
        refused(Optional.empty(), parts);
    }

    private void refused(Optional<HubToken> token, String... parts) {
        assertThatThrownBy(() -> read(hub.address(), FakeHub.REPO, "main", token)).isInstanceOf(InputException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", FakeHub.TOKEN));
    }

    @Test
    void allPagesOfTheCommitAreRead() {
        for (int i = 0; i < 25; i++) {
            hub.small("file" + i + ".json", "{}");
        }
        hub.pageSize = 10;
        HubRepository repository = read("refs/pr/1");
        assertThat(repository.files()).hasSize(25).isSortedAccordingTo((a, b) -> a.path().compareTo(b.path()));
        assertThat(repository.commit()).isEqualTo(FakeHub.COMMIT);
        assertThat(hub.paths(false)).hasSize(4).startsWith("/api/models/" + FakeHub.REPO + "/revision/refs%2Fpr%2F1")
                .endsWith("/api/models/" + FakeHub.REPO + "/tree/" + FakeHub.COMMIT);
    }

    @Test
    void largeFilesHaveTheirOwnHashAndSize() {
        hub.small("a.json", "hello\n").large("b.pt", "hello\n".getBytes(StandardCharsets.UTF_8));
        List<HubFile> files = read("main").files();
        // git hash-object and sha256sum of the same bytes
        assertThat(files.get(0)).isEqualTo(new HubFile("a.json", 6, null, "ce013625030ba8dba906f756967f9e9ca394464a"));
        assertThat(files.get(1)).isEqualTo(new HubFile("b.pt", 6, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
                "f".repeat(40)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.json", "a/../../x.json", "/etc/x.json", "a//b.json", "./x.json", "a/.", "a\\b.json", "..\\x.json", "a\nb.json",
        "a\u001b[31m.json", "", "x/", "a\u202egpj.exe", "a\u0000.json"})
    void aPathThatLeadsElsewhereSpoilsTheListing(String path) {
        hub.small("good.json", "{}").small(path, "{}");
        refused(FakeHub.REPO, "path");
    }

    @Test
    void listingsThatCannotBe() {
        hub.small("a.json", "{}");
        hub.entries.get("a.json").put("size", -1);
        refused("a.json", "no size");
        hub.entries.get("a.json").put("size", "2");
        refused("a.json", "no size");
        hub.entries.get("a.json").put("size", 2).put("oid", "../../etc");
        refused("a.json", "no hash");
        hub.large("a.json", new byte[2]);
        hub.entries.put("again", hub.entries.get("a.json").deepCopy());
        refused("a.json", "twice");
        hub.commit = "not-a-commit";
        refused("does not say which commit main is");
        hub.commit = FakeHub.COMMIT;
        assertThatThrownBy(() -> read("a".repeat(40))).hasMessageContaining("does not say which commit");
    }

    @Test
    void answersThatAreNoListing() {
        hub.fault("/revision/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<html>Log in to the network</html>".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        refused("not JSON", "is it a hub?");
        hub.fault("/tree/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        refused("not a listing");
        hub.fault("/tree/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 300; i++) {
                exchange.getResponseBody().write(spaces);
            }
            return true;
        });
        refused("longer than");
        hub.small("a.json", "{}").small("b.json", "{}");
        hub.pageSize = 1;
        hub.fault("/tree/", exchange -> {
            exchange.getResponseHeaders().add("Link", "<https://elsewhere.example/next>; rel=\"next\"");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        refused("next page", "not at this address");
    }

    @Test
    void aMirrorMayPassOnTheHubsLinks() {
        hub.small("a.json", "{}");
        hub.fault("/tree/", exchange -> {
            exchange.getResponseHeaders().add("Link", "<https://huggingface.co/api/models/" + FakeHub.REPO + "/tree/" + FakeHub.COMMIT
                    + "?recursive=true>; rel=\"next\"");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        assertThat(read("main").files()).hasSize(1);
    }

    @Test
    void refusalsSayWhatToDo() {
        assertThatThrownBy(() -> read(hub.address(), "someone/other", "main", Optional.empty()))
                .hasMessage("someone/other: no such model repository at " + hub.address() + ", or it needs a token with access (HF_TOKEN)");
        hub.status("/revision/", 404, "X-Error-Code", "RevisionNotFound", "X-Error-Message", "Invalid rev id: v9");
        refused("no revision main at");
        hub.status("/revision/", 403, "X-Error-Code", "GatedRepo");
        refused("needs a token with access", hub.address() + "/" + FakeHub.REPO, "set HF_TOKEN");
        hub.status("/revision/", 401, "X-Error-Code", "GatedRepo");
        refused(token(), "needs a token with access", "the token from HF_TOKEN has none");
        hub.status("/revision/", 401, "X-Error-Message", "Invalid credentials in Authorization header");
        refused(token(), "does not accept the token from HF_TOKEN");
        hub.status("/revision/", 403, "X-Error-Message", "Access is disabled.");
        refused("needs a token with access (HF_TOKEN): Access is disabled.");
        hub.status("/revision/", 404);
        refused("not found at");
        hub.status("/revision/", 418);
        refused("answers 418");
    }

    @Test
    void noHubAtAll() {
        hub.close();
        refused("no connection to 127.0.0.1", "is there a network");
    }

    @Test
    void namesAndAddresses() {
        for (String name : List.of("", "a/b/c", "../x", "a/..", "a b/c", "https://huggingface.co/a/b", "-a/b", "a/b?x")) {
            assertThatThrownBy(() -> read(hub.address(), name, "main", Optional.empty())).as(name).hasMessageContaining("ORG/NAME was expected");
        }
        assertThatThrownBy(() -> read(" ")).hasMessageContaining("--revision");
        for (String address : List.of("huggingface.co", "ftp://x.org", "https://user:secret@x.org", "https://x.org?y", "https://", "a b")) {
            assertThatThrownBy(() -> HubEndpoint.of(address, Map.of())).as(address).isInstanceOf(InputException.class)
                    .hasMessageContaining("--endpoint").hasMessageNotContaining("secret");
        }
        assertThat(HubEndpoint.of(null, Map.of())).hasToString("https://huggingface.co");
        assertThat(HubEndpoint.of(null, Map.of("HF_ENDPOINT", "https://mirror.example/hf/"))).hasToString("https://mirror.example/hf");
        assertThat(HubEndpoint.of("http://10.0.0.1:8080", Map.of()).isPrivate()).isFalse();
        assertThat(HubEndpoint.of("http://[::1]:8080", Map.of()).isPrivate()).isTrue();
    }
}
