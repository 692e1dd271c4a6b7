"""Mamba-2: the selective state space over sequences and branches, its step sizes and writes, and what is around it."""

import numpy as np
import torch
import torch.nn.functional as F
from transformers.models.mamba2 import modeling_mamba2 as modeling
from transformers.models.zamba2.modeling_zamba2 import Zamba2RMSNormGated

from . import upstream
from .case import Case, f32, given, i32, output, random, size, state, wide
from .layers import chain, silu
from .norms import given_float32
from .recurrence import STATE_ULP
from .upstream import t64

STEP = "S = a S + B v^T, y = S^T C + D x, per head h with B, C of group h // (H / G)"
CODE = "transformers modeling_mamba2.mamba2_selective_state_update, token by token, casts to float32 off"
NEW = "state-space"


class Inputs:
    """Random inputs of `rows` tokens as the kernels take them. Step sizes are powers of two, so that v = Delta x is exact."""

    def __init__(self, rng, rows, heads, groups, dk, dv, slow=False):
        self.rows, self.heads, self.groups, self.dk, self.dv = rows, heads, groups, dk, dv
        self.mixed = wide(rng.randn(rows, heads * dv + 2 * groups * dk))
        self.step = 2.0 ** -rng.randint(0, 5, (rows, heads)).astype(float)
        self.alpha = np.exp(-rng.uniform(1e-4, 0.02 if slow else 0.7, (rows, heads)))
        self.skip = f32(1 + 0.5 * rng.randn(heads))

    def part(self, at, count, width):
        return self.mixed[:, at : at + count * width].reshape(self.rows, count, width)

    @property
    def x(self):
        return self.part(0, self.heads, self.dv)

    @property
    def b(self):
        return self.part(self.heads * self.dv, self.groups, self.dk)

    @property
    def c(self):
        return self.part(self.heads * self.dv + self.groups * self.dk, self.groups, self.dk)

    @property
    def value(self):
        return self.step[..., None] * self.x

    def run(self, s, rows):
        """Upstream over the rows from state s [H, dk, dv]: y [n, H, dv] and all states [n, H, dk, dv]."""
        kept, outputs, states = t64(s).transpose(-1, -2)[None].contiguous(), [], []
        wide_head = lambda a, *shape: t64(a).view(-1, *[1] * len(shape)).expand(-1, *shape)
        for t in rows:
            with np.errstate(divide="ignore"):
                decay = np.log(self.alpha[t]) / self.step[t]
            with upstream.float64():
                y = modeling.mamba2_selective_state_update(
                    kept,
                    t64(self.x[t])[None],
                    wide_head(self.step[t], self.dv)[None],
                    wide_head(decay, self.dv, self.dk),
                    t64(self.b[t])[None],
                    t64(self.c[t])[None],
                    wide_head(self.skip, self.dv),
                )
            outputs.append(y[0].numpy())
            states.append(kept[0].transpose(-1, -2).numpy().copy())
        return np.array(outputs), np.array(states)

    def chunked(self, s):
        """Upstream's prefill over all rows, in chunks of 4, as another form of the same; needs one decay rate a head."""
        rate = np.log(self.alpha) / self.step
        assert np.ptp(rate, axis=0).max() < 1e-12
        with upstream.float64():
            y, last = modeling.mamba2_chunk_scan(
                t64(self.x)[None],
                t64(self.step)[None],
                t64(rate[0]),
                t64(self.b)[None],
                t64(self.c)[None],
                chunk_size=4,
                D=t64(self.skip),
                initial_states=t64(s).transpose(-1, -2)[None],
                return_final_states=True,
            )
        return y[0].numpy(), last[0].transpose(-1, -2).numpy()

    def given(self):
        return [given(n, getattr(self, n)) for n in ("value", "mixed", "alpha", "skip")]

    def sizes(self):
        return [size("heads", self.heads), size("groups", self.groups), size("dk", self.dk), size("dv", self.dv)]


def mistaken(x, s, tiled=False, undecayed=False, early=False, skip="x", decayed_write=False):
    """The recurrence in NumPy with one thing wrong; without any, what upstream gives."""
    s, heads = np.array(s, dtype=np.float64), np.arange(x.heads)
    group = heads % x.groups if tiled else heads // (x.heads // x.groups)
    out = []
    for t in range(x.rows):
        b, c, alpha = x.b[t, group], x.c[t, group], x.alpha[t][:, None, None]
        write = b[:, :, None] * x.value[t][:, None, :]
        decayed = s if undecayed else alpha * s
        s = decayed + (alpha * write if decayed_write else write)
        y = np.einsum("hkv,hk->hv", decayed if early else s, c)
        passed = {"x": x.x[t], "value": x.value[t], "none": 0}[skip]
        out.append(y + x.skip[:, None] * passed)
    return np.array(out), s


def sequence(name, about, x, s, keep=None, limit=1, reason=STATE_ULP, code=CODE):
    rng = random("kept/" + name)
    y, states = x.run(s, range(x.rows))
    keep = i32(np.full((x.rows, x.heads), -1)) if keep is None else i32(keep)
    before = f32(rng.randn(max(1, keep.max() + 2), x.dk, x.dv))  # one more than is written
    after = before.astype(np.float64)
    for t, h in zip(*np.nonzero(keep >= 0)):
        after[keep[t, h]] = states[t, h]
    return Case(
        f"{NEW}/{name}",
        "StateSpace#sequence",
        about,
        STEP,
        code,
        x.heads * x.dv,
        [
            output("y", y),
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


def start(rng, x, scale=1.0):
    return f32(scale * rng.randn(x.heads, x.dk, x.dv))


def sequences():
    def make(name, about, *shape, keep=None, slow=False, limit=1, zero=False):
        rng = random(f"{NEW}/{name}")
        x = Inputs(rng, *shape, slow=slow)
        return sequence(name, about, x, start(rng, x) * f32(0 if zero else 1), keep, limit)

    yield make("sequence-one-token", "A single token into an empty state.", 1, 3, 1, 8, 6, zero=True)
    yield make("sequence-one-group", "B and C shared by all heads, as in mamba2-370m; d_k > d_v.", 12, 4, 1, 16, 10)
    yield make(
        "sequence-two-groups",
        "Two groups of two heads; odd widths, d_v > d_k; some states kept.",
        7,
        4,
        2,
        9,
        13,
        keep=[[-1] * 4, [0, -1, -1, 1], [-1] * 4, [2, 3, 4, 5], [-1] * 4, [-1, 6, -1, -1], [7, -1, -1, 8]],
    )
    yield make("sequence-own-groups", "As many groups as heads.", 5, 3, 3, 7, 4)
    yield make("sequence-wide-values", "d_v = 130 crosses the stretches of 64 columns twice.", 3, 1, 1, 5, 130, limit=2)
    yield make("sequence-widest-keys", "d_k = 256, the widest a column buffer holds.", 3, 2, 1, 256, 3)
    yield make("sequence-64-steps", "64 tokens with slow decay.", 64, 2, 1, 16, 12, slow=True, limit=4)
    rng = random(f"{NEW}/sequence-chunks")
    x = Inputs(rng, 14, 4, 2, 6, 5)
    x.alpha = np.exp(-np.array([0.01, 0.2, 0.5, 1.5]) * x.step)
    s = start(rng, x)
    y, last = x.chunked(s)
    case = sequence(
        "sequence-chunks",
        "14 tokens with one decay rate a head; upstream's chunked prefill gives the same.",
        x,
        s,
        limit=2,
        code=CODE + "; mamba2_chunk_scan in chunks of 4 agrees to 1e-12",
    )
    assert np.allclose(y, case.arguments[0].after, rtol=0, atol=1e-12)
    assert np.allclose(last, case.arguments[1].after, rtol=0, atol=1e-12)
    yield case
    rng = random(f"{NEW}/sequence-extremes")
    x = Inputs(rng, 8, 2, 1, 6, 5)
    x.alpha[0, 0], x.alpha[1, 1], x.alpha[3] = 1.0, 0.0, 1e-30
    x.step[2], x.step[4] = 2.0**-60, 2.0**10
    x.mixed[5], x.mixed[6] = wide(x.mixed[5] * 1e3), wide(x.mixed[6] * 1e-20)
    yield sequence(
        "sequence-extremes",
        "Decay 1, 0 and 1e-30, step sizes of 2^-60 and 2^10, channels of 1e3 and 1e-20.",
        x,
        start(rng, x, 100.0),
    )


def mistakes():
    rng = random(f"{NEW}/sequence-mistakes")
    x = Inputs(rng, 6, 4, 2, 7, 7)
    s = start(rng, x)
    about = "d_k = d_v and two heads a group: the sizes that let mistakes pass unseen."
    right = sequence("sequence-square", about, x, s)
    yield right
    y, after = mistaken(x, s)
    assert np.allclose(y, right.arguments[0].after, rtol=0, atol=1e-13)

    def case(name, flag, about, result):
        y, after = result
        return right.mistake(f"sequence-{name}", flag, about, y=y, state=after)

    yield case("no-decay", "NoDecay", "The state does not decay.", mistaken(x, s, undecayed=True))
    yield case("decayed-write", "DecayedWrite", "The write decays with the state.", mistaken(x, s, decayed_write=True))
    yield case("output-before-write", "OutputBeforeWrite", "The output misses the own write.", mistaken(x, s, early=True))
    yield case("groups-tiled", "HeadsTiled", "Head h uses group h % G.", mistaken(x, s, tiled=True))
    yield case("skip-after-step", "SkipAfterStep", "D multiplies Delta x.", mistaken(x, s, skip="value"))
    yield case("no-skip", "NoSkip", "D x is left out.", mistaken(x, s, skip="none"))
    y, after = mistaken(x, s.transpose(0, 2, 1))
    yield case("state-transposed", "StateTransposed", "The state is kept as [d_v, d_k].", (y, after.transpose(0, 2, 1)))


def branches():
    def make(name, about, rows, heads, groups, dk, dv, first, length, matrices):
        rng = random(f"{NEW}/{name}")
        x = Inputs(rng, rows, heads, groups, dk, dv)
        states = f32(rng.randn(matrices, dk, dv))
        begin = i32(rng.randint(0, matrices, (len(first), heads)))
        before = wide(rng.randn(rows, heads, dv))
        y = before.copy()
        for b, (f, n) in enumerate(zip(first, length)):
            y[f : f + n], _ = x.run(states[begin[b]], range(f, f + n))
        return Case(
            f"{NEW}/{name}",
            "StateSpace#branches",
            about,
            STEP,
            CODE,
            len(first) * heads * dv,
            [
                state("y", before, y),
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
    yield make("branches-wide-values", "d_v = 67 crosses a stretch of 64 columns.", 4, 3, 1, 5, 67, [0, 2], [2, 2], 3)
    yield make("branches-one-row", "Many branches of one token.", 6, 2, 2, 8, 4, [0, 1, 2, 3, 4, 5], [1] * 6, 7)
    rng = random(f"{NEW}/read-edited")
    x, head = Inputs(rng, 5, 6, 2, 7, 10), 4
    states, row, matrix = f32(rng.randn(4, 7, 10)), i32([4, 0, 2]), i32([1, 3, 0])
    before = wide(rng.randn(5, 6, 10))
    after, bare = before.copy(), before.copy()
    for t, m in zip(row, matrix):
        bare[t, head] = states[m].astype(np.float64).T @ x.c[t, head // 3]
        after[t, head] = bare[t, head] + x.skip[head] * x.x[t, head]
    right = Case(
        f"{NEW}/read-edited",
        "StateSpace#readEdited",
        "Three edited states read at rows out of order, for head 4 of 6 in 2 groups; the rest of y stays.",
        "y[row, h] = S^T C[row, h // (H / G)] + D x[row, h]",
        "numpy float64 matmul",
        len(row) * 10,
        [
            state("y", before, after),
            given("states", states),
            given("mixed", x.mixed),
            given("skip", x.skip),
            given("row", row),
            given("matrix", matrix),
            size("head", head),
            *x.sizes(),
        ],
    )
    yield right
    yield right.mistake("read-edited-no-skip", "NoSkip", "D x is left out.", y=bare)


def steps():
    def make(name, about, dt, bias, a_log, minimum=0.0, maximum=1.7976931348623157e308):
        rate = -np.exp(t64(a_log))
        delta = torch.clamp(F.softplus(t64(dt) + t64(bias)), minimum, maximum)
        return Case(
            f"{NEW}/{name}",
            "StateSpace#steps",
            about,
            "Delta = clamp(softplus(dt + dt_bias)), alpha = exp(-exp(A_log) Delta)",
            "torch in float64 as in transformers modeling_mamba2.mamba2_chunk_scan",
            dt.size,
            [
                output("step", delta.numpy()),
                output("alpha", torch.exp(delta * rate).numpy()),
                given("dt", dt),
                given("dtBias", bias),
                given("aLog", a_log),
                size("heads", dt.shape[1]),
                size("minimum", float(minimum)),
                size("maximum", float(maximum)),
            ],
        )

    rng = random(f"{NEW}/steps")
    dt = wide(rng.randn(9, 5))
    a_log, bias = f32(np.log(rng.uniform(0.1, 32, 5))), f32(rng.uniform(-6, 1, 5))
    right = make("steps", "Decay rates and biases over the range of upstream's initialisation.", dt, bias, a_log)
    yield right
    softplus = lambda v: np.log1p(np.exp(v))
    yield right.mistake(
        "steps-bias-outside", "BiasAfterSoftplus", "Delta = softplus(dt) + dt_bias.", step=softplus(dt) + bias
    )
    yield right.mistake("steps-no-bias", "NoStepBias", "Delta = softplus(dt).", step=softplus(dt))
    limited = make("steps-limited", "Step sizes kept within 0.02 and 0.5; both are met.", dt, bias, a_log, 0.02, 0.5)
    yield limited
    yield limited.mistake(
        "steps-not-limited", "NoStepLimit", "time_step_limit is passed over.", step=softplus(dt + bias.astype(float))
    )
    edge = wide([-1e4, -100, -20.5, -1, -0.0, 0, 1e-30, 1, 19.9, 20.1, 90, 1e4])
    yield make(
        "steps-extremes",
        "Projections from -1e4 to 1e4, on both sides of upstream's softplus threshold of 20.",
        np.repeat(edge[:, None], 2, 1),
        f32([0, 0.25]),
        f32([-4.5, 2.5]),
    )


def writes():
    rng = random(f"{NEW}/writes")
    x = Inputs(rng, 5, 6, 2, 7, 10)
    x.step = wide(rng.uniform(0.001, 2, (5, 6)))
    right = Case(
        f"{NEW}/write-values",
        "StateSpace#writeValues",
        "The value factor of every head; the other channels are passed over.",
        "v[t, h] = Delta[t, h] x[t, h]",
        "numpy float64, as dB = dt B, dBx = dB x in transformers mamba2_selective_state_update",
        5 * 6 * 10,
        [output("value", x.value), given("mixed", x.mixed), given("step", x.step), *x.sizes()],
    )
    yield right
    tail = x.mixed[:, -60:].reshape(5, 6, 10)
    yield right.mistake(
        "write-values-last-channels", "ChannelOrder", "x is taken for the last channels.", value=x.step[..., None] * tail
    )
    keys = np.repeat(x.b, 3, axis=1)
    case = Case(
        f"{NEW}/write-keys",
        "StateSpace#writeKeys",
        "B of two groups as six heads use it.",
        "key[t, h] = B[t, h // (H / G)]",
        "numpy.repeat, as the expand in transformers mamba2_selective_state_update",
        5 * 6 * 7,
        [output("key", keys), given("mixed", x.mixed), *x.sizes()],
        rigor="exact",
        reason="Values are moved, not computed.",
    )
    yield case
    yield case.mistake("write-keys-tiled", "HeadsTiled", "Head h uses group h % G.", key=np.tile(x.b, (1, 3, 1)))
    yield case.mistake("write-keys-from-c", "ChannelOrder", "C is taken for B.", key=np.repeat(x.c, 3, axis=1))


def convolutions():
    for name, about, previous, channels, taps, empty in (
        ("bias", "The start of a text: an empty history meets the bias.", [-1, 0, 1, 2, 3, 4], 7, 4, True),
        ("bias-branches", "Branches that leave after rows 1 and 5.", [-1, 0, 1, 2, 3, 4, 1, 6, 7, 5], 5, 4, False),
        ("bias-three-taps", "A window of three.", [-1, 0, 1], 4, 3, False),
    ):
        rng = random("causal-conv/" + name)
        x, w, bias = wide(rng.randn(len(previous), channels)), f32(rng.randn(channels, taps)), f32(rng.randn(channels))
        history = wide(np.zeros((taps - 1, channels)) if empty else rng.randn(taps - 1, channels))
        windows = np.array([chain(t, previous, history, x, taps) for t in range(len(previous))])
        y = modeling.causal_conv1d_fn(t64(windows).transpose(1, 2), t64(w), t64(bias), activation="silu")[..., -1].numpy()
        case = Case(
            "causal-conv/" + name,
            "CausalConv#causalConvBias",
            about,
            "y[t, c] = silu(b[c] + sum_j w[c, j] x[t - (taps - 1) + j, c])",
            "transformers modeling_mamba2.causal_conv1d_fn in float64 on the rows each row sees",
            y.size,
            [
                output("y", y),
                given("x", x),
                given("history", history),
                given("w", w),
                given("bias", bias),
                given("previous", i32(previous)),
                size("channels", channels),
                size("taps", taps),
            ],
        )
        yield case
        if name == "bias":
            sums = np.einsum("tjc,cj->tc", windows, w.astype(np.float64))
            yield case.mistake("no-bias", "NoConvBias", "The bias is left out.", y=silu(sums))
            yield case.mistake(
                "bias-after-silu", "BiasAfterSilu", "The bias is added after SiLU.", y=silu(sums) + bias.astype(float)
            )


def gated_norms():
    def make(name, about, rows, groups, width, magnitude=1.0):
        rng = random("rms-norm/" + name)
        o, z = given_float32(rng.randn(rows, groups, width) * magnitude), wide(2 * rng.randn(rows, groups, width))
        w = f32(1 + 0.3 * rng.randn(groups, width))
        channels = groups * width
        norm = Zamba2RMSNormGated(channels, width, eps=1e-5) if groups > 1 else modeling.MambaRMSNormGated(channels, 1e-5)
        norm = norm.double()
        norm.weight.copy_(t64(w).flatten())
        with upstream.float64():
            y = norm(t64(o).flatten(1), t64(z).flatten(1)).view(rows, groups, width).numpy()
        case = Case(
            "rms-norm/" + name,
            "RmsNorm#gateFirstRmsNorm",
            about,
            "u = o silu(z), y = u / sqrt(mean u^2 + eps) w, the mean over each group",
            f"transformers {type(norm).__name__} in float64",
            rows * groups,
            [
                output("y", y),
                given("o", o),
                given("z", z),
                given("w", w),
                size("groups", groups),
                size("width", width),
                size("eps", 1e-5),
            ],
            limit=0.5,
            reason="Gated outputs are rounded to 29 bits, and to float32 before they are squared.",
        )
        return case, o, z, w.astype(np.float64)

    norm = lambda x, axes=(-1,): x / np.sqrt((x * x).mean(axes, keepdims=True) + 1e-5)
    right, o, z, w = make("gate-first", "All channels of a layer together.", 4, 1, 24)
    yield right
    yield right.mistake(
        "gate-first-norm-first",
        "NormBeforeGate",
        "The norm comes before the gate, as in Gated DeltaNet.",
        y=norm(o) * w * silu(z),
    )
    grouped, o, z, w = make("gate-first-groups", "Three groups of channels, each by itself.", 4, 3, 10)
    yield grouped
    yield grouped.mistake(
        "gate-first-ungrouped", "NormUngrouped", "One norm over all groups.", y=norm(o * silu(z), (-2, -1)) * w
    )
    yield make("gate-first-tiny", "Outputs of 1e-3, where epsilon decides.", 3, 1, 9, 1e-3)[0]


def cases():
    for group in (sequences, mistakes, branches, steps, writes, convolutions, gated_norms):
        yield from group()
