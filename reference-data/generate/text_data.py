"""Byte tokens of the text, and its split into training and held-out."""

import numpy as np

BLOCK = 16384     # bytes in one block of the split
EVERY = 16        # each 16th block is held out


def load(path):
    return np.frombuffer(open(path, "rb").read(), dtype=np.uint8)


def split(text):
    """Two lists of blocks, training and held-out; no sequence crosses one."""
    train, held_out = [], []
    for i in range(len(text) // BLOCK):
        block = text[i * BLOCK:(i + 1) * BLOCK]
        (held_out if i % EVERY == EVERY - 1 else train).append(block)
    return train, held_out


def unigram_entropy(blocks):
    """Nats per byte of the held-out bytes under their own frequencies."""
    counts = np.bincount(np.concatenate(blocks), minlength=256)
    p = counts[counts > 0] / counts.sum()
    return float(-(p * np.log(p)).sum())


def sample(blocks, rng, count, length):
    """Random windows, int64 [count, length]; the block is drawn uniformly."""
    out = np.empty((count, length), dtype=np.int64)
    for row in out:
        block = blocks[rng.randint(len(blocks))]
        start = rng.randint(len(block) - length + 1)
        row[:] = block[start:start + length]
    return out


def windows(blocks, count, length):
    """The first `count` windows that start after a line end, evenly spread."""
    out = []
    per_block = -(-count // len(blocks))
    for block in blocks:
        ends = np.flatnonzero(block[:-length] == 10) + 1
        step = max(len(ends) // per_block, 1)
        out.extend(block[s:s + length] for s in ends[::step][:per_block])
    return np.stack(out[:count]).astype(np.int32)
