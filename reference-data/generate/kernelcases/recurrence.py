"""The gated delta rule over a sequence, right and with one mistake at a time."""

import numpy as np

from . import upstream
from .case import Case, f32, given, i32, output, random, size, state, wide

STEP = "S' = a S; e = b (v - S'^T k); S = S' + k e^T; o = S^T q, per value head h with key head h // (H / Hk)"
CODE = (
    "transformers modeling_qwen3_5.torch_recurrent_gated_delta_rule, token by token, casts to float32 off; "
    "e from the states, (S_t - a S_{t-1})^T k / k^T k"
)
STATE_ULP = "The state is rounded to float32 at every step, and the roundings add up."


class Inputs:
    """Random inputs of `rows` tokens as the kernels take them."""

    def __init__(self, rng, rows, heads, key_heads, dk, dv, slow=False):
        self.rows, self.heads, self.key_heads, self.dk, self.dv = rows, heads, key_heads, dk, dv
        self.q = wide(upstream.l2norm(rng.randn(rows, key_heads, dk)) * dk**-0.5)
        self.k = wide(upstream.l2norm(rng.randn(rows, key_heads, dk)))
        self.mixed = wide(rng.randn(rows, 2 * key_heads * dk + heads * dv))
        decay = rng.uniform(1e-4, 0.02 if slow else 0.7, (rows, heads))
        self.alpha = np.exp(-decay)
        self.beta = wide(1 / (1 + np.exp(-rng.randn(rows, heads))))

    @property
    def v(self):
        return self.mixed[:, 2 * self.key_heads * self.dk :].reshape(self.rows, self.heads, self.dv)

    def of_heads(self, x):
        """Key heads as value heads use them: repeat_interleave, as in upstream's forward."""
        return np.repeat(x, self.heads // self.key_heads, axis=1)

    def run(self, s, rows):
        """Upstream over the rows from state s [H, dk, dv]: o, e [n, H, dv] and all states [n, H, dk, dv]."""
        found = {"o": [], "e": [], "s": []}
        q, k, alpha = self.of_heads(self.q), self.of_heads(self.k), self.alpha
        for t in rows:
            o, after = upstream.recurrent_step(q[t], k[t], self.v[t], alpha[t], self.beta[t], s)
            write = after - alpha[t][:, None, None] * s
            norm = (k[t] * k[t]).sum(-1)[:, None]
            found["e"].append(np.einsum("hkv,hk->hv", write, k[t]) / norm)
            found["o"].append(o)
            found["s"].append(after)
            s = after
        return tuple(np.array(found[name]) for name in "oes")

    def given(self):
        return [given(n, getattr(self, n)) for n in ("q", "k", "mixed", "alpha", "beta")]

    def sizes(self):
        return [size("heads", self.heads), size("keyHeads", self.key_heads), size("dk", self.dk), size("dv", self.dv)]


def mistaken(inputs, s, tiled=False, undecayed=False, early=False, no_beta=False):
    """The recurrence in NumPy with one thing wrong; without any, what upstream gives."""
    x, s = inputs, np.array(s, dtype=np.float64)
    heads = np.arange(x.heads)
    key_head = heads % x.key_heads if tiled else heads // (x.heads // x.key_heads)
    out, errors = [], []
    for t in range(x.rows):
        q, k = x.q[t, key_head], x.k[t, key_head]
        decayed = x.alpha[t][:, None, None] * s
        held = np.einsum("hkv,hk->hv", s if undecayed else decayed, k)
        e = (x.v[t] - held) * (1 if no_beta else x.beta[t][:, None])
        s = decayed + k[:, :, None] * e[:, None, :]
        out.append(np.einsum("hkv,hk->hv", decayed if early else s, q))
        errors.append(e)
    return np.array(out), np.array(errors), s


def sequence(name, about, inputs, s, keep=None, limit=1, reason=STATE_ULP):
    rng = random("kept/" + name)
    o, e, states = inputs.run(s, range(inputs.rows))
    keep = i32(np.full((inputs.rows, inputs.heads), -1)) if keep is None else i32(keep)
    matrices = max(1, keep.max() + 2)  # one more than is written
    before = f32(rng.randn(matrices, inputs.dk, inputs.dv))
    after = before.astype(np.float64)
    for t, h in zip(*np.nonzero(keep >= 0)):
        after[keep[t, h]] = states[t, h]
    return Case(
        f"gated-delta/{name}",
        "GatedDelta#sequence",
        about,
        STEP,
        CODE,
        inputs.heads * inputs.dv,
        [
            output("o", o),
            output("error", e),
            state("state", s, states[-1]),
            state("kept", before, after),
            *inputs.given(),
            given("keep", keep),
            size("rows", inputs.rows),
            *inputs.sizes(),
        ],
        limit=limit,
        reason=reason,
    )


def start(rng, inputs, scale=1.0):
    return f32(scale * rng.randn(inputs.heads, inputs.dk, inputs.dv))


def sequences():
    def make(name, about, *shape, keep=None, slow=False, limit=1, reason=STATE_ULP, zero=False):
        rng = random("gated-delta/" + name)
        inputs = Inputs(rng, *shape, slow=slow)
        s = start(rng, inputs) * f32(0 if zero else 1)
        return sequence(name, about, inputs, s, keep, limit, reason)

    yield make(
        "sequence-one-token",
        "A single token into an empty state: o = b (k.q) v.",
        1,
        2,
        2,
        8,
        6,
        zero=True,
        limit=2,
        reason="Key and query are nearly orthogonal, so the output is small beside the state's roundings that it sums.",
    )
    yield make("sequence-equal-heads", "As many key heads as value heads, d_k > d_v, no state kept.", 12, 3, 3, 16, 10)
    yield make(
        "sequence-two-per-key-head",
        "Two value heads share a key head; odd widths; some states kept.",
        7,
        4,
        2,
        9,
        13,
        keep=[[-1] * 4, [0, -1, -1, 1], [-1] * 4, [2, 3, 4, 5], [-1] * 4, [-1, 6, -1, -1], [7, -1, -1, 8]],
    )
    yield make(
        "sequence-three-per-key-head",
        "Three value heads share a key head, as in the 27B model; d_v > d_k.",
        5,
        6,
        2,
        8,
        20,
        keep=[[0, 1, 2, 3, 4, 5]] + [[-1] * 6] * 3 + [[6, 7, 8, 9, 10, 11]],
    )
    yield make("sequence-wide-values", "d_v = 130 crosses the stretches of 64 columns twice.", 3, 1, 1, 5, 130)
    yield make("sequence-widest-keys", "d_k = 256, the widest a column buffer holds.", 3, 2, 1, 256, 3)
    yield make(
        "sequence-64-steps",
        "64 tokens with slow decay: rounding errors of the state add up.",
        64,
        2,
        1,
        16,
        12,
        slow=True,
        limit=4,
    )
    yield from decays()
    yield extremes()


def decays():
    """Two cases that show a decay kept as one float32."""
    alpha = np.float64(np.float32(1 - 2.0**-9)) + 2.0**-25 * 0.98  # nearly half way between two float32
    rng = random("gated-delta/sequence-slow-decay")
    x = Inputs(rng, 64, 2, 2, 5, 4)
    x.alpha = np.full((64, 2), alpha)
    x.beta, x.mixed = wide(x.beta * 1e-3), wide(x.mixed * 1e-3)
    yield sequence(
        "sequence-slow-decay",
        "64 tokens that write little: the error of a decay in float32 is compounded to 30 ulp.",
        x,
        start(rng, x),
        limit=4,
    )
    rng = random("gated-delta/sequence-known-value")
    x = Inputs(rng, 1, 4, 2, 12, 6)
    s = start(rng, x)
    held = np.einsum("h,hkv,hk->hv", x.alpha[0], s.astype(np.float64), x.of_heads(x.k)[0])
    x.v[0] = wide(held * (1 + 1e-4 * rng.randn(4, 6)))
    yield sequence(
        "sequence-known-value",
        "The state already holds the value to 1e-4: the error is what is left of a cancellation.",
        x,
        s,
    )


def extremes():
    rng = random("gated-delta/sequence-extremes")
    x = Inputs(rng, 8, 2, 1, 6, 5)
    x.alpha[0, 0], x.alpha[1, 1], x.alpha[3] = 1.0, 0.0, 1e-30
    x.beta[0], x.beta[2, 0], x.beta[4] = 1, 0, wide(1e-20)
    x.mixed[5] = wide(x.mixed[5] * 1e4)
    x.mixed[6] = wide(x.mixed[6] * 1e-20)
    return sequence(
        "sequence-extremes",
        "Decay 1, 0 and 1e-30, write strength 1, 0 and 1e-20, values of 1e4 and 1e-20.",
        x,
        start(rng, x, 100.0),
    )


def mistakes():
    rng = random("gated-delta/sequence-mistakes")
    x = Inputs(rng, 6, 4, 2, 7, 7)
    s = start(rng, x)
    right = sequence(
        "sequence-square", "d_k = d_v and two value heads a key head: the sizes that let mistakes pass unseen.", x, s
    )
    yield right
    o, e, after = mistaken(x, s)
    assert np.allclose(o, right.arguments[0].after, rtol=0, atol=1e-13)

    def case(name, flag, about, result):
        o, e, after = result
        return right.mistake(f"sequence-{name}", flag, about, o=o, error=e, state=after)

    yield case(
        "undecayed-read",
        "UndecayedRead",
        "The error is taken against the state before the decay.",
        mistaken(x, s, undecayed=True),
    )
    yield case(
        "output-before-write",
        "OutputBeforeWrite",
        "The output is read from the decayed state, before the write.",
        mistaken(x, s, early=True),
    )
    yield case("no-beta", "NoBeta", "The write strength is left out: e = v - p.", mistaken(x, s, no_beta=True))
    yield case(
        "heads-tiled",
        "HeadsTiled",
        "Value head h uses key head h % Hk in the place of h // (H / Hk).",
        mistaken(x, s, tiled=True),
    )
    o, e, after = mistaken(x, s.transpose(0, 2, 1))
    yield case(
        "state-transposed",
        "StateTransposed",
        "The state is kept as [d_v, d_k]: read and written transposed.",
        (o, e, after.transpose(0, 2, 1)),
    )


def cases():
    yield from sequences()
    yield from mistakes()
