package org.writesae.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

import org.writesae.io.InputException;
import org.writesae.io.JsonFiles;

/**
 * Independent units of an experiment's work, such as one passage each, over the cores. With a folder every unit is a
 * file once it is done: a run that was killed goes on where it stopped, and shards of one run are put together. What
 * comes out does not depend on any of this.
 */
public final class WorkUnits {
    private final Path folder;
    private final Shard shard;
    private final int workers;
    private final Progress progress;

    /** Told how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param name what the units are
         * @param done units done
         * @param all  units in all
         */
        void at(String name, int done, int all);

        /**
         * Memory ran out, and what was not done will be done with less at a time.
         *
         * @param workers units at a time from now on
         */
        default void fewer(int workers) {
        }
    }

    private WorkUnits(Path folder, Shard shard, int workers, Progress progress) {
        this.folder = folder;
        this.shard = shard;
        this.workers = workers;
        this.progress = progress;
    }

    /** Units that are not kept. */
    public static WorkUnits inMemory(int workers) {
        return new WorkUnits(null, Shard.ALL, workers, (name, done, all) -> { });
    }

    /**
     * Units kept in a folder.
     *
     * @param config  what was asked for: a folder with units of something else is refused
     * @param workers units at a time
     * @throws InputException if the folder holds the work of another run
     */
    public static WorkUnits in(Path folder, JsonNode config, Shard shard, int workers, Progress progress) {
        Path stated = folder.resolve("config.json");
        if (Files.exists(stated)) {
            if (!JsonFiles.read(stated).equals(JsonFiles.reread(config))) {
                throw new InputException(folder + ": holds the work of a run with other options; take another --out or delete it");
            }
        } else {
            JsonFiles.write(stated, config);
        }
        return new WorkUnits(folder, shard, workers, progress);
    }

    /**
     * Does the units that are not done yet.
     *
     * @param name  what they are; a name for each kind of unit of an experiment, letters and hyphens
     * @param count how many there are
     * @param unit  does unit n; called from several threads, in any order
     * @return what the units gave, in order
     * @throws UnfinishedWork in a shard, when its units are done and those of others are missing
     */
    public List<JsonNode> run(String name, int count, IntFunction<? extends JsonNode> unit) {
        return run(name, List.of(), count, unit, shard);
    }

    /** The same for units that every shard does by itself, because the units to come depend on all of them. */
    public List<JsonNode> everywhere(String name, int count, IntFunction<? extends JsonNode> unit) {
        return run(name, List.of(), count, unit, Shard.ALL);
    }

    /** @param known what the first units gave */
    private List<JsonNode> run(String name, List<JsonNode> known, int count, IntFunction<? extends JsonNode> unit, Shard own) {
        JsonNode[] results = known.toArray(new JsonNode[count]);
        List<Integer> left = new ArrayList<>();
        int missing = 0;
        for (int n = known.size(); n < count; n++) {
            Path file = file(name, n);
            if (file != null && Files.exists(file)) {
                results[n] = JsonFiles.readWithNonFinite(file);
            } else if (own.has(n)) {
                left.add(n);
            } else {
                missing++;
            }
        }
        AtomicInteger done = new AtomicInteger(count - missing - left.size());
        progress.at(name, done.get(), count);
        InParallel.run(workers, left, n -> {
            results[n] = JsonFiles.reread(unit.apply(n));
            if (file(name, n) != null) {
                JsonFiles.writeWithNonFinite(file(name, n), results[n]);
            }
            progress.at(name, done.incrementAndGet(), count);
        }, progress::fewer);
        if (missing > 0) {
            throw new UnfinishedWork((count - missing) + " of " + count + " units of " + name + " are done");
        }
        return List.of(results);
    }

    /**
     * The same, unit by unit in order, until there are enough.
     *
     * @param enough told the results so far
     * @return what the first units gave, up to those with which there were enough or a few more
     */
    public List<JsonNode> everywhereUntil(String name, int count, IntFunction<? extends JsonNode> unit,
            Predicate<List<JsonNode>> enough) {
        int block = 4 * workers;
        List<JsonNode> results = List.of();
        for (int end = Math.min(block, count); end > 0; end = Math.min(end + block, count)) {
            results = run(name, results, end, unit, Shard.ALL);
            if (end == count || enough.test(results)) {
                return results;
            }
        }
        return results;
    }

    /** Tells how far a unit is that takes as long as many. */
    void within(String name, int done, int all) {
        progress.at(name, done, all);
    }

    private Path file(String name, int n) {
        return folder == null ? null : folder.resolve(name).resolve(n + ".json");
    }
}
