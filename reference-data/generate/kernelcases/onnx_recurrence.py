"""The recurrences of Gated DeltaNet, DeltaNet, GLA and Mamba-2 as ONNX's LinearAttention defines them.

How its words map to the kernels:
- State [d_k, d_v], key rows; read after the write; the delta rule reads the decayed state. All as here.
- `decay` is log(alpha): per head for Gated DeltaNet and Mamba-2, per head and key element for GLA.
- `scale` 0 (its default) multiplies outputs by 1/sqrt(d_k). The kernels take queries that are scaled already, and
  Mamba-2 has no scale, so it is 1 here. L2-norms of q and k are the caller's in both.
- Several query heads may share a key and value head there. In Gated DeltaNet several value heads share a key head, and
  in Mamba-2 all heads of a group share B and C, which it cannot say: keys and queries are repeated.
- Mamba-2: query C, key B, value Delta x, decay A Delta; D x is not part of the operator.
- RWKV-7 cannot be said: its erase reads the undecayed state, along another vector than the key.
"""

import numpy as np

from . import onnx_operator
from .case import Case, f32, given, i32, output, random, size, state, wide

CODE = (
    "onnx.reference LinearAttention (opset 27), update_rule {}, its float32 replaced by float64; "
    "equal to the operator's function body in double"
)
STATE_ULP = "The state is rounded to float32 at every step, and the roundings add up."
KEEP = [[-1, -1], [0, 1], [-1, -1], [-1, 2], [-1, -1], [3, 4], [-1, -1]]


def unit(x):
    return x / np.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)


def kept(case_id, states, keep):
    """The buffer of kept states before and after: one matrix more than is written."""
    before = f32(random("kept/" + case_id).randn(keep.max() + 2, *states.shape[-2:]))
    after = before.astype(np.float64)
    for t, h in zip(*np.nonzero(keep >= 0)):
        after[keep[t, h]] = states[t, h]
    return before, after


def case(case_id, kernel, about, equation, rule, outputs, start, states, arguments, sizes, **limits):
    rows, heads = len(states), len(start)
    keep = i32(KEEP)[:, np.arange(heads) % 2]
    keep[:, 2:] = -1
    keep = np.concatenate([keep, np.full((rows - len(keep), heads), -1, np.int32)])
    return Case(
        case_id,
        f"{kernel}#sequence",
        about,
        equation,
        CODE.format(rule),
        heads * start.shape[-1],
        [
            *(output(name, value) for name, value in outputs.items()),
            state("state", start, states[-1]),
            state("kept", *kept(case_id, states, keep)),
            *(given(name, value) for name, value in arguments.items()),
            given("keep", keep),
            size("rows", rows),
            *(size(name, value) for name, value in sizes.items()),
        ],
        **{"limit": 1, "reason": STATE_ULP} | limits,
    )


def errors(states, start, alpha, key):
    """The value factor of every write, from the states: (S_t - a S_{t-1})^T k / k^T k."""
    before = np.concatenate([np.asarray(start, dtype=np.float64)[None], states[:-1]])
    written = np.einsum("thkv,thk->thv", states - alpha[..., None, None] * before, key)
    return written / (key * key).sum(-1)[..., None]


def delta(case_id, about, rule, rows, heads, key_heads, dk, dv):
    rng = random(case_id)
    q, k = (wide(unit(rng.randn(rows, key_heads, dk)) * scale) for scale in (dk**-0.5, 1))
    mixed = wide(rng.randn(rows, 2 * key_heads * dk + heads * dv))
    v = mixed[:, 2 * key_heads * dk :].reshape(rows, heads, dv)
    gated = rule == "gated_delta"
    alpha = np.exp(-rng.uniform(1e-4, 0.7, (rows, heads))) if gated else np.ones((rows, heads))
    beta = wide(1 / (1 + np.exp(-rng.randn(rows, heads))))
    start = f32(rng.randn(heads, dk, dv))
    shared = lambda x: np.repeat(x, heads // key_heads, axis=1)
    parts = {"query": shared(q), "key": shared(k), "value": v, "beta": beta} | (
        {"decay": np.log(alpha)} if gated else {}
    )
    o, states = onnx_operator.linear_attention(rule, start, **parts)
    right = case(
        case_id,
        "GatedDelta",
        about,
        "S' = a S; e = b (v - S'^T k); S = S' + k e^T; o = S^T q" if gated else "S = S + k e^T with e = b (v - S^T k); o = S^T q",
        rule,
        {"o": o, "error": errors(states, start, alpha, shared(k))},
        start,
        states,
        {"q": q, "k": k, "mixed": mixed, "alpha": alpha, "beta": beta},
        {"heads": heads, "keyHeads": key_heads, "dk": dk, "dv": dv},
    )
    yield right
    if gated:
        twice, _ = onnx_operator.linear_attention(rule, start, scale=0.0, **parts)
        bad = right.mistake(
            "onnx-scaled-twice", "ExtraScale", "LinearAttention's default scale upon queries that are scaled.", o=twice
        )
        bad.code = CODE.format(rule) + ", scale left at its default"
        yield bad


def gla(case_id, about, rows, heads, dk, dv):
    rng = random(case_id)
    raw = rng.randn(rows, heads, dk)
    q = wide(raw * dk**-0.5)
    k, v = wide(rng.randn(rows, heads, dk)), wide(rng.randn(rows, heads, dv))
    alpha = np.exp(-rng.uniform(1e-4, 0.7, (rows, heads, dk)))
    start = f32(rng.randn(heads, dk, dv))
    parts = {"query": q, "key": k, "value": v}
    o, states = onnx_operator.linear_attention("gated", start, decay=np.log(alpha), **parts)
    # The default scale is the one that GLA's queries are given.
    scaled, _ = onnx_operator.linear_attention("gated", start, 0.0, **parts | {"query": q * dk**0.5}, decay=np.log(alpha))
    assert np.abs(scaled - o).max() < 1e-12
    right = case(
        case_id,
        "GatedLinearAttention",
        about,
        "S = diag(a) S + k v^T; o = S^T q, per head",
        "gated",
        {"o": o},
        start,
        states,
        {"q": q, "k": k, "v": v, "alpha": alpha},
        {"heads": heads, "dk": dk, "dv": dv},
    )
    yield right
    wrong, states = onnx_operator.linear_attention("gated", start, decay=alpha, **parts)
    bad = right.mistake(
        "onnx-decay-not-log", "DecayNotLog", "alpha is handed over in the place of its logarithm.", o=wrong, state=states[-1]
    )
    bad.code = CODE.format("gated") + ", alpha given as decay"
    yield bad


def state_space(case_id, about, rows, heads, groups, dk, dv):
    rng = random(case_id)
    mixed = wide(rng.randn(rows, heads * dv + 2 * groups * dk))
    cut = np.split(mixed, [heads * dv, heads * dv + groups * dk], axis=1)
    x, b, c = (part.reshape(rows, -1, width) for part, width in zip(cut, (dv, dk, dk)))
    step = 2.0 ** -rng.randint(0, 5, (rows, heads)).astype(float)  # powers of two: Delta x is exact
    decay = -rng.uniform(0.05, 0.5, heads) * step  # A Delta
    skip = f32(1 + 0.5 * rng.randn(heads))
    start = f32(rng.randn(heads, dk, dv))
    shared = lambda part: np.repeat(part, heads // groups, axis=1)
    parts = {"query": shared(c), "key": shared(b), "value": step[..., None] * x, "decay": decay}
    y, states = onnx_operator.linear_attention("gated", start, **parts)
    passed = skip[:, None].astype(np.float64) * x
    right = case(
        case_id,
        "StateSpace",
        about,
        "S = a S + B v^T, y = S^T C + D x, per head h with B, C of group h // (H / G)",
        "gated",
        {"y": y + passed},
        start,
        states,
        {"value": parts["value"], "mixed": mixed, "alpha": np.exp(decay), "skip": skip},
        {"heads": heads, "groups": groups, "dk": dk, "dv": dv},
        limit=2,
        reason="The state fades slowly, so the roundings of all steps stay, and a read sums twelve of them.",
    )
    right.code += "; D x is added to its output"
    yield right
    scaled, _ = onnx_operator.linear_attention("gated", start, 0.0, **parts)
    bad = right.mistake(
        "onnx-scaled", "ExtraScale", "LinearAttention's default scale, which Mamba-2 does not have.", y=scaled + passed
    )
    bad.code = CODE.format("gated") + ", scale left at its default; D x is added to its output"
    yield bad


def cases():
    yield from delta(
        "gated-delta/onnx-gated-delta",
        "Gated DeltaNet by ONNX: two value heads share a key head, d_k < d_v, some states kept.",
        "gated_delta",
        *(9, 4, 2, 7, 11),
    )
    yield from delta(
        "gated-delta/onnx-delta",
        "DeltaNet by ONNX: no decay, d_k > d_v.",
        "delta",
        *(9, 3, 3, 10, 6),
    )
    yield from gla("gated-linear-attention/onnx-gated", "GLA by ONNX: a decay per key element.", 9, 2, 6, 10)
    yield from state_space("state-space/onnx-gated", "Mamba-2 by ONNX: two groups, d_k > d_v.", 9, 4, 2, 12, 5)
