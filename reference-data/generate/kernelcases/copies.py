"""Rows that are moved or rounded, not computed."""

import numpy as np
import torch
import torch.nn.functional as F

from .case import Case, f32, given, i32, output, random, size, state, wide
from .upstream import t64

MOVED = dict(rigor="exact", reason="Values are moved, not computed.")


def embeddings():
    rng = random("embedding")
    table, ids = f32(rng.randn(9, 7)), i32([8, 0, 3, 3, 5])
    table[3, 1], table[0, 0] = -0.0, 1e-42
    yield Case(
        "embedding/rows",
        "Embedding#embed",
        "First and last id, a repeated id, a negative zero, a subnormal.",
        "x[t] = table[ids[t]]",
        "torch.nn.functional.embedding",
        ids.size * 7,
        [
            output("x", F.embedding(torch.from_numpy(ids.astype(np.int64)), t64(table)).numpy()),
            given("table", table),
            given("ids", ids),
            size("hidden", 7),
        ],
        **MOVED,
    )


def residuals():
    x = random("residual-stream/round").randn(5, 7) * 10.0 ** np.arange(-3, 4)
    x[0, :5] = [-0.0, 1 + 2.0**-29, 1 + 3 * 2.0**-29, 1 + 2.0**-29 + 2.0**-52, 1e-46]
    yield Case(
        "residual-stream/round",
        "ResidualStream#roundResidual",
        "To nearest, ties to even: 1 + 2^-29 goes down, 1 + 3 2^-29 up; 1e-46 is no less exact, and -0 stays.",
        "y = x rounded to 29 significant bits",
        "numpy frexp, rint and ldexp",
        x.size,
        [output("y", wide(x)), given("x", x)],
        rigor="exact",
        reason="One rounding.",
    )
    x = random("residual-stream/copy").randn(8, 5)
    source, target = i32([3, 0, 3]), 5
    after = x.copy()
    after[target : target + 3] = x[source]
    yield Case(
        "residual-stream/copy",
        "ResidualStream#copyResidual",
        "Three branches start from rows 3, 0 and 3; all 64 bits are copied.",
        "x[target + r] = x[source[r]]",
        "numpy indexing",
        source.size * 5,
        [state("x", x, after), given("source", source), size("target", target), size("hidden", 5)],
        **MOVED,
    )


def row_copies():
    rng = random("row-copy/scatter")
    before, x, target = f32(rng.randn(6, 5)), wide(rng.randn(3, 5)), i32([4, 0, 5])
    x[1] = [-0.0, 1 + 2.0**-24, 1 + 3 * 2.0**-24, 1e-46, 1 + 2.0**-24 + 2.0**-28]
    after = before.astype(np.float64)
    after[target] = torch.from_numpy(x).float().numpy()
    yield Case(
        "row-copy/scatter",
        "RowCopy#scatterRows",
        "Three rows into slots out of order, rounded to float32, ties to even; the other slots stay.",
        "y[target[t]] = float32(x[t])",
        "torch.Tensor.float and numpy indexing",
        x.size,
        [state("y", before, after), given("x", x), given("target", target), size("width", 5)],
        rigor="exact",
        reason="One rounding.",
    )
    x, source = wide(random("row-copy/gather").randn(6, 5)), i32([5, 2, 2, 0])
    x[2, 3] = -0.0
    yield Case(
        "row-copy/gather",
        "RowCopy#gatherRows",
        "Rows out of order, one of them twice.",
        "y[t] = x[source[t]]",
        "numpy indexing",
        source.size * 5,
        [output("y", x[source]), given("x", x), given("source", source), size("width", 5)],
        **MOVED,
    )
    x = f32(random("row-copy/widen").randn(13))
    x[:3] = f32([-0.0, 1e-42, 3e38])
    yield Case(
        "row-copy/widen",
        "RowCopy#widen",
        "A negative zero and a subnormal among ordinary values.",
        "y = x",
        "numpy.ndarray.astype",
        x.size,
        [output("y", x.astype(np.float64)), given("x", x)],
        **MOVED,
    )


def cases():
    for group in (embeddings, residuals, row_copies):
        yield from group()
