"""The gated delta rule beside the sequence: branches, reads of edited states, and the gates."""

import numpy as np

from . import upstream
from .case import Case, f32, given, i32, output, random, size, state, wide
from .recurrence import CODE, STATE_ULP, STEP, Inputs


def branches():
    def make(name, about, rows, heads, key_heads, dk, dv, first, length, matrices):
        rng = random("gated-delta/" + name)
        x = Inputs(rng, rows, heads, key_heads, dk, dv)
        states = f32(rng.randn(matrices, dk, dv))
        begin = i32(rng.randint(0, matrices, (len(first), heads)))
        before = wide(rng.randn(2, rows, heads, dv))
        o, e = before.copy()
        for b, (f, n) in enumerate(zip(first, length)):
            o[f : f + n], e[f : f + n], _ = x.run(states[begin[b]], range(f, f + n))
        return Case(
            f"gated-delta/{name}",
            "GatedDelta#branches",
            about,
            STEP,
            CODE,
            len(first) * heads * dv,
            [
                state("o", before[0], o),
                state("error", before[1], e),
                given("states", states),
                *x.given(),
                given("first", i32(first)),
                given("length", i32(length)),
                given("start", begin),
                *x.sizes(),
            ],
            limit=1,
            reason=STATE_ULP,
        )

    yield make(
        "branches-several",
        "Three branches of different lengths, each head from a state of its own; other rows stay.",
        11,
        4,
        2,
        6,
        9,
        [2, 3, 7],
        [1, 4, 3],
        5,
    )
    yield make(
        "branches-wide-values",
        "d_v = 67 crosses a stretch of 64 columns; one key head for three value heads.",
        4,
        3,
        1,
        5,
        67,
        [0, 2],
        [2, 2],
        3,
    )
    yield make(
        "branches-one-row",
        "Many branches of one token, the shape of the replacement test.",
        6,
        2,
        2,
        8,
        4,
        [0, 1, 2, 3, 4, 5],
        [1] * 6,
        7,
    )


def reads():
    rng = random("gated-delta/read-edited")
    rows, heads, key_heads, dk, dv, head = 5, 6, 2, 7, 10, 4
    q = wide(rng.randn(rows, key_heads, dk))
    states, row, matrix = f32(rng.randn(4, dk, dv)), i32([4, 0, 2]), i32([1, 3, 0])
    before = wide(rng.randn(rows, heads, dv))
    after = before.copy()
    for t, m in zip(row, matrix):
        after[t, head] = states[m].astype(np.float64).T @ q[t, head // 3]
    yield Case(
        "gated-delta/read-edited",
        "GatedDelta#readEdited",
        "Three edited states read at rows out of order, for head 4 of 6 over 2 key heads; the rest of o stays.",
        "o[row, h] = S^T q[row, h // (H / Hk)]",
        "numpy float64 matmul",
        len(row) * dv,
        [
            state("o", before, after),
            given("states", states),
            given("q", q),
            given("row", row),
            given("matrix", matrix),
            size("head", head),
            size("heads", heads),
            size("keyHeads", key_heads),
            size("dk", dk),
            size("dv", dv),
        ],
    )


def gate_cases():
    equation = "alpha = exp(-exp(A_log) softplus(a + dt_bias)), beta = sigmoid(b)"
    code = "transformers Qwen3_5GatedDeltaNet.forward in float64, g and beta as it hands them to its recurrence"

    def make(name, about, a, b, a_log, dt_bias):
        g, beta = upstream.gates(a, b, a_log, dt_bias)
        return Case(
            f"gated-delta/{name}",
            "GatedDelta#gates",
            about,
            equation,
            code,
            a.size,
            [
                output("alpha", np.exp(g)),
                output("beta", beta),
                given("a", a),
                given("b", b),
                given("aLog", a_log),
                given("dtBias", dt_bias),
                size("heads", a.shape[1]),
            ],
        )

    rng = random("gated-delta/gates-ordinary")
    a, b = wide(rng.randn(2, 9, 5))
    a_log, dt_bias = f32(np.log(rng.uniform(0.01, 16, 5))), f32(rng.uniform(-6, 1, 5))
    right = make("gates-ordinary", "Decay rates over the range of upstream's initialisation.", a, b, a_log, dt_bias)
    yield right
    wrong = 1 / (1 + np.exp(-(np.exp(a_log.astype(np.float64)) * a + dt_bias)))
    yield right.mistake(
        "gates-decay-sigmoid",
        "DecaySigmoid",
        "alpha = sigmoid(exp(A_log) a + dt_bias).",
        alpha=wrong,
    )
    edge = wide([-1e4, -100, -20.5, -1, -0.0, 0, 1e-30, 1, 19.9, 20.1, 90, 1e4])
    a, b = np.repeat(edge[:, None], 2, 1), np.repeat(edge[::-1, None], 2, 1)
    yield make(
        "gates-extremes",
        "Projections from -1e4 to 1e4, on both sides of upstream's softplus threshold of 20.",
        a,
        b,
        f32([-4.5, 2.5]),
        f32([0, 0.25]),
    )


def cases():
    for group in (branches, reads, gate_cases):
        yield from group()
