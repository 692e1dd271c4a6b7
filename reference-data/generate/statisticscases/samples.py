"""Samples as the claims have them: divergences over decades, win rates of atoms, cosines of two classes."""
import numpy as np


def skewed_pairs(seed, n, digits=4):
    """Divergences as the replacement test gives them: positive, over decades, the first mostly smaller."""
    rng = np.random.default_rng(seed)
    second = np.exp(rng.normal(-1, 1.5, n))
    first = second * np.exp(rng.normal(-0.8, 0.6, n))
    return first.round(digits), second.round(digits)


def rates(seed, n, mean, digits=6):
    """Win rates of atoms, in [0, 1]."""
    rng = np.random.default_rng(seed)
    return rng.beta(20 * mean, 20 * (1 - mean), n).round(digits)


def cosines(seed, bundles=94, registers=222, digits=5):
    """Median cosines of a partition: one class around 0.01, one around 0.26."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(0.01, 0.01, bundles), rng.normal(0.26, 0.08, registers)]).round(digits)


def two_samples():
    """Name -> two samples of any length, with the awkward cases."""
    yield "one against one", [0.3], [0.7]
    yield "one against five", [0.35], [0.1, 0.2, 0.3, 0.4, 0.5]
    yield "three against four", [0.9, 0.8, 0.55], [0.1, 0.7, 0.6, 0.2]
    yield "apart", [1, 2, 3, 4, 5, 6], [11, 12, 13, 14, 15, 16, 17]
    yield "tied", [1, 2, 2, 3, 3, 3, 4], [2, 3, 3, 4, 4, 5, 5, 5]
    yield "all the same", [2.0] * 5, [2.0] * 4
    yield "zeros of both signs", [0.0, -0.0, 0.5, -1.0, -0.0], [-0.0, 0.0, 0.0, 0.25, -0.0, 2.0]
    yield "eight against forty", rates(11, 8, 0.9).tolist(), rates(12, 40, 0.85).tolist()
    yield "registers against bundles", rates(13, 30, 0.9136).tolist(), rates(14, 57, 0.8898).tolist()
    yield "the same, coarse", rates(13, 30, 0.9136, 2).tolist(), rates(14, 57, 0.8898, 2).tolist()
    yield "far apart", rates(15, 150, 0.95).tolist(), rates(16, 200, 0.6).tolist()


def correlated():
    """Name -> pairs of values."""
    yield "three pairs", [1, 2, 4], [2, 3, 9]
    yield "on a line", [1, 2, 3, 4, 5], [3, 5, 7, 9, 11]
    yield "falling", [1, 2, 3, 4, 5.5], [9, 7.5, 5, 3, 1]
    yield "tied", [1, 1, 2, 2, 3, 3, 3], [2, 1, 2, 2, 5, 4, 4]
    yield "zeros of both signs", [0.0, 0.0, -0.0, 1.0, 2.0, -0.0], [-0.0, 0.0, 1.0, 0.0, 3.0, -0.0]
    for name, seed, n, slope in (("87 atoms", 21, 87, 0.2), ("2000 edits", 22, 2000, 0.16),
                                 ("500 prompts", 23, 500, 40.0)):
        rng = np.random.default_rng(seed)
        x = rng.normal(0, 1, n)
        yield name, x.round(5).tolist(), (slope * x + rng.normal(0, 1, n)).round(5).tolist()
