"""Normalisation: of queries and keys, of rows, of heads, and of gated heads."""

import numpy as np

from . import upstream
from .case import Case, f32, given, output, random, size, wide
from .layers import silu

SQUARES = dict(limit=0.5, reason="Elements are rounded to float32 before they are squared, which moves the whole vector.")


def given_float32(x):
    """Values that lose nothing when the kernel rounds them to float32 for their squares."""
    return f32(x).astype(np.float64)


def l2_norms():
    heads, width, values = 3, 10, 7
    stride = 2 * heads * width + values
    equation = "y[t, h] = x scale / sqrt(sum x^2 + eps), x the heads that start at offset of each row"

    def make(name, about, offset, scale, magnitude, kept=given_float32, **limit):
        rng = random("l2-norm/" + name)
        x = kept(rng.randn(4, stride) * magnitude)
        part = x[:, offset : offset + heads * width].reshape(4, heads, width)
        code = "transformers modeling_qwen3_5.l2norm in float64" + (
            ", divided by sqrt(d_k) as in its recurrence" if scale < 1 else ""
        )
        case = Case(
            "l2-norm/" + name,
            "L2Norm#l2Norm",
            about,
            equation,
            code,
            4 * heads,
            [
                output("y", upstream.l2norm(part) * scale),
                given("x", x),
                size("heads", heads),
                size("width", width),
                size("stride", stride),
                size("offset", offset),
                size("scale", scale),
                size("eps", 1e-6),
            ],
            **limit,
        )
        return case, part

    query, x = make("queries", "Queries of a convolved row, scaled by d_k^-1/2.", 0, width**-0.5, 1.0)
    norm = np.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)
    yield query
    yield query.mistake("queries-not-scaled", "MissingScale", "The query is normalised and not scaled.", y=x / norm)
    yield query.mistake(
        "queries-not-normalised", "QueryNotNormalised", "The query is scaled and not normalised.", y=x * width**-0.5
    )
    yield make("keys", "Keys of a convolved row, in its middle, not scaled.", heads * width, 1.0, 1.0)[0]
    yield make("wide-keys", "Keys of 29 significant bits.", heads * width, 1.0, 1.0, wide, **SQUARES)[0]
    magnitude = np.array([1e-3, 1e-4, 1e-12, 0.0])[:, None]
    tiny, x = make("tiny-keys", "Keys of length 1e-3 to 0, where epsilon decides.", heads * width, 1.0, magnitude)
    yield tiny.each()
    yield tiny.mistake(
        "tiny-keys-eps-max",
        "L2EpsMax",
        "Division by max(norm, eps): no epsilon inside the root.",
        y=x / np.maximum(np.sqrt((x * x).sum(-1, keepdims=True)), 1e-6),
    )
    yield make("huge-keys", "Keys of length 1e30, whose squares exceed float32.", heads * width, 1.0, 1e30)[0]


def rms_norms():
    equation = "y[t] = x / sqrt(mean x^2 + eps) (offset + w)"

    def make(name, about, rows, width, offset, magnitude=1.0, kept=given_float32, **limit):
        rng = random("rms-norm/" + name)
        x, w = kept(rng.randn(rows, width) * magnitude), f32(0.3 * rng.randn(width) + (1 - offset))
        y = upstream.rms_norm(x, w) if offset else upstream.plain_rms_norm(x, w, 1e-6)
        code = "transformers Qwen3_5RMSNorm in float64" if offset else "torch.nn.functional.rms_norm in float64"
        return (
            Case(
                "rms-norm/" + name,
                "RmsNorm#rmsNorm",
                about,
                equation,
                code,
                rows,
                [
                    output("y", y),
                    given("x", x),
                    given("w", w),
                    size("width", width),
                    size("offset", float(offset)),
                    size("eps", 1e-6),
                ],
                **limit,
            ),
            y,
            w.astype(np.float64),
        )

    right, y, w = make("zero-centred", "A weight stored zero-centred, used as 1 + w.", 5, 33, 1)
    yield right
    yield right.mistake("zero-centred-plain", "PlainWeight", "The 1 of 1 + w is left out.", y=y / (1 + w) * w)
    yield make("plain", "A weight used as it is stored.", 3, 10, 0)[0]
    yield make("wide", "Rows of 29 significant bits.", 5, 20, 1, kept=wide, **SQUARES)[0]
    tiny = make(
        "tiny", "Rows of 1e-3 to 0, where epsilon decides.", 4, 9, 1, np.array([1e-3, 1e-4, 1e-20, 0])[:, None]
    )[0]
    yield tiny.each()
    yield make("one-element", "Rows of one element.", 6, 1, 0)[0]
    yield make("huge", "Elements of 1e30, whose squares exceed float32.", 2, 17, 1, 1e30)[0]
    yield from head_norms()
    yield from gated_norms()


def head_norms():
    for name, about, heads, width, stride in (
        ("query-heads", "Query heads that lie apart: each is followed by its gate.", 3, 11, 22),
        ("key-heads", "Key heads side by side.", 2, 16, 16),
    ):
        rng = random("rms-norm/" + name)
        x, w = given_float32(rng.randn(4, heads * stride)), f32(0.3 * rng.randn(width))
        part = x.reshape(4, heads, stride)[:, :, :width]
        yield Case(
            "rms-norm/" + name,
            "RmsNorm#headRmsNorm",
            about,
            "y[t, h] = x / sqrt(mean x^2 + eps) (offset + w), x = x[t, h stride ..]",
            "transformers Qwen3_5RMSNorm in float64, on the view Qwen3_5Attention gives it",
            4 * heads,
            [
                output("y", upstream.rms_norm(part, w)),
                given("x", x),
                given("w", w),
                size("width", width),
                size("stride", stride),
                size("offset", 1.0),
                size("eps", 1e-6),
            ],
        )


def gated_norms():
    def make(name, about, rows, heads, width, magnitude=1.0):
        rng = random("rms-norm/" + name)
        o, z = given_float32(rng.randn(rows, heads, width) * magnitude), wide(2 * rng.randn(rows, heads, width))
        w = f32(1 + 0.3 * rng.randn(width))
        y = upstream.gated_rms_norm(o, z, w)
        return (
            Case(
                "rms-norm/" + name,
                "RmsNorm#gatedRmsNorm",
                about,
                "y = o / sqrt(mean o^2 + eps) w silu(z), per head",
                "transformers Qwen3_5RMSNormGated in float64",
                rows * heads,
                [output("y", y), given("o", o), given("z", z), given("w", w), size("width", width), size("eps", 1e-6)],
            ),
            o,
            z,
            w.astype(np.float64),
        )

    right, o, z, w = make("gated", "Norm, plain weight, then gate.", 3, 4, 13)
    yield right
    norm = lambda x: x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-6)
    yield right.mistake(
        "gated-one-plus-weight",
        "OnePlusWeight",
        "The weight is taken for zero-centred: 1 + w.",
        y=norm(o) * (1 + w) * silu(z),
    )
    yield right.mistake(
        "gated-gate-first", "GateBeforeNorm", "The gate comes before the norm, as in Mamba-2.", y=norm(o * silu(z)) * w
    )
    tiny = make("gated-tiny", "Head outputs of 1e-3 to 1e-20.", 3, 2, 8, np.array([1e-3, 1e-5, 1e-20])[:, None, None])[
        0
    ]
    yield tiny.each()


def cases():
    for group in (l2_norms, rms_norms):
        yield from group()
