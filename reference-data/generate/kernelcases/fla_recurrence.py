"""DeltaNet's and GLA's recurrences, right and with one mistake at a time."""

import numpy as np

from . import fla
from .case import Case, f32, given, i32, output, random, size, state, wide

DELTA_STEP = "S = S + k e^T with e = b (v - S^T k); o = S^T q"
DELTA_CODE = "fla.ops.delta_rule.naive.delta_rule_recurrence in float64; e from the states, (S_t - S_{t-1})^T k / k^T k"
GLA_STEP = "S = diag(a) S + k v^T; o = S^T q, per head"
GLA_CODE = "fla.ops.gla.naive.naive_recurrent_gla in float64"
STATE_ULP = "The state is rounded to float32 at every step, and the roundings add up."


def unit(x):
    return x / np.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)


class Delta:
    """Random inputs of DeltaNet's recurrence: no decay, and a key head for every value head."""

    kernel, folder, step, code = "GatedDelta", "gated-delta", DELTA_STEP, DELTA_CODE

    def __init__(self, rng, rows, heads, dk, dv):
        self.rows, self.heads, self.dk, self.dv = rows, heads, dk, dv
        self.q = wide(unit(rng.randn(rows, heads, dk)) * dk**-0.5)
        self.k = wide(unit(rng.randn(rows, heads, dk)))
        self.mixed = wide(rng.randn(rows, heads * (2 * dk + dv)))
        self.alpha = np.ones((rows, heads))
        self.beta = wide(1 / (1 + np.exp(-rng.randn(rows, heads))))

    @property
    def v(self):
        return self.mixed[:, 2 * self.heads * self.dk :].reshape(self.rows, self.heads, self.dv)

    def run(self, s, first, end):
        """o [n, H, dv], e [n, H, dv] and all states [n, H, dk, dv]."""
        o, e, states, before = [], [], [], np.asarray(s, dtype=np.float64)
        for t in range(first, end):
            one = slice(t, t + 1)
            out, after = fla.delta_rule(self.q[one], self.k[one], self.v[one], self.beta[one], before)
            e.append(np.einsum("hkv,hk->hv", after - before, self.k[t]) / (self.k[t] ** 2).sum(-1)[:, None])
            o.append(out[0])
            states.append(after)
            before = after
        whole, last = fla.delta_rule(*(x[first:end] for x in (self.q, self.k, self.v, self.beta)), s)
        assert np.abs(whole - np.array(o)).max() < 1e-12 and np.abs(last - before).max() < 1e-12
        return {"o": np.array(o), "error": np.array(e)}, np.array(states)

    def given(self):
        return [given(n, getattr(self, n)) for n in ("q", "k", "mixed", "alpha", "beta")]

    def sizes(self):
        heads = [size("heads", self.heads), size("keyHeads", self.heads)]
        return [*heads, size("dk", self.dk), size("dv", self.dv)]


class Gla:
    """Random inputs of GLA's recurrence."""

    kernel, folder, step, code = "GatedLinearAttention", "gated-linear-attention", GLA_STEP, GLA_CODE

    def __init__(self, rng, rows, heads, dk, dv, slow=False):
        self.rows, self.heads, self.dk, self.dv = rows, heads, dk, dv
        self.q = wide(rng.randn(rows, heads, dk) * dk**-0.5)
        self.k = wide(rng.randn(rows, heads, dk))
        self.v = wide(rng.randn(rows, heads, dv))
        self.alpha = np.exp(-rng.uniform(1e-4, 0.02 if slow else 0.7, (rows, heads, dk)))

    def run(self, s, first, end):
        parts = self.q, self.k, self.v, self.alpha
        runs = [fla.gla(*(x[first : t + 1] for x in parts), s) for t in range(first, end)]
        return {"o": runs[-1][0]}, np.array([after for _, after in runs])

    def given(self):
        return [given(n, getattr(self, n)) for n in ("q", "k", "v", "alpha")]

    def sizes(self):
        return [size("heads", self.heads), size("dk", self.dk), size("dv", self.dv)]


def sequence(name, about, x, s, keep=None, limit=1, reason=STATE_ULP):
    rng = random("kept/" + name)
    outputs, states = x.run(s, 0, x.rows)
    keep = i32(np.full((x.rows, x.heads), -1)) if keep is None else i32(keep)
    before = f32(rng.randn(max(1, keep.max() + 2), x.dk, x.dv))  # one more than is written
    after = before.astype(np.float64)
    for t, h in zip(*np.nonzero(keep >= 0)):
        after[keep[t, h]] = states[t, h]
    return Case(
        f"{x.folder}/{name}",
        f"{x.kernel}#sequence",
        about,
        x.step,
        x.code,
        x.heads * x.dv,
        [
            *(output(n, value) for n, value in outputs.items()),
            state("state", s, states[-1]),
            state("kept", before, after),
            *x.given(),
            given("keep", keep),
            size("rows", x.rows),
            *x.sizes(),
        ],
        limit=limit,
        reason=reason,
    )


def branches(name, about, kind, shape, first, length, matrices):
    rng = random(f"{kind.folder}/{name}")
    x = kind(rng, *shape)
    states = f32(rng.randn(matrices, x.dk, x.dv))
    begin = i32(rng.randint(0, matrices, (len(first), x.heads)))
    names = ("o", "error") if kind is Delta else ("o",)
    before = {n: wide(rng.randn(x.rows, x.heads, x.dv)) for n in names}
    after = {n: value.copy() for n, value in before.items()}
    for b, (f, n) in enumerate(zip(first, length)):
        outputs, _ = x.run(states[begin[b]], f, f + n)
        for key, value in outputs.items():
            after[key][f : f + n] = value
    return Case(
        f"{x.folder}/{name}",
        f"{x.kernel}#branches",
        about,
        x.step,
        x.code,
        len(first) * x.heads * x.dv,
        [
            *(state(n, before[n], after[n]) for n in names),
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


def start(rng, x, scale=1.0):
    return f32(scale * rng.randn(x.heads, x.dk, x.dv))


def make(kind, name, about, *shape, keep=None, limit=1, reason=STATE_ULP, zero=False, **how):
    rng = random(f"{kind.folder}/{name}")
    x = kind(rng, *shape, **how)
    return sequence(name, about, x, start(rng, x) * f32(0 if zero else 1), keep, limit, reason)


def delta_sequences():
    yield make(
        Delta,
        "deltanet-sequence",
        "DeltaNet: decay 1, a key head for every value head, d_k < d_v, some states kept.",
        *(7, 3, 9, 13),
        keep=[[-1] * 3, [0, -1, 1], [-1] * 3, [2, 3, 4], [-1] * 3, [-1, 5, -1], [6, -1, 7]],
        limit=2,
        reason="Nothing fades, so the roundings of all steps stay; and a read is smaller than the state that it sums.",
    )
    yield make(Delta, "deltanet-64-steps", "DeltaNet: nothing fades over 64 tokens, d_k > d_v.", 64, 2, 16, 10, limit=4)
    yield branches(
        "deltanet-branches",
        "DeltaNet: three branches of different lengths, each head from a state of its own; other rows stay.",
        Delta,
        (9, 2, 6, 9),
        [1, 3, 6],
        [1, 3, 2],
        4,
    )
    yield from delta_mistakes()


def delta_mistakes():
    rng = random("gated-delta/deltanet-mistakes")
    x = Delta(rng, 6, 2, 7, 7)
    s = start(rng, x)
    right = sequence("deltanet-square", "DeltaNet with d_k = d_v, as in the 1.3B model.", x, s)
    yield right

    def wrong(held=1.0, early=False, transposed=False):
        now, out, errors = np.asarray(s, dtype=np.float64), [], []
        if transposed:
            now = now.transpose(0, 2, 1)
        for t in range(x.rows):
            e = x.beta[t][:, None] * (x.v[t] - held * np.einsum("hkv,hk->hv", now, x.k[t]))
            after = now + x.k[t][:, :, None] * e[:, None, :]
            out.append(np.einsum("hkv,hk->hv", now if early else after, x.q[t]))
            errors.append(e)
            now = after
        return {"o": np.array(out), "error": np.array(errors), "state": now.transpose(0, 2, 1) if transposed else now}

    assert np.abs(wrong()["o"] - right.arguments[0].after).max() < 1e-12
    yield right.mistake(
        "deltanet-no-erase",
        "NoErase",
        "The write is b k v^T: what the key already holds is not taken off.",
        **wrong(held=0),
    )
    yield right.mistake(
        "deltanet-output-before-write",
        "OutputBeforeWrite",
        "The output is read from the state before the write.",
        **wrong(early=True),
    )
    yield right.mistake(
        "deltanet-state-transposed",
        "StateTransposed",
        "The state is kept as [d_v, d_k]: read and written transposed.",
        **wrong(transposed=True),
    )


def gla_sequences():
    yield make(Gla, "sequence-one-token", "A single token into an empty state: o = (k.q) v.", 1, 2, 8, 6, zero=True)
    yield make(
        Gla,
        "sequence-kept",
        "d_k < d_v; odd widths; some states kept.",
        *(7, 3, 5, 9),
        keep=[[-1] * 3, [0, -1, 1], [-1] * 3, [2, 3, 4], [-1] * 3, [-1, 5, -1], [6, -1, 7]],
    )
    yield make(Gla, "sequence-wide-values", "d_v = 130 crosses the stretches of 64 columns twice.", 3, 1, 5, 130)
    yield make(Gla, "sequence-widest-keys", "d_k = 256, as in the 1.3B model.", 3, 2, 256, 3)
    yield make(
        Gla,
        "sequence-64-steps",
        "64 tokens with slow decay: rounding errors of the state add up.",
        *(64, 2, 16, 10),
        slow=True,
        limit=4,
    )
    rng = random("gated-linear-attention/sequence-slow-decay")
    x = Gla(rng, 64, 2, 5, 4)
    # Nearly half way between two float32: the error of a decay in float32 is compounded to 30 ulp.
    x.alpha = np.full((64, 2, 5), np.float64(np.float32(1 - 2.0**-9)) + 2.0**-25 * 0.98)
    x.v = wide(x.v * 1e-3)
    yield sequence(
        "sequence-slow-decay",
        "64 tokens that write little: the error of a decay in float32 is compounded to 30 ulp.",
        x,
        start(rng, x),
        limit=4,
    )
    rng = random("gated-linear-attention/sequence-extremes")
    x = Gla(rng, 8, 2, 6, 5)
    x.alpha[0, 0], x.alpha[1, 1], x.alpha[3, :, ::2] = 1.0, 0.0, 1e-30
    x.v[5], x.v[6] = wide(x.v[5] * 1e4), wide(x.v[6] * 1e-20)
    yield sequence(
        "sequence-extremes",
        "Decays of 1, 0 and 1e-30, values of 1e4 and 1e-20.",
        x,
        start(rng, x, 100.0),
    )
    yield from gla_branches()
    yield from gla_mistakes()


def gla_branches():
    yield branches(
        "branches-several",
        "Three branches of different lengths, each head from a state of its own; other rows stay.",
        Gla,
        (11, 3, 6, 9),
        [2, 3, 7],
        [1, 4, 3],
        5,
    )
    yield branches(
        "branches-wide-values", "d_v = 67 crosses a stretch of 64 columns.", Gla, (4, 2, 5, 67), [0, 2], [2, 2], 3
    )
    yield branches(
        "branches-one-row",
        "Many branches of one token, the shape of the replacement test.",
        Gla,
        (6, 2, 8, 4),
        [0, 1, 2, 3, 4, 5],
        [1] * 6,
        7,
    )


def gla_mistakes():
    rng = random("gated-linear-attention/sequence-mistakes")
    x = Gla(rng, 6, 2, 7, 7)
    s = start(rng, x)
    right = sequence("sequence-square", "d_k = d_v: the sizes that let mistakes pass unseen.", x, s)
    yield right

    def wrong(early=False, late=False, values=False, transposed=False):
        now, out = np.asarray(s, dtype=np.float64), []
        if transposed:
            now = now.transpose(0, 2, 1)
        for t in range(x.rows):
            decay = x.alpha[t][:, None, :] if values else x.alpha[t][:, :, None]
            written = x.k[t][:, :, None] * x.v[t][:, None, :]
            after = decay * (now + written) if late else decay * now + written
            out.append(np.einsum("hkv,hk->hv", decay * now if early else after, x.q[t]))
            now = after
        return {"o": np.array(out), "state": now.transpose(0, 2, 1) if transposed else now}

    assert np.abs(wrong()["o"] - right.arguments[0].after).max() < 1e-12
    for name, flag, about, how in (
        ("output-before-write", "OutputBeforeWrite", "The output is read from the decayed state, before the write.", "early"),
        ("decay-after-write", "DecayAfterWrite", "S = diag(a) (S + k v^T): a token's own write has decayed.", "late"),
        ("decay-on-values", "DecayOnValues", "The decay runs along the value axis: S diag(a).", "values"),
        ("state-transposed", "StateTransposed", "A state [d_v, d_k], as FLA caches it, is taken for one with key rows.", "transposed"),
    ):
        yield right.mistake(f"sequence-{name}", flag, about, **wrong(**{how: True}))


def maps():
    """The gates of both families and GLA's scale."""
    rng = random("gated-delta/strengths")
    edge = wide([-1e4, -100, -1, -0.0, 0, 1e-30, 1, 90, 1e4])
    b = wide(np.concatenate([2 * rng.randn(31), edge]))
    right = Case(
        "gated-delta/strengths",
        "GatedDelta#strengths",
        "DeltaNet's write strengths, of projections from -1e4 to 1e4.",
        "beta = sigmoid(b)",
        "torch.sigmoid in float64, as DeltaNet.forward calls it",
        b.size,
        [output("beta", fla.t64(b).sigmoid().numpy()), given("b", b)],
    )
    yield right
    yield right.mistake(
        "strengths-doubled",
        "StrengthDoubled",
        "beta = 2 sigmoid(b), upstream's allow_neg_eigval.",
        beta=2 * fla.t64(b).sigmoid().numpy(),
    )
    yield from gla_gates()
    rng = random("gated-linear-attention/scale-queries")
    x, scale = wide(rng.randn(5, 2, 11)), 11**-0.5
    right = Case(
        "gated-linear-attention/scale-queries",
        "GatedLinearAttention#scaleQueries",
        "Queries of a width whose root is not rational.",
        "q = x d_k^(-1/2)",
        "fla.ops.gla.naive.naive_recurrent_gla scales its queries so",
        x.size,
        [output("q", x * scale), given("x", x), size("scale", scale)],
    )
    yield right
    yield right.mistake("scale-queries-missing", "MissingScale", "The queries stay as they are.", q=x)


def gla_gates():
    def gates(name, about, x, bias):
        return Case(
            f"gated-linear-attention/{name}",
            "GatedLinearAttention#gates",
            about,
            "alpha = exp(logsigmoid(x + bias) / 16)",
            "torch logsigmoid in float64, as GatedLinearAttention.forward calls it; exp as the recurrence does",
            x.size,
            [
                output("alpha", fla.gla_gates(x, bias, 16)),
                given("x", x),
                given("bias", bias),
                size("width", len(bias)),
                size("normalizer", 16.0),
            ],
        )

    rng = random("gated-linear-attention/gates")
    x, bias = wide(3 * rng.randn(7, 12)), f32(2 * rng.randn(12))
    right = gates("gates-ordinary", "Decays of ordinary projections.", x, bias)
    yield right
    yield right.mistake(
        "gates-not-normalised", "GateNotNormalised", "alpha = sigmoid(x + bias).", alpha=fla.gla_gates(x, bias, 1)
    )
    yield right.mistake(
        "gates-without-bias",
        "DecayWithoutBias",
        "The bias of the second matrix is left out.",
        alpha=fla.gla_gates(x, 0 * bias, 16),
    )
    edge = wide([-1e4, -2000, -100, -20.5, -1, -0.0, 0, 1e-30, 1, 19.9, 20.1, 90, 1e4])
    yield gates("gates-extremes", "Projections from -1e4 to 1e4.", np.repeat(edge[:, None], 2, 1), f32([0, 0.25]))


def cases():
    for group in (delta_sequences, gla_sequences, maps):
        yield from group()
