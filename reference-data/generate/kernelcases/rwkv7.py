"""RWKV-7: what the official NumPy file computes in float64, piece by piece, and with one thing wrong at a time."""

import numpy as np
import torch

import rwkv7_official

from .case import Case, f32, given, i32, output, random, size, state, wide

ROOT_E = np.e**0.5
ROUNDED = dict(limit=0.5, reason="Deviations are rounded to float32 before they are squared, which moves the whole vector.")
STATE_ULP = "The state is rounded to float32 at every step, and the roundings add up."
STEP = "e = -S^T kappa; S' = diag(w) S + k v^T + b e^T; o = S'^T r, per head"


def official(names):
    return f"RWKV-LM RWKV-v7/rwkv_v7_numpy.py, {names}, in float64"


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def mixed(x, last, heads, **given_parameters):
    """Everything `time_mixing` has computed for one row when it updates its state: its local variables.

    x and last are rows; parameters that are not given are zero, so that only what a case is about takes part.
    """
    n = given_parameters.pop("width")
    zeros = lambda *shape: np.zeros(shape)
    square = {f"W{p}": zeros(n, len(x)) for p in "rkv"} | {"Wo": np.eye(n)}
    p = {f"m{name}": zeros(len(x)) for name in "rwkvag"} | square
    p |= {f"W{g}1": zeros(len(x), n) for g in "wavg"} | {f"W{g}2": zeros(n, n) for g in "wavg"}
    p |= {f"{name}_bias": zeros(n) for name in "wav"} | {"r_k": zeros(n), "k_k": np.ones(n), "k_a": zeros(n)}
    p |= {"ln_w": zeros(n), "ln_b": zeros(n)}
    v0, s = given_parameters.pop("v0", None), given_parameters.pop("S", zeros(heads, n // heads, n // heads))
    p |= given_parameters
    names = "mr mw mk mv ma mg w_bias r_k Ww1 Ww2 Wa1 Wa2 a_bias Wg1 Wg2".split()
    names += [] if v0 is None else ["Wv2", "Wv1", "v_bias"]
    names += "k_k k_a Wr Wk Wv Wo ln_w ln_b".split()
    file = rwkv7_official.functions(heads, 1)
    seen = {}

    def step(found):
        seen.update(found)
        return found["S"]

    file["step"] = step
    with np.errstate(invalid="ignore"):
        seen["result"], *_ = file["time_mixing"](x, v0, last, s, [p[name] for name in names])
    return seen


def pick(n, parts, which):
    """[n, parts n]: takes one part of a row."""
    return np.eye(n, parts * n, which * n)


def shifts():
    def make(name, about, rows, width, previous):
        rng = random("token-shift/" + name)
        x, history, w = wide(rng.randn(rows, width)), wide(rng.randn(width)), f32(rng.rand(width))
        before = np.array([history if p < 0 else x[p] for p in previous])
        y = [
            mixed(x[t], before[t], 1, width=width, mr=w.astype(np.float64), Wr=np.eye(width))["xr"] for t in range(rows)
        ]
        return Case(
            "token-shift/" + name,
            "TokenShift#tokenShift",
            about,
            "y[t] = x[t] + (x[before t] - x[t]) w",
            official("time_mixing, x of its token shift"),
            rows * width,
            [
                output("y", y),
                given("x", x),
                given("history", history),
                given("w", w),
                given("previous", i32(previous)),
                size("width", width),
            ],
        ), (x, before, w)

    yield make("sequence", "A sequence that goes on from a row before.", 5, 7, [-1, 0, 1, 2, 3])[0]
    right, (x, before, w) = make(
        "branches", "Two branches leave the sequence at its second and third row.", 7, 6, [-1, 0, 1, 2, 0, 4, 1]
    )
    yield right
    w = w.astype(np.float64)
    yield right.mistake(
        "shares-exchanged", "ShiftExchanged", "The weight is the share of the row itself.", y=before + (x - before) * w
    )
    last = np.concatenate([before[:1], x[:-1]])
    yield right.mistake(
        "row-above",
        "BranchReadsRowAbove",
        "Every row takes the one above it for the one before it, branches too.",
        y=x + (last - x) * w,
    )


def norms():
    def make(name, about, rows, groups, width, eps, code, normed, magnitude=1.0, centre=0.0):
        rng = random("layer-norm/" + name)
        x = f32(rng.randn(rows, groups, width) * magnitude + centre).astype(np.float64)
        w, b = f32(1 + 0.3 * rng.randn(groups, width)), f32(0.3 * rng.randn(groups, width))
        return Case(
            "layer-norm/" + name,
            "LayerNorm#groupNorm",
            about,
            "y = (x - mean) / sqrt(variance + eps) w + b per group",
            code,
            rows * groups,
            [
                output("y", normed(x, w.astype(np.float64), b.astype(np.float64))),
                given("x", x),
                given("w", w),
                given("b", b),
                size("groups", groups),
                size("width", width),
                size("eps", eps),
            ],
            **ROUNDED,
        ), (x, w.astype(np.float64), b.astype(np.float64))

    file = rwkv7_official.functions(1, 1)
    row = lambda x, w, b: np.array([[file["layer_norm"](r[0], w[0], b[0])] for r in x])
    head = lambda x, w, b: np.array([file["group_norm"](r, w.flatten(), b.flatten()).reshape(r.shape) for r in x])
    yield make("row", "A whole row, eps 1e-5.", 4, 1, 20, 1e-5, official("layer_norm"), row)[0]
    yield make("row-off-centre", "Rows around 30.", 3, 1, 16, 1e-5, official("layer_norm"), row, 1.0, 30.0)[0]
    right, (x, w, b) = make(
        "heads", "Three heads, eps 64e-5, some of small outputs.", 4, 3, 8, 64e-5, official("group_norm"), head, 0.03
    )
    yield right
    centred = x - x.mean(-1, keepdims=True)
    variance = x.var(-1, keepdims=True)
    yield right.mistake(
        "head-eps", "HeadNormEps", "The norm of the heads has the epsilon of the others, 1e-5.", y=centred / (variance + 1e-5) ** 0.5 * w + b
    )
    yield right.mistake(
        "unbiased",
        "UnbiasedVariance",
        "The variance is divided by n - 1.",
        y=centred / (variance * 8 / 7 + 64e-5) ** 0.5 * w + b,
    )
    other = lambda x, w, b: torch.nn.functional.group_norm(
        torch.tensor(x.reshape(len(x), -1)), x.shape[1], torch.tensor(w.flatten()), torch.tensor(b.flatten()), 8e-5
    ).numpy().reshape(x.shape)
    yield make("heads-narrow", "Heads of 8 in FLA, eps 8e-5.", 3, 2, 8, 8e-5, "torch group_norm in float64", other, 0.05)[0]


def maps():
    def make(kernel, name, about, x, y, code, equation):
        return Case(
            f"wide-maps/{name}",
            f"WideMaps#{kernel}",
            about,
            equation,
            code,
            x.size,
            [output("y", y), given("x", x)],
        )

    rng = random("wide-maps")
    x = wide(np.concatenate([rng.randn(40) * 3, rng.randn(10) * 1e-4, [0.0, 40.0, -40.0]]))
    file = rwkv7_official.functions(1, 1)
    yield make(
        "hyperbolicTangents", "tanh", "Inside the decay's projection.", x, np.tanh(x), "NumPy tanh in float64, as in time_mixing", "y = tanh x"
    ).each()
    right = make("sigmoids", "sigmoid", "Inside the gate's projection.", x, file["sigmoid"](x), official("sigmoid"), "y = 1 / (1 + e^-x)")
    yield right
    yield right.mistake("sigmoid-missing", "MissingSigmoid", "The sigmoid between the matrices of g is left out.", y=x)
    one = np.eye(x.size)
    squared = file["channel_mixing"](x, x, np.zeros(x.size), one, one)[0]
    right = make(
        "squaredRelus", "squared-relu", "Inside the channel mix.", x, squared, official("channel_mixing"), "y = max(x, 0)^2"
    )
    yield right
    yield right.mistake("relu", "ReluNotSquared", "ReLU without its square.", y=np.maximum(x, 0))


def gates():
    rows, heads, dk = 4, 3, 6
    n = heads * dk
    rng = random("rwkv7-gates")
    x, bias = wide(rng.randn(rows, n) * 3), f32(rng.randn(n))
    bias64 = bias.astype(np.float64)
    scale = 4 * np.abs(x).max()
    inside = lambda row: dict(width=n, Ww1=np.diag(np.arctanh(row / scale) / row), Ww2=scale * np.eye(n), w_bias=bias64)
    w = [mixed(row, row, heads, **inside(row))["w"].flatten() for row in x]
    right = Case(
        "rwkv7-gates/decays",
        "Rwkv7Gates#decays",
        "Decays of projections from -9 to 9.",
        "w = exp(-e^-1/2 sigmoid(x + bias))",
        official("time_mixing, its w"),
        rows * n,
        [output("w", w), given("x", x), given("bias", bias), size("width", n)],
    )
    yield right
    z = x + bias64
    yield right.mistake(
        "decays-sixth", "DecayOfRwkv6", "The decay of RWKV-6, exp(-exp(x)), with no floor.", w=np.exp(-np.exp(z))
    )
    yield right.mistake("decays-unscaled", "DecayUnscaled", "The factor e^-1/2 is left out.", w=np.exp(-sigmoid(z)))
    one = np.eye(n)
    a = [mixed(row, row, heads, width=n, Wa1=one, Wa2=one, a_bias=bias64)["a"].flatten() for row in x]
    yield Case(
        "rwkv7-gates/learning-rates",
        "Rwkv7Gates#learningRates",
        "Learning rates of projections from -9 to 9.",
        "a = sigmoid(x + bias)",
        official("time_mixing, its a"),
        rows * n,
        [output("a", a), given("x", x), given("bias", bias), size("width", n)],
    )
    yield from values(x, bias, heads)


def values(x, bias, heads):
    rows, n = x.shape
    rng = random("rwkv7-gates/mix-values")
    v, first = wide(rng.randn(rows, n)), wide(rng.randn(rows, n))
    bias64 = bias.astype(np.float64)
    found = []
    for t in range(rows):
        row = np.concatenate([v[t], x[t]])
        found.append(
            mixed(row, row, heads, width=n, v0=first[t], Wv=pick(n, 2, 0), Wv1=pick(n, 2, 1).T, Wv2=np.eye(n), v_bias=bias64)["v"].flatten()
        )
    right = Case(
        "rwkv7-gates/mix-values",
        "Rwkv7Gates#mixValues",
        "Values of a later layer take in those of the first.",
        "v = v + (v_first - v) sigmoid(x + bias)",
        official("time_mixing, its v"),
        rows * n,
        [state("v", v, np.array(found)), given("vFirst", first), given("x", x), given("bias", bias), size("width", n)],
    )
    yield right
    share = sigmoid(x + bias64)
    yield right.mistake(
        "mix-values-exchanged", "ValueResidualExchanged", "The share of v_first is taken for that of v.", v=first + (v - first) * share
    )
    yield right.mistake("mix-values-missing", "NoValueResidual", "The layer uses its own values alone.", v=v)


def keys():
    heads, dk = 3, 7
    n = heads * dk

    def make(name, about, magnitude, eps=0.0, floor=1e-12):
        rng = random("rwkv7-gates/" + name)
        # Powers of two, so that k k_k loses nothing when it is rounded to float32 for the squares.
        k, factor = f32(rng.randn(4, n) * magnitude).astype(np.float64), f32(2.0 ** rng.randint(-2, 2, n))
        found = []
        for row in k:
            if eps:
                kk = (row * factor.astype(np.float64)).reshape(heads, dk, 1)
                found.append((kk / rwkv7_official.fused_divisor(kk)).flatten())
            else:
                found.append(mixed(row, row, heads, width=n, Wk=np.eye(n), k_k=factor.astype(np.float64))["kk"].flatten())
        code = "FLA l2_norm, its formula in NumPy float64" if eps else official("time_mixing, its kk")
        return Case(
            "rwkv7-gates/" + name,
            "Rwkv7Gates#eraseKeys",
            about,
            "kappa = k k_k / max(sqrt(sum (k k_k)^2 + eps), floor) per head",
            code,
            4 * heads,
            [
                output("kappa", np.array(found)),
                given("k", k),
                given("factor", factor),
                size("heads", heads),
                size("dk", dk),
                size("eps", eps),
                size("floor", floor),
            ],
        ), (k * factor.astype(np.float64)).reshape(4, heads, dk)

    yield make("erase-keys", "Keys of ordinary length.", 1.0)[0]
    tiny = np.array([1e-2, 1e-4, 1e-9, 1e-14])[:, None]
    right, kk = make("erase-keys-tiny", "Keys of length 1e-2 to 1e-14 without epsilon, as in the official code.", tiny)
    yield right
    norm = np.sqrt((kk * kk).sum(-1, keepdims=True))
    yield right.mistake(
        "erase-keys-eps-inside", "L2EpsInside", "The root has an epsilon, as in FLA with fused norms.", kappa=kk / np.sqrt(norm**2 + 1e-6)
    )
    right, kk = make("erase-keys-fused", "Keys of length 1e-2 to 1e-14 in FLA with fused norms.", tiny, 1e-6, 0.0)
    yield right
    norm = np.sqrt((kk * kk).sum(-1, keepdims=True))
    yield right.mistake(
        "erase-keys-eps-max", "L2EpsMax", "Division by max(norm, 1e-12) where FLA has fused norms.", kappa=kk / np.maximum(norm, 1e-12)
    )
    yield from write_keys(heads, n)


def write_keys(heads, n):
    rng = random("rwkv7-gates/write-keys")
    k, factor = wide(rng.randn(4, n)), f32(rng.rand(n) * 1.5)
    kappa, a = wide(rng.randn(4, n) / 3), wide(sigmoid(rng.randn(4, n) * 2))
    found = []
    for t in range(4):
        bias = np.log(a[t] / (1 - a[t]))
        found.append(
            mixed(k[t], k[t], heads, width=n, Wk=np.eye(n), a_bias=bias, k_a=factor.astype(np.float64))["k"].flatten()
        )
    right = Case(
        "rwkv7-gates/write-keys",
        "Rwkv7Gates#writeKeys",
        "The key of the write and that of the erase.",
        "key = k (1 + (a - 1) k_a); erase = kappa a",
        official("time_mixing, its k after the update"),
        4 * n,
        [
            output("key", np.array(found)),
            output("erase", kappa * a),
            given("k", k),
            given("kappa", kappa),
            given("a", a),
            given("factor", factor),
            size("width", n),
        ],
    )
    yield right
    yield right.mistake(
        "write-keys-rate", "KeyRateOffset", "The key is k (1 + a k_a).", key=k * (1 + a * factor.astype(np.float64))
    )
    yield right.mistake("erase-without-rate", "EraseWithoutRate", "The erase has no learning rate: b = kappa.", erase=kappa)


def outputs():
    heads, d, rows = 3, 6, 4
    n = heads * d
    rng = random("rwkv7-gates/bonus")
    o, r, key, v, g = (wide(rng.randn(rows, n)) for _ in range(5))
    bonus = f32(0.5 * rng.randn(n))
    found = []
    for t in range(rows):
        row = np.concatenate([r[t], key[t], v[t]])
        # With weight 0 the norm of the heads gives its bias; half of the sum of two equal rows is g.
        found.append(
            mixed(
                row, row, heads, width=n, Wr=pick(n, 3, 0), Wk=pick(n, 3, 1), Wv=pick(n, 3, 2), r_k=bonus.astype(np.float64),
                ln_b=o[t], Wg1=np.zeros((3 * n, 2)), Wg2=np.array([g[t], g[t]]),
            )["result"]
        )
    right = Case(
        "rwkv7-gates/bonus",
        "Rwkv7Gates#bonusGate",
        "Bonus, then gate.",
        "y = (o + (sum r key r_k) v) g per head",
        official("time_mixing, its result"),
        rows * heads,
        [
            output("y", np.array(found)),
            *[given(name, x) for name, x in (("o", o), ("r", r), ("key", key), ("bonus", bonus), ("v", v), ("g", g))],
            size("heads", heads),
            size("dk", d),
            size("dv", d),
        ],
    )
    yield right
    yield right.mistake("bonus-missing", "MissingBonus", "The bonus is left out.", y=o * g)
    parts = (r * key * bonus.astype(np.float64)).reshape(rows, heads, d).sum(-1, keepdims=True)
    added = (parts * v.reshape(rows, heads, d)).reshape(rows, n)
    yield right.mistake("bonus-after-gate", "BonusAfterGate", "The bonus is added to the gated output.", y=o * g + added)


class Inputs:
    """Random inputs of `rows` tokens as the kernels take them."""

    def __init__(self, rng, rows, heads, dk, dv, slow=False):
        self.rows, self.heads, self.dk, self.dv = rows, heads, dk, dv
        shape = (rows, heads, dk)
        self.r, self.key, self.v = wide(rng.randn(*shape)), wide(rng.randn(*shape) / dk**0.5), wide(rng.randn(rows, heads, dv))
        kappa = rng.randn(*shape)
        self.kappa = wide(kappa / np.sqrt((kappa * kappa).sum(-1, keepdims=True)))
        self.rate = sigmoid(rng.randn(*shape))
        self.w = wide(np.exp(-(0.02 if slow else 1) * sigmoid(rng.randn(*shape)) / ROOT_E))
        self.b = wide(self.kappa * self.rate)

    def run(self, s, rows):
        """The official step from state s [H, dk, dv], given what it takes: o, e [n, H, dv], states [n, H, dk, dv]."""
        found = {"o": [], "e": [], "s": []}
        s = np.array(s, dtype=np.float64).transpose(0, 2, 1)
        for t in rows:
            seen = self.step(t, s)
            found["e"].append(-np.einsum("hvk,hk->hv", s, self.kappa[t]))
            s = seen["S"]
            found["o"].append((s @ seen["r"])[..., 0])
            found["s"].append(s.transpose(0, 2, 1))
        return tuple(np.array(found[name]) for name in "oes")

    def step(self, t, s):
        keys = self.heads * self.dk
        file = rwkv7_official.functions(self.heads, 1)
        seen = {}

        def step(found):
            seen.update(found)
            return found["S"]

        file["step"] = step
        r, key, kappa, w, rate = (x[t].flatten() for x in (self.r, self.key, self.kappa, self.w, self.rate))
        row = np.concatenate([r, key, self.v[t].flatten()])
        take = lambda first, count: np.eye(count, len(row), first)
        values, zero = self.heads * self.dv, np.zeros(len(row))
        log_decay = -np.log(w) * ROOT_E
        names = dict(
            w_bias=np.log(log_decay / (1 - log_decay)), r_k=np.zeros(keys), Ww1=np.zeros((len(row), 1)), Ww2=np.zeros((1, keys)),
            Wa1=np.zeros((len(row), 1)), Wa2=np.zeros((1, keys)), a_bias=np.log(rate / (1 - rate)), Wg1=np.zeros((len(row), 1)),
            Wg2=np.zeros((1, values)), k_k=kappa / key, k_a=np.zeros(keys), Wr=take(0, keys), Wk=take(keys, keys),
            Wv=take(2 * keys, values), Wo=np.eye(values), ln_w=np.ones(values), ln_b=np.zeros(values),
        )  # fmt: skip
        file["time_mixing"](row, None, row, s, [zero] * 6 + list(names.values()))
        return seen

    def given(self):
        return [given(n, getattr(self, n)) for n in ("r", "w", "key", "v", "kappa", "b")]

    def sizes(self):
        return [size("heads", self.heads), size("dk", self.dk), size("dv", self.dv)]


def mistaken(x, s, decayed=False, early=False, along_write=False):
    """The recurrence in NumPy with one thing wrong; without any, what the official file gives."""
    s, out, erased = np.array(s, dtype=np.float64), [], []
    for t in range(x.rows):
        after = x.w[t][..., None] * s
        e = -np.einsum("hkv,hk->hv", after if decayed else s, x.kappa[t])
        b = x.key[t] if along_write else x.b[t]
        before, s = after, after + x.key[t][..., None] * x.v[t][:, None] + b[..., None] * e[:, None]
        out.append(np.einsum("hkv,hk->hv", before if early else s, x.r[t]))
        erased.append(e)
    return np.array(out), np.array(erased), s


def sequence(name, about, x, s, keep=None, limit=1, reason=STATE_ULP):
    rng = random("kept/rwkv7/" + name)
    o, e, states = x.run(s, range(x.rows))
    keep = i32(np.full((x.rows, x.heads), -1) if keep is None else keep)
    before = f32(rng.randn(max(1, keep.max() + 2), x.dk, x.dv))
    after = before.astype(np.float64)
    for t, h in zip(*np.nonzero(keep >= 0)):
        after[keep[t, h]] = states[t, h]
    return Case(
        f"rwkv7/sequence-{name}",
        "Rwkv7#sequence",
        about,
        STEP,
        official("time_mixing, its S and S @ r"),
        x.heads * x.dv,
        [
            output("o", o),
            output("e", e),
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


def sequences():
    def make(name, about, *shape, keep=None, slow=False, limit=1, zero=False):
        rng = random("rwkv7/" + name)
        x = Inputs(rng, *shape, slow=slow)
        return sequence(name, about, x, f32((0 if zero else 1) * rng.randn(x.heads, x.dk, x.dv)), keep, limit)

    yield make("one-token", "A single token into an empty state: o = (k.r) v.", 1, 2, 8, 8, zero=True)
    yield make("equal-widths", "d_k = d_v, as published; some states kept.", 7, 3, 8, 8,
               keep=[[-1] * 3, [0, -1, 1], [-1] * 3, [2, 3, 4], [-1] * 3, [-1, 5, -1], [6, -1, 7]])  # fmt: skip
    yield make("wider-values", "d_v = 2 d_k, FLA's value_dim.", 6, 2, 5, 10, keep=[[-1, -1]] * 5 + [[0, 1]])
    yield make("wide-values", "d_v = 130 crosses the stretches of 64 columns twice.", 3, 1, 5, 130)
    yield make("widest-keys", "d_k = 256, the widest a column buffer holds.", 2, 2, 256, 3)
    yield make("64-steps", "64 tokens with slow decay: rounding errors of the state add up.", 64, 2, 12, 12, slow=True, limit=4)
    rng = random("rwkv7/square")
    x, s = Inputs(rng, 6, 3, 7, 7), f32(rng.randn(3, 7, 7))
    right = sequence("square", "d_k = d_v, the sizes that let mistakes pass unseen.", x, s)
    yield right
    o, e, after = mistaken(x, s)
    assert np.allclose(o, right.arguments[0].after, rtol=0, atol=1e-8) and np.allclose(after, right.arguments[2].after, atol=1e-8)

    def bad(name, flag, about, result):
        o, e, after = result
        return right.mistake(f"sequence-{name}", flag, about, o=o, e=e, state=after)

    yield bad("decayed-erase", "DecayedErase", "The erase reads the decayed state.", mistaken(x, s, decayed=True))
    yield bad("output-before-write", "OutputBeforeWrite", "The output is read before the write.", mistaken(x, s, early=True))
    yield bad("erase-along-write", "EraseAlongWrite", "The erase goes along the key of the write.", mistaken(x, s, along_write=True))
    o, e, after = mistaken(x, s.transpose(0, 2, 1))
    yield bad("state-transposed", "StateTransposed", "The state is kept as [d_v, d_k].", (o, e, after.transpose(0, 2, 1)))


def branches():
    def make(name, about, rows, heads, dk, dv, first, length, matrices):
        rng = random("rwkv7/" + name)
        x = Inputs(rng, rows, heads, dk, dv)
        states = f32(rng.randn(matrices, dk, dv))
        begin = i32(rng.randint(0, matrices, (len(first), heads)))
        before = wide(rng.randn(2, rows, heads, dv))
        o, e = before.copy()
        for b, (f, n) in enumerate(zip(first, length)):
            o[f : f + n], e[f : f + n], _ = x.run(states[begin[b]], range(f, f + n))
        return Case(
            f"rwkv7/branches-{name}",
            "Rwkv7#branches",
            about,
            STEP,
            official("time_mixing, its S @ r"),
            len(first) * heads * dv,
            [
                state("o", before[0], o),
                state("e", before[1], e),
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

    yield make("several", "Three branches of different lengths; other rows stay.", 11, 3, 6, 9, [2, 3, 7], [1, 4, 3], 5)
    yield make("wide-values", "d_v = 67 crosses a stretch of 64 columns.", 4, 2, 5, 67, [0, 2], [2, 2], 3)


def cases():
    for group in (shifts, norms, maps, gates, keys, outputs, sequences, branches):
        yield from group()
