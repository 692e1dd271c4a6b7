package org.writesae.io.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.writesae.io.InputException;

/** Brings chosen files of a repository into a folder. Everything that can be refused is refused before the first download. */
public final class Fetch {

    /** Hears how far it is, from one thread at a time. */
    public interface Progress {
        /**
         * Something moved on.
         *
         * @param path of the file at hand; with what is done about it, or why it waits
         * @param done bytes of all files that are there and checked, or have arrived
         * @param all  bytes of all files
         */
        void at(String path, long done, long all);

        /** A file is whole and in its place. */
        void finished(Fetched file);
    }

    /**
     * A file that is in its place.
     *
     * @param isNew whether it was downloaded now, and not there before
     */
    public record Fetched(HubFile file, Path path, String sha256, boolean isNew) {
    }

    private record Planned(HubFile file, Path place, FileHashes found) {
        boolean isThere() {
            return found != null && file.isOf(found);
        }
    }

    private final HubConnection connection;
    private final HubRepository repository;
    private final TargetFolder folder;
    private final Progress progress;
    private final Retries.Pause pause;

    public Fetch(HubConnection connection, HubRepository repository, Path folder, Progress progress) {
        this(connection, repository, folder, progress, Thread::sleep);
    }

    Fetch(HubConnection connection, HubRepository repository, Path folder, Progress progress, Retries.Pause pause) {
        this.connection = connection;
        this.repository = repository;
        this.folder = new TargetFolder(folder);
        this.progress = progress;
        this.pause = pause;
    }

    /** Where the files come from. */
    public FetchRecord.Source source() {
        return new FetchRecord.Source(connection.endpoint().toString(), repository.name(), repository.revision(), repository.commit());
    }

    /**
     * Downloads what is not there. The record is written after every file.
     *
     * @param overwrite whether a file may be replaced that this repository did not bring, or that was changed since
     * @param parallel  how many files at a time
     * @return in the order in which they were ready
     * @throws InputException if something cannot be had; the same call goes on from there
     */
    public List<Fetched> run(List<HubFile> files, boolean overwrite, int parallel) {
        FetchRecord record = FetchRecord.of(folder.path());
        List<Planned> plan = plan(files, record, overwrite);
        folder.requireRoom(plan.stream().filter(planned -> !planned.isThere()).mapToLong(Fetch::missing).sum());
        Tally tally = new Tally(files.stream().mapToLong(HubFile::size).sum());
        List<Fetched> fetched = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(parallel, Thread.ofVirtual().factory())) {
            CompletionService<Fetched> ready = new ExecutorCompletionService<>(workers);
            AtomicBoolean failed = new AtomicBoolean();
            plan.forEach(planned -> ready.submit(() -> unlessFailed(failed, () -> bring(planned, record, tally))));
            for (int i = 0; i < plan.size(); i++) {
                Fetched one = next(ready, workers);
                if (one != null) {
                    fetched.add(one);
                }
            }
        }
        return fetched;
    }

    /** Null where another download has failed, whose failure is taken sooner or later: none begins after that. */
    private static Fetched unlessFailed(AtomicBoolean failed, Supplier<Fetched> download) {
        if (failed.get()) {
            return null;
        }
        try {
            return download.get();
        } catch (RuntimeException | Error failure) {
            failed.set(true);
            throw failure;
        }
    }

    /** The first failure ends the other downloads, whose parts stay. */
    private Fetched next(CompletionService<Fetched> ready, ExecutorService workers) {
        try {
            return ready.take().get();
        } catch (ExecutionException failure) {
            workers.shutdownNow();
            switch (failure.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(failure.getCause());
            }
        } catch (InterruptedException interrupted) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
            throw new InputException(repository.name() + ": interrupted", interrupted);
        }
    }

    private Fetched bring(Planned planned, FetchRecord record, Tally tally) {
        HubFile file = planned.file();
        FileHashes hashes = planned.found();
        if (!planned.isThere()) {
            folder.makeFolderOf(planned.place());
            hashes = new FileDownload(connection, repository, file, bytes -> tally.at(file, bytes)).to(planned.place(), pause,
                    why -> tally.waits(file, why));
        }
        tally.at(file, file.size());
        Fetched fetched = new Fetched(file, planned.place(), hashes.sha256(), !planned.isThere());
        synchronized (record) {
            record.add(source(), file.path(), hashes);
            record.write();
            progress.finished(fetched);
        }
        return fetched;
    }

    /** Adds up what has arrived of all files. */
    private final class Tally {
        private final Map<String, Long> arrived = new HashMap<>();
        private final long all;
        private long done;

        Tally(long all) {
            this.all = all;
        }

        synchronized void at(HubFile file, long bytes) {
            Long before = arrived.put(file.path(), bytes);
            done += bytes - (before == null ? 0 : before);
            progress.at(file.path(), done, all);
        }

        synchronized void waits(HubFile file, String why) {
            progress.at(file.path() + ": " + why, done, all);
        }
    }

    private List<Planned> plan(List<HubFile> files, FetchRecord record, boolean overwrite) {
        List<Planned> plan = new ArrayList<>();
        List<Path> differing = new ArrayList<>();
        for (HubFile file : files) {
            Path place = folder.place(repository.name(), file.path());
            progress.at("looking at " + file.path(), 0, 1);
            Planned planned = new Planned(file, place, Files.exists(place) ? FileHashes.of(place, file.sha256() == null) : null);
            if (planned.found() != null && !planned.isThere() && !overwrite
                    && !record.isUnchanged(repository.name(), file.path(), planned.found())) {
                differing.add(place);
            }
            plan.add(planned);
        }
        if (!differing.isEmpty()) {
            throw new InputException(differing.getFirst() + ": is there already, differs from " + repository.name() + "'s and did not come "
                    + "from there" + (differing.size() > 1 ? ", and " + (differing.size() - 1) + " more" : "")
                    + "; --overwrite replaces, nothing is fetched");
        }
        return plan;
    }

    private static long missing(Planned planned) {
        HubFile file = planned.file();
        return Math.max(0, file.size() - PartFile.lengthOf(planned.place(), file.hash()));
    }
}
