package org.writesae.experiment;

/** A shard has done its units; the experiment goes on where those of all shards are together. */
public final class UnfinishedWork extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfinishedWork(String message) {
        super(message, null, false, false);
    }
}
