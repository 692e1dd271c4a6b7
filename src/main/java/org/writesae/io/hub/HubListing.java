package org.writesae.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.writesae.io.InputException;

/** Finds out which commit a revision is, and reads the pages of that commit's files. */
public final class HubListing {
    private static final Pattern NAME = Pattern.compile("(?!.*(\\.\\.|--))[A-Za-z0-9_][\\w.-]{0,95}(/[A-Za-z0-9_][\\w.-]{0,95})?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_PAGES = 1_000;
    private static final int MOST_FILES = 100_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final HubConnection connection;
    private final Retries.Pause pause;

    public HubListing(HubConnection connection) {
        this(connection, Thread::sleep);
    }

    HubListing(HubConnection connection, Retries.Pause pause) {
        this.connection = connection;
        this.pause = pause;
    }

    /**
     * {@code NAME} of {@code ORG/NAME}, which can name a folder.
     *
     * @throws InputException if it is no name of a repository
     */
    public static String shortName(String repository) {
        if (!NAME.matcher(repository).matches()) {
            throw new InputException("REPO " + repository + ": ORG/NAME was expected, as in Qwen/Qwen3.5-0.8B");
        }
        return repository.substring(repository.indexOf('/') + 1);
    }

    /**
     * The files of a revision.
     *
     * @param repository {@code ORG/NAME} of a model repository
     * @param revision   a branch, tag, commit, or {@code refs/pr/N}
     * @throws InputException if it cannot be listed, or has a path that would lead out of a folder
     */
    public HubRepository read(String repository, String revision) {
        shortName(repository);
        if (revision.isBlank() || revision.chars().anyMatch(Character::isISOControl)) {
            throw new InputException("--revision: a branch, a tag or a commit was expected");
        }
        HubSubject subject = new HubSubject(repository, revision, null);
        JsonNode about = page(subject, connection.endpoint().revision(repository, revision)).content();
        String commit = about.path("sha").asText();
        boolean asked = !COMMIT.matcher(revision).matches() || revision.equals(commit);
        if (!COMMIT.matcher(commit).matches() || !asked) {
            throw new InputException(repository + ": " + connection.endpoint() + " does not say which commit " + revision + " is");
        }
        return new HubRepository(repository, revision, commit, files(subject, commit));
    }

    private List<HubFile> files(HubSubject subject, String commit) {
        List<HubFile> files = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        URI next = connection.endpoint().tree(subject.repository(), commit);
        for (int pages = 0; next != null; pages++) {
            Page page = page(subject, next);
            if (!page.content().isArray() || pages == MOST_PAGES || files.size() + page.content().size() > MOST_FILES) {
                throw new InputException(subject.name() + ": "
                        + (page.content().isArray() ? "the listing has no end" : "not a listing of files"));
            }
            for (JsonNode entry : page.content()) {
                if (entry.path("type").asText().equals("file")) {
                    HubFile file = HubFile.read(subject.name(), entry);
                    if (!paths.add(file.path())) {
                        throw InputException.at(subject.name(), file.path(), "the listing has it twice");
                    }
                    files.add(file);
                }
            }
            next = page.next();
        }
        for (HubFile file : files) {
            requireFolders(subject, file.path(), paths);
        }
        files.sort(Comparator.comparing(HubFile::path));
        return files;
    }

    private static void requireFolders(HubSubject subject, String path, Set<String> files) {
        for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (files.contains(path.substring(0, end))) {
                throw InputException.at(subject.name(), path,
                        "the listing has the file " + path.substring(0, end) + " as if it were a folder");
            }
        }
    }

    /** @param next address of the page after it, or null */
    private record Page(JsonNode content, URI next) {
    }

    private Page page(HubSubject subject, URI address) {
        Retries retries = new Retries(pause, why -> { });
        while (true) {
            try {
                return read(subject, address);
            } catch (TemporaryFailure failure) {
                retries.waitAfter(subject.name(), failure);
            }
        }
    }

    private Page read(HubSubject subject, URI address) throws TemporaryFailure {
        try (HubResponse response = connection.get(subject, address, Map.of("Accept", "application/json"));
                InputStream body = response.body(); StallGuard guard = new StallGuard(body, connection.silence())) {
            byte[] content = body.readNBytes(MOST_BYTES + 1);
            guard.requireHeard();
            if (content.length > MOST_BYTES) {
                throw new InputException(subject.name() + ": the hub's answer is longer than " + MOST_BYTES + " bytes");
            }
            URI next = response.header("Link").map(link -> connection.endpoint().nextPage(address, link)).orElse(null);
            return new Page(JSON.readTree(content), next);
        } catch (JsonProcessingException malformed) {
            throw new InputException(subject.name() + ": what " + connection.endpoint() + " answers is not JSON; is it a hub?", malformed);
        } catch (IOException failure) {
            throw new TemporaryFailure("the connection broke off", null, failure);
        }
    }
}
