"""The matrix SAE, the write, and edits of a state."""

import numpy as np
import torch

from . import upstream
from .case import EACH, Case, f32, given, i32, output, random, size, state, wide
from .dense import DOUBLE
from .upstream import t64


def normalised(x):
    return f32(x / np.linalg.norm(x, axis=-1, keepdims=True))


def model(features, rank, dk, dv, v, w, **biases):
    """Upstream's BilinearMatrixSAE in float64 with these factors for encoder and decoder."""
    sae = upstream.sae().BilinearMatrixSAE(dk, dv, rank=rank, n_features=features, k=features).double()
    for name, value in {"V_enc": v, "V_dec": v, "W_enc": w, "W_dec": w, **biases}.items():
        getattr(sae, name).copy_(t64(value))
    return sae


def encoders():
    def make(name, about, n, features, rank, dk, dv, spread=1.0):
        rng = random("bilinear-encode/" + name)
        x = f32(rng.randn(n, dk, dv) * spread)
        v, w = normalised(rng.randn(features, rank, dk)), normalised(rng.randn(features, rank, dv))
        bias = f32(0.1 * rng.randn(features))
        pre = model(features, rank, dk, dv, v, w, b_enc=bias)._encode(t64(x))[1].numpy()
        case = Case(
            "bilinear-encode/" + name,
            "BilinearEncode#bilinearEncode",
            about,
            "s[n, i] = sum_r v[i, r]^T X[n] w[i, r] + bias[i]; v, w stored [rank, d, features]",
            "WriteSAE core/sae.py BilinearMatrixSAE._encode in float64",
            pre.size,
            [
                output("s", pre, "float32"),
                given("x", x),
                given("v", v.transpose(1, 2, 0)),
                given("w", w.transpose(1, 2, 0)),
                given("bias", bias),
                size("features", features),
                size("rank", rank),
                size("dk", dk),
                size("dv", dv),
            ],
        )
        return case, (x, v, w, bias)

    yield make("rank-1", "Rank 1, d_k > d_v, sizes that no tile divides.", 3, 7, 1, 10, 6)[0]
    yield make("rank-2", "Two terms a filter, d_v > d_k.", 2, 6, 2, 5, 9)[0]
    yield make("rank-3-one-feature", "One filter of three terms.", 4, 1, 3, 3, 4)[0]
    yield make("tile-width", "512 features, a full tile; one group of four keys and three more.", 2, 512, 1, 7, 6)[0]
    yield make(
        "across-tiles",
        "515 features and 9 states: past the tiles of 512 features and 8 states; rank 2, odd d_v.",
        9,
        515,
        2,
        6,
        7,
    )[0]
    yield make("large-states", "States of 1e4, whose filter outputs nearly cancel.", 2, 5, 1, 16, 16, 1e4)[0]
    square, inputs = make("square", "d_k = d_v: exchanged factors have the right shapes.", 3, 5, 2, 8, 8)
    yield square
    x, v, w, bias = (a.astype(np.float64) for a in inputs)
    yield square.mistake(
        "factors-exchanged",
        "EncoderTransposed",
        "v on the value axis and w on the key axis: w^T X v.",
        s=np.einsum("irk,bkv,irv->bi", w, x, v) + bias,
    )


def decoders():
    def make(name, about, n, features, rank, dk, dv, active):
        rng = random("atom-decode/" + name)
        a = f32(np.abs(rng.randn(n, features)) * (rng.rand(n, features) < active))
        v, w = normalised(rng.randn(features, rank, dk)), normalised(rng.randn(features, rank, dv))
        bias = f32(0.1 * rng.randn(dk, dv))
        y = model(features, rank, dk, dv, v, w, bias=bias)._decode(t64(a)).numpy()
        return Case(
            "atom-decode/" + name,
            "AtomDecode#decodeAtoms",
            about,
            "y[n] = sum_i a[n, i] sum_r v[i, r] w[i, r]^T + bias",
            "WriteSAE core/sae.py BilinearMatrixSAE._decode in float64",
            y.size,
            [
                output("y", y, "float32"),
                given("a", a),
                given("v", v),
                given("w", w),
                given("bias", bias),
                size("features", features),
                size("rank", rank),
                size("dk", dk),
                size("dv", dv),
            ],
        )

    right = make("rank-1", "Sparse coefficients, d_k > d_v.", 3, 11, 1, 7, 5, 0.4)
    yield right
    yield right.mistake(
        "without-bias",
        "DecodedWithoutBias",
        "The bias is left out of the reconstruction.",
        y=right.arguments[0].after - right.arguments[4].before.astype(np.float64),
    )
    yield make("rank-2", "Two terms an atom, d_v > d_k.", 2, 6, 2, 4, 9, 0.6)
    yield make("none-active", "No atom active: the bias alone.", 2, 5, 1, 3, 4, 0.0)
    yield make("all-active", "Every atom active.", 2, 40, 1, 6, 6, 1.0)


def activations():
    def make(name, about, s, k, expected=None):
        s = f32(s)
        code = "numpy, stable sort by descending value: upstream leaves the order of ties to torch.topk"
        if expected is None:
            expected = upstream.sae()._topk_activation(t64(s), k).numpy()
            code = "WriteSAE core/sae.py _topk_activation in float64"
        return Case(
            "top-k/" + name,
            "TopK#topK",
            about,
            "a[n, i] = max(s[n, i], 0) where s[n, i] is among the k largest of its row, else 0",
            code,
            s.size,
            [output("a", expected, "float32"), given("s", s), size("features", s.shape[1]), size("k", k)],
            rigor="exact",
            reason="Values are chosen, not computed.",
        )

    rng = random("top-k/ordinary")
    s = f32(rng.randn(5, 19))
    s[1] = -np.abs(s[1])
    s[2, 3:] = -np.abs(s[2, 3:])
    right = make(
        "ordinary", "Row 1 has no positive value and row 2 at most three, so negative values are among the k.", s, 6
    )
    yield right
    chosen = np.zeros(s.shape)
    top = np.argsort(-s, axis=1, kind="stable")[:, :6]
    np.put_along_axis(chosen, top, np.take_along_axis(s, top, 1).astype(np.float64), 1)
    yield right.mistake("without-relu", "TopKWithoutRelu", "Negative values among the k largest are kept.", a=chosen)
    chosen = np.zeros(s.shape)
    top = np.argsort(-np.abs(s), axis=1, kind="stable")[:, :6]
    np.put_along_axis(chosen, top, np.take_along_axis(s, top, 1).astype(np.float64), 1)
    yield right.mistake("absolute", "TopKAbsolute", "The k largest by magnitude, with their signs.", a=chosen)
    tied = f32(
        [
            [1, 2, 2, 1, 2, 2, 0],
            [0, 0, 0, 0, 0, 0, 0],
            [-1, -1, 3, 3, 3, -1, 3],
            [1e-45, 1e-45, 1e-45, -0.0, 0, 0, 0],
            [-0.0, -1, -2, -3, -4, -5, -6],
        ]
    )
    first = np.argsort(-tied, axis=1, kind="stable")[:, :3]
    kept = np.zeros(tied.shape)
    np.put_along_axis(kept, first, np.maximum(np.take_along_axis(tied, first, 1).astype(np.float64), 0) + 0.0, 1)
    yield make(
        "ties",
        "Of equal values the lower index stays; the smallest subnormal; a negative zero among the k becomes 0.",
        tied,
        3,
        kept,
    )
    yield make("k-all", "k equal to the number of features: ReLU.", rng.randn(2, 9), 9)
    yield make("k-more", "k beyond the number of features: ReLU.", rng.randn(2, 5), 32)
    yield make("k-zero", "k = 0 keeps nothing.", rng.randn(2, 5), 0)
    yield make("k-one", "Only the largest.", rng.randn(6, 70), 1)


def writes():
    rng = random("write")
    rows, heads, key_heads, dk, dv = 4, 6, 2, 5, 7
    k, beta = wide(rng.randn(rows, key_heads, dk)), wide(rng.rand(rows, heads))
    mixed = wide(rng.randn(rows, 2 * key_heads * dk + heads * dv))
    key = torch.repeat_interleave(t64(k), heads // key_heads, dim=1).numpy()
    right = Case(
        "write/keys",
        "Write#writeKeys",
        "Three value heads share each key.",
        "key[t, h] = k[t, h // (H / Hk)]",
        "torch.repeat_interleave, as in transformers Qwen3_5GatedDeltaNet.forward",
        key.size,
        [output("key", key), given("k", k), size("heads", heads), size("keyHeads", key_heads), size("dk", dk)],
        rigor="exact",
        reason="Values are moved, not computed.",
    )
    yield right
    yield right.mistake("keys-tiled", "HeadsTiled", "Value head h gets key h % Hk.", key=np.tile(k, (1, 3, 1)))
    v = mixed[:, 2 * key_heads * dk :].reshape(rows, heads, dv)
    yield Case(
        "write/raw-values",
        "Write#rawValues",
        "The value factor of the paper's write, from the convolved channels.",
        "raw[t, h] = beta[t, h] v[t, h]",
        "numpy float64 product",
        v.size,
        [
            output("raw", wide(beta[..., None] * v)),
            given("mixed", mixed),
            given("beta", beta),
            size("heads", heads),
            size("keyHeads", key_heads),
            size("dk", dk),
            size("dv", dv),
        ],
        rigor="exact",
        reason="One product, rounded to 29 bits.",
    )


def edits():
    rng = random("rank-one-edit")
    x, c = wide(rng.randn(5, 9)), np.array([-1.0, 0.0, 1 / 3, 1e-20, 1e10])
    yield Case(
        "rank-one-edit/scale-factors",
        "RankOneEdit#scaleFactors",
        "Coefficients -1, 0, 1/3, 1e-20 and 1e10 in double.",
        "y[n] = coefficient[n] x[n]",
        "numpy float64 product",
        x.size,
        [output("y", wide(c[:, None] * x)), given("x", x), given("coefficient", c), size("width", 9)],
        rigor="exact",
        reason=EACH,
    )
    for name, about, terms, dk, dv, source, target in (
        ("remove-write", "One term: the write is removed from matrices 0 and 2.", 1, 6, 9, [0, 2], [3, 4]),
        (
            "replace-write",
            "Two terms, one removed and one put in its place; a source used twice.",
            2,
            7,
            5,
            [1, 1, 0],
            [4, 2, 3],
        ),
        ("three-terms", "An atom of rank 2 in the place of a write; d_k = 1.", 3, 1, 8, [0], [1]),
    ):
        rng = random("rank-one-edit/" + name)
        states = f32(rng.randn(5, dk, dv))
        left, right = wide(rng.randn(len(source), terms, dk)), wide(rng.randn(len(source), terms, dv))
        after = states.astype(np.float64)
        after[target] = states[source] + np.einsum("emk,emv->ekv", left, right)
        yield Case(
            "rank-one-edit/" + name,
            "RankOneEdit#editStates",
            about,
            "states[target] = states[source] + sum_m left[m] right[m]^T",
            "numpy float64 einsum",
            len(source) * dk * dv,
            [
                state("states", states, after),
                given("source", i32(source)),
                given("target", i32(target)),
                given("left", left),
                given("right", right),
                size("terms", terms),
                size("dk", dk),
                size("dv", dv),
            ],
        )


def products():
    for name, about, n, a, b, dk, dv in (
        ("rank-1", "Rank 1 against rank 1.", 4, 1, 1, 6, 9),
        ("ranks-2-3", "Rank 2 against rank 3.", 3, 2, 3, 7, 5),
    ):
        rng = random("matrix-product/" + name)
        v, w = f32(rng.randn(n, a, dk)), f32(rng.randn(n, a, dv))
        p, u = wide(rng.randn(n, b, dk)), wide(rng.randn(n, b, dv))
        matrix = lambda left, right: torch.einsum("nrk,nrv->nkv", t64(left), t64(right))
        product = (matrix(v, w) * matrix(p, u)).sum((1, 2)).numpy()
        yield Case(
            "matrix-product/" + name,
            "MatrixProduct#frobenius",
            about + " The expected value forms both matrices.",
            "product[n] = sum_ij A_ij B_ij, A = sum_r v_r w_r^T, B = sum_s p_s u_s^T",
            "torch.einsum in float64, the matrices formed",
            n,
            [
                output("product", product),
                given("v", v),
                given("w", w),
                given("p", p),
                given("u", u),
                size("rankA", a),
                size("rankB", b),
                size("dk", dk),
                size("dv", dv),
            ],
            **DOUBLE
        )


def cases():
    for group in (encoders, decoders, activations, writes, edits, products):
        yield from group()
