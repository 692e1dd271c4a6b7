"""What a layer has around its recurrence: convolution, rotary embedding, attention and its gate."""

import numpy as np
import torch

from . import upstream
from .case import Case, f32, given, i32, output, random, scratch, size, state, wide
from .upstream import t64

ROTARY = "Rotary#rotateHalves"


def silu(x):
    return x / (1 + np.exp(-x))


def chain(row, previous, history, x, taps):
    """The rows before a row and itself, oldest first; row -1 is the newest of the history."""
    rows = []
    for _ in range(taps):
        rows.append(x[row] if row >= 0 else history[taps - 1 + row])
        row = previous[row] if row >= 0 else row - 1
    return np.array(rows[::-1])


def convolutions():
    equation = "y[t, c] = silu(sum_j w[c, j] x[t - (taps - 1) + j, c]), the rows before t found through previous"
    code = "transformers modeling_qwen3_5.causal_conv1d_fn in float64 on the rows each row sees"

    def make(name, about, previous, channels, taps, empty=False):
        rng = random("causal-conv/" + name)
        x, w = wide(rng.randn(len(previous), channels)), f32(rng.randn(channels, taps))
        history = wide(np.zeros((taps - 1, channels)) if empty else rng.randn(taps - 1, channels))
        windows = [chain(t, previous, history, x, taps) for t in range(len(previous))]
        y = np.array([upstream.conv_window(window, w) for window in windows])
        case = Case(
            "causal-conv/" + name,
            "CausalConv#causalConv",
            about,
            equation,
            code,
            y.size,
            [
                output("y", y),
                given("x", x),
                given("history", history),
                given("w", w),
                given("previous", i32(previous)),
                size("channels", channels),
                size("taps", taps),
            ],
        )
        return case, np.array(windows), w.astype(np.float64)

    right, windows, w = make(
        "sequence-start", "The start of a text: an empty history.", [-1, 0, 1, 2, 3, 4], 7, 4, empty=True
    )
    yield right
    yield right.mistake(
        "taps-reversed",
        "ConvFlipped",
        "The taps in reverse order: the first one meets the current token.",
        y=silu(np.einsum("tjc,cj->tc", windows, w[:, ::-1])),
    )
    yield make("short-sequence", "Two rows, fewer than the window, after a history.", [-1, 0], 9, 4)[0]
    yield make("one-row", "Generation: one row, its window all history.", [-1], 33, 4)[0]
    yield make(
        "branches",
        "Branches leave after rows 1 and 5, at the start of the call and from each other.",
        [-1, 0, 1, 2, 3, 4, 1, 6, 7, 8, 5, -1, 11, 7],
        5,
        4,
    )[0]
    yield make("three-taps", "A window of three.", [-1, 0, 1, 2, 1], 4, 3)[0]
    yield from histories()


def histories():
    for name, rows, extra in (("history-long", 5, 2), ("history-short", 2, 0), ("history-one", 1, 1)):
        rng = random("causal-conv/" + name)
        channels, taps = 6, 4
        history, x = wide(rng.randn(taps - 1, channels)), wide(rng.randn(rows + extra, channels))
        history[-1, 0] = -0.0
        after = upstream.conv_state(history, x[:rows], f32(rng.randn(channels, taps)))
        yield Case(
            "causal-conv/" + name,
            "CausalConv#shiftHistory",
            f"{rows} new rows (and {extra} rows of branches, passed over) for a window of {taps}.",
            "the last taps - 1 rows of history followed by x",
            "the state that transformers modeling_qwen3_5.causal_conv1d_update leaves",
            channels,
            [
                state("history", history, after),
                given("x", x),
                size("rows", rows),
                size("channels", channels),
                size("taps", taps),
            ],
            rigor="exact",
            reason="Values are moved, not computed.",
        )


def rotations():
    equation = "(y_j, y_{j+m}) = (x_j cos - x_{j+m} sin, x_{j+m} cos + x_j sin), m = rotary / 2; the rest passes"

    def make(name, about, positions, heads, width, rotary, table):
        rng = random("rotary/" + name)
        x = wide(rng.randn(len(positions), heads, width))
        x[0, 0, -1] = -0.0
        angles = np.arange(table)[:, None] * 1e7 ** (-2 * np.arange(rotary // 2) / rotary)
        cos, sin = f32(np.cos(angles)), f32(np.sin(angles))
        y = upstream.rotate(x, cos[positions], sin[positions])
        return (
            Case(
                "rotary/" + name,
                ROTARY,
                about,
                equation,
                "transformers modeling_qwen3_5.apply_rotary_pos_emb in float64",
                x.size,
                [
                    output("y", y),
                    given("x", x),
                    given("cosines", cos),
                    given("sines", sin),
                    given("positions", i32(positions)),
                    size("heads", heads),
                    size("width", width),
                    size("rotary", rotary),
                ],
            ),
            x,
            cos[positions],
            sin[positions],
        )

    right, x, cos, sin = make(
        "partial",
        "The first 8 of 12 elements rotate; positions repeat and go back, as branches do.",
        [0, 1, 2, 3, 2, 3, 19],
        3,
        12,
        8,
        20,
    )
    yield right
    wrong = x.copy()
    even, odd = wrong[..., 0:8:2].copy(), wrong[..., 1:8:2].copy()
    wrong[..., 0:8:2] = even * cos[:, None] - odd * sin[:, None]
    wrong[..., 1:8:2] = odd * cos[:, None] + even * sin[:, None]
    yield right.mistake(
        "interleaved", "RotaryInterleaved", "Neighbouring elements are paired, 2j with 2j + 1.", y=wrong
    )
    yield make("whole", "The whole head rotates.", [5, 0, 11], 2, 10, 10, 12)[0]
    yield make("qwen-width", "64 of 256 elements, as Qwen3.5 has it.", [3, 7], 1, 256, 64, 8)[0]


def attentions():
    equation = "y[t, h] = sum_s softmax_s(q[t, h].k[s] / sqrt(width)) v[s], key head h // (heads / keyHeads)"

    def make(name, about, prefix, first, own, heads, key_heads, width, slots, spread=1.0):
        rng = random("attention/" + name)
        rows, capacity = len(prefix), max(p + n for p, n in zip(prefix, own)) + 1
        q, keys = wide(spread * rng.randn(rows, heads, width)), f32(spread * rng.randn(slots, key_heads, width))
        values = f32(rng.randn(slots, key_heads, width))
        visible = np.zeros((rows, slots), dtype=bool)
        for t in range(rows):
            visible[t, : prefix[t]] = True
            visible[t, first[t] : first[t] + own[t]] = True
        case = Case(
            "attention/" + name,
            "Attention#attend",
            about,
            equation,
            "transformers modeling_qwen3_5.eager_attention_forward in float64",
            rows * heads,
            [
                output("y", upstream.attend(q, keys, values, visible)),
                scratch("scores", (rows, heads, capacity)),
                given("q", q),
                given("keys", keys),
                given("values", values),
                given("prefix", i32(prefix)),
                given("ownFirst", i32(first)),
                given("ownCount", i32(own)),
                size("heads", heads),
                size("keyHeads", key_heads),
                size("width", width),
                size("capacity", capacity),
            ],
        )
        return case, (q, keys, values, visible)

    right, given_ = make(
        "sequence",
        "A causal sequence of seven rows, two query heads a key head.",
        [0] * 7,
        [0] * 7,
        range(1, 8),
        4,
        2,
        12,
        7,
    )
    yield right
    q, keys, values, visible = given_
    yield right.mistake(
        "not-scaled",
        "MissingScale",
        "The scores are not divided by sqrt(width).",
        y=upstream.attend(q * 12**0.5, keys, values, visible),
    )
    tiled = upstream.attend(q[:, [0, 2, 1, 3]], keys, values, visible)[:, [0, 2, 1, 3]]
    yield right.mistake("heads-tiled", "HeadsTiled", "Query head h uses key head h % keyHeads.", y=tiled)
    yield make(
        "branches",
        "Rows see a prefix of the sequence and then their own branch, whose slots lie elsewhere.",
        [0, 3, 3, 6, 0, 8],
        [0, 9, 9, 11, 12, 8],
        [1, 1, 2, 1, 2, 1],
        6,
        2,
        7,
        14,
    )[0]
    yield make(
        "across-tiles",
        "35 rows, past a tile of 32: a sequence of 20 and fifteen branches of one row that leave it anywhere.",
        [t + 1 for t in range(20)] + [20, 1, 7, 13, 2, 19, 8, 0, 5, 11, 3, 17, 14, 9, 6],
        [0] * 20 + list(range(20, 35)),
        [0] * 20 + [1] * 15,
        4,
        2,
        6,
        35,
    )[0]
    yield make("one-slot", "A single visible slot: the value itself.", [0, 1], [2, 0], [1, 0], 3, 3, 5, 3)[0]
    yield make(
        "large-scores",
        "Scores up to some thousands: one weight is 1, the others vanish.",
        [0] * 5,
        [0] * 5,
        range(1, 6),
        2,
        1,
        16,
        5,
        spread=40.0,
    )[0]
    yield from gated_outputs()


def gated_outputs():
    rng = random("attention/gated-output")
    rows, heads, width = 3, 4, 7
    a, projected = wide(rng.randn(rows, heads, width)), wide(2 * rng.randn(rows, heads * 2 * width))
    _, gate = torch.chunk(t64(projected).view(rows, -1, width * 2), 2, dim=-1)
    right = Case(
        "attention/gated-output",
        "Attention#gateOutput",
        "The gate is the second half of each head's projection.",
        "y[t, h] = a[t, h] sigmoid(gate[t, h])",
        "torch.chunk, torch.sigmoid and the product, as in transformers Qwen3_5Attention.forward",
        a.size,
        [
            output("y", (t64(a) * torch.sigmoid(gate)).numpy()),
            given("a", a),
            given("queryGate", projected),
            size("width", width),
        ],
    )
    yield right
    half = t64(projected)[:, heads * width :].reshape(rows, heads, width)
    yield right.mistake(
        "gate-halves",
        "GateHalves",
        "The projection is cut into all queries, then all gates.",
        y=(t64(a) * torch.sigmoid(half)).numpy(),
    )


def cases():
    for group in (convolutions, rotations, attentions):
        yield from group()
