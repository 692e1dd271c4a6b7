"""Forward and backward passes of the SAEs, and the optimiser. Gradients are autograd's, through upstream's modules."""

import contextlib

import numpy as np
import torch
import torch.nn.functional as F

from . import upstream
from .case import Case, f32, given, output, random, size, state
from .dense import DOUBLE
from .dictionary import model, normalised
from .upstream import t64

SAE = "WriteSAE core/sae.py "


@contextlib.contextmanager
def gradients():
    with torch.enable_grad():
        yield


def leaf(x):
    return t64(x).requires_grad_()


def sparse(rng, n, features, active):
    return f32(np.abs(rng.randn(n, features)) * (rng.rand(n, features) < active))


def flat(features, width, atoms=None, bias=None):
    sae = upstream.sae().FlatSAE(width, n_features=features, k=features).double()
    if atoms is not None:
        sae.decoder.weight.copy_(t64(atoms).T)
    if bias is not None:
        sae.decoder.bias.copy_(t64(bias))
    return sae


def atom_coefficients():
    def make(name, about, n, features, rank, dk, dv, active):
        rng = random("atom-decode/" + name)
        mask = sparse(rng, n, features, active)
        d = f32(rng.randn(n, dk, dv) * 1e-3)
        v, w = normalised(rng.randn(features, rank, dk)), normalised(rng.randn(features, rank, dv))
        sae = model(features, rank, dk, dv, v, w)
        with gradients():
            a = leaf(mask)
            (sae._decode(a) * t64(d)).sum().backward()
        full = a.grad.numpy()
        case = Case(
            "atom-decode/" + name,
            "AtomDecode#decodeAtomsBackward",
            about,
            "da[n, i] = sum_r v[i, r]^T D[n] w[i, r] where mask[n, i] != 0",
            "autograd through " + SAE + "BilinearMatrixSAE._decode in float64",
            mask.size,
            [
                output("da", full * (mask != 0), "float32"),
                given("mask", mask),
                given("d", d),
                given("v", v),
                given("w", w),
                size("features", features),
                size("rank", rank),
                size("dk", dk),
                size("dv", dv),
            ],
        )
        exchanged = torch.einsum("irk,bvk,irv->bi", t64(v), t64(d), t64(w)).numpy() if dk == dv else None
        return case, exchanged, mask

    yield make("backward-rank-1", "Rank 1, d_k > d_v.", 3, 9, 1, 7, 5, 0.4)[0]
    yield make("backward-rank-2", "Two terms an atom, d_v > d_k; every gradient wanted.", 2, 5, 2, 4, 9, 1.0)[0]
    yield make("backward-none", "No gradient wanted.", 2, 5, 1, 3, 4, 0.0)[0]
    square, exchanged, mask = make("backward-square", "d_k = d_v.", 3, 6, 1, 8, 8, 0.7)
    yield square
    yield square.mistake(
        "backward-transposed",
        "EncoderTransposed",
        "v on the value axis of the gradient and w on its key axis.",
        da=exchanged * (mask != 0),
    )


def dense_decoders():
    rng = random("dense-decode")
    for name, n, features, width, active in (("sparse", 3, 11, 35, 0.3), ("all-active", 2, 6, 24, 1.0)):
        a = sparse(rng, n, features, active)
        atoms, bias = normalised(rng.randn(features, width)), f32(0.1 * rng.randn(width))
        d = f32(rng.randn(n, width) * 1e-3)
        sae = flat(features, width, atoms, bias)
        with gradients():
            leaf_a = leaf(a)
            y = sae._decode(leaf_a)
            (y * t64(d)).sum().backward()
        yield Case(
            "dense-decode/" + name,
            "DenseDecode#decodeDense",
            "Atoms that are whole matrices, stored [features, width].",
            "y[n, p] = sum_i a[n, i] A[i, p] + bias[p]",
            SAE + "FlatSAE._decode in float64",
            y.numel(),
            [
                output("y", y.detach().numpy(), "float32"),
                given("a", a),
                given("atoms", atoms),
                given("bias", bias),
                size("features", features),
                size("width", width),
            ],
        )
        yield Case(
            "dense-decode/backward-" + name,
            "DenseDecode#decodeDenseBackward",
            "Gradient of the active coefficients.",
            "da[n, i] = sum_p D[n, p] A[i, p] where mask[n, i] != 0",
            "autograd through " + SAE + "FlatSAE._decode in float64",
            a.size,
            [
                output("da", leaf_a.grad.numpy() * (a != 0), "float32"),
                given("mask", a),
                given("d", d),
                given("atoms", atoms),
                size("features", features),
                size("width", width),
            ],
        )


def factor_case(name, about, code, c, m, v, w, rows, states, sizes, grads):
    features, rank, dk, dv = sizes
    return Case(
        "dictionary-gradient/" + name,
        "DictionaryGradient#factorGradient",
        about,
        "G_i = sum_n c[n, i] M[n % states]; gradV[i, r] = G_i w[i, r]; gradW[i, r] = G_i^T v[i, r]",
        code,
        features,
        [
            output("gradV", grads[0], "float32"),
            output("gradW", grads[1], "float32"),
            given("c", c),
            given("m", m),
            given("v", v),
            given("w", w),
            size("rows", rows),
            size("states", states),
            size("features", features),
            size("rank", rank),
            size("dk", dk),
            size("dv", dv),
        ],
    )


def factor_gradients():
    for name, about, n, features, rank, dk, dv, active in (
        ("atoms-rank-1", "Of the decoder: c the coefficients, M the gradient of the reconstruction.", 4, 9, 1, 7, 5, 0.4),
        ("atoms-rank-2", "Rank 2, d_v > d_k; some atoms silent in the whole batch.", 3, 8, 2, 4, 9, 0.2),
    ):
        rng = random("dictionary-gradient/" + name)
        a, d = sparse(rng, n, features, active), f32(rng.randn(n, dk, dv) * 1e-3)
        v, w = normalised(rng.randn(features, rank, dk)), normalised(rng.randn(features, rank, dv))
        sae = model(features, rank, dk, dv, v, w)
        with gradients():
            (sae.requires_grad_()._decode(t64(a)) * t64(d)).sum().backward()
        yield factor_case(
            name, about, "autograd through " + SAE + "BilinearMatrixSAE._decode in float64", a, d, v, w, n, n,
            (features, rank, dk, dv), (sae.V_dec.grad.numpy(), sae.W_dec.grad.numpy()),
        )
    rng = random("dictionary-gradient/filters-two-passes")
    n, features, rank, dk, dv = 3, 7, 1, 8, 8
    ds = f32(rng.randn(2 * n, features) * (rng.rand(2 * n, features) < 0.5) * 1e-3)
    x = f32(rng.randn(n, dk, dv))
    v, w = normalised(rng.randn(features, rank, dk)), normalised(rng.randn(features, rank, dv))
    sae = model(features, rank, dk, dv, v, w)
    with gradients():
        pre = sae.requires_grad_()._encode(t64(np.concatenate([x, x])))[1]
        (pre * t64(ds)).sum().backward()
    right = factor_case(
        "filters-two-passes",
        "Of the encoder: c the gradient of the pre-activations over two passes of the same states.",
        "autograd through " + SAE + "BilinearMatrixSAE._encode in float64",
        ds, x, v, w, 2 * n, n, (features, rank, dk, dv), (sae.V_enc.grad.numpy(), sae.W_enc.grad.numpy()),
    )
    yield right
    g = np.einsum("ni,nkv->ivk", ds.astype(np.float64), np.concatenate([x, x]).astype(np.float64))
    yield right.mistake(
        "filters-transposed",
        "EncoderTransposed",
        "G_i transposed: w meets the key axis.",
        gradV=np.einsum("ikv,irv->irk", g, w.astype(np.float64)),
        gradW=np.einsum("ikv,irk->irv", g, v.astype(np.float64)),
    )


def dense_gradients():
    rng = random("dictionary-gradient/dense")
    n, features, width = 4, 7, 15
    a, d = sparse(rng, n, features, 0.4), f32(rng.randn(n, width) * 1e-3)
    sae = flat(features, width)
    with gradients():
        (sae.requires_grad_()._decode(t64(a)) * t64(d)).sum().backward()
    ds, x = f32(rng.randn(2 * n, features) * (rng.rand(2 * n, features) < 0.5)), f32(rng.randn(n, width))
    encoder = flat(features, width)
    with gradients():
        pre = encoder.requires_grad_()._encode(t64(np.concatenate([x, x])))[1]
        (pre * t64(ds)).sum().backward()
    rows_, turned = sae.decoder.weight.grad.numpy().T, encoder.encoder.weight.grad.numpy().T
    for name, kernel, about, c, m, rows, grad in (
        ("dense-atoms", "denseGradient", "Of a dense decoder, as rows of atoms.", a, d, n, rows_),
        ("dense-encoder", "denseGradientTurned", "Of a dense encoder, features last, over two passes.", ds, x, 2 * n, turned),
    ):
        yield Case(
            "dictionary-gradient/" + name,
            "DictionaryGradient#" + kernel,
            about,
            ("grad[i, p]" if kernel == "denseGradient" else "grad[p, i]") + " = sum_n c[n, i] M[n % states, p]",
            "autograd through " + SAE + "FlatSAE in float64",
            grad.size,
            [
                output("grad", grad, "float32"),
                given("c", c),
                given("m", m),
                size("rows", rows),
                size("states", n),
                size("features", features),
                size("width", width),
            ],
        )
    yield Case(
        "dictionary-gradient/bias",
        "DictionaryGradient#biasGradient",
        "Of a decoder bias.",
        "grad[p] = sum_n d[n, p]",
        "autograd through " + SAE + "FlatSAE._decode in float64",
        width,
        [output("grad", sae.decoder.bias.grad.numpy(), "float32"), given("d", d), size("rows", n), size("width", width)],
    )
    grad, other = f32(rng.randn(20)), f32(rng.randn(20))
    yield Case(
        "dictionary-gradient/add",
        "DictionaryGradient#addGradient",
        "The two uses of a tied factor.",
        "grad[n] = grad[n] + other[n]",
        "numpy float64 sum",
        20,
        [state("grad", grad, grad.astype(np.float64) + other), given("other", other)],
    )


def errors():
    rng = random("squared-error")
    n, width = 4, 37
    x, y = f32(rng.randn(n, width)), f32(rng.randn(n, width))
    with gradients():
        prediction = leaf(y)
        F.mse_loss(prediction, t64(x)).backward()
    sums = ((t64(y) - t64(x)) ** 2).sum(1).numpy()
    yield Case(
        "squared-error/sums",
        "SquaredError#squaredError",
        "Differences are rounded to float32 before they are squared.",
        "sums[n] = sum_p (y[n, p] - target[n, p])^2",
        "torch float64",
        n,
        [output("sums", sums), given("y", y), given("target", x), size("width", width)],
        limit=1,
        reason="The differences are rounded to float32: 2^-25 each at most, less in a sum.",
    )
    before = np.zeros(2 * n * width, dtype=np.float32)
    after = np.concatenate([np.zeros(n * width), prediction.grad.numpy().reshape(-1)])
    right = Case(
        "squared-error/backward",
        "SquaredError#squaredErrorBackward",
        "Gradient of the mean over all elements, into the second half of an array.",
        "d[at + n] = (y[n] - target[n]) scale, scale = 2 / (N width)",
        "autograd through torch.nn.functional.mse_loss in float64",
        y.size,
        [
            state("d", before, after),
            given("y", y),
            given("target", x),
            size("scale", 2 / (n * width)),
            size("at", n * width),
        ],
    )
    yield right
    yield right.mistake(
        "backward-sum-over-width",
        "MeanOverBatchOnly",
        "The mean over the batch of the sum over a state.",
        d=after * width,
    )
    yield Case(
        "squared-error/residual",
        "SquaredError#residual",
        "What the reconstruction leaves.",
        "rest[n] = x[n] - y[n]",
        "numpy float64 difference",
        y.size,
        [output("rest", x.astype(np.float64) - y, "float32"), given("x", x), given("y", y)],
    )


def dead():
    rng = random("dead-features")
    n, features, threshold = 3, 12, 100
    a = sparse(rng, n, features, 0.2)
    silent = np.array([0, 98, 99, 100, 250, 99, 98, 0, 1, 2, 1000, 99], dtype=np.float64)
    sae = model(features, 1, 2, 2, np.zeros((features, 1, 2)), np.zeros((features, 1, 2)))
    sae.steps_since_active.copy_(torch.from_numpy(silent))
    mask = sae._update_dead_tracking(t64(a)).numpy()
    after = sae.steps_since_active.numpy().astype(np.float64)
    yield Case(
        "dead-features/count",
        "DeadFeatures#countSilent",
        "Counters before and after a batch.",
        "silent[i] = 0 if any a[n, i] != 0, else silent[i] + 1",
        SAE + "BilinearMatrixSAE._update_dead_tracking",
        features,
        [state("silent", silent, after), given("a", a), size("rows", n), size("features", features)],
        rigor="exact",
        reason="Whole numbers.",
    )
    s = f32(rng.randn(n, features))
    yield Case(
        "dead-features/mask",
        "DeadFeatures#maskAlive",
        "Only dead features take part in the auxiliary loss.",
        "t[n, i] = s[n, i] where silent[i] >= 100, else 0",
        SAE + "BilinearMatrixSAE._update_dead_tracking says which are dead",
        s.size,
        [
            output("t", np.where(mask, s, 0).astype(np.float64), "float32"),
            given("s", s),
            given("silent", after),
            size("features", features),
            size("threshold", threshold),
        ],
        rigor="exact",
        reason="Values are chosen, not computed.",
    )


def gated():
    rng = random("gated")
    n, features, tau, penalty = 4, 9, 0.1, 0.25
    s = f32(rng.randn(n, features) * 0.3)
    s[0, :3] = [40.0, -40.0, 0.0]
    b_gate, b_mag, r_mag = (f32(0.2 * rng.randn(features)) for _ in range(3))
    da, dg = f32(rng.randn(n, features)), f32(rng.randn(n, features))
    sae = upstream.sae().BilinearGatedSAE(2, 2, n_features=features, gate_tau=tau).double()
    shared = leaf(s)
    sae._shared_preact = lambda x: shared
    names = {"b_gate": b_gate, "b_mag": b_mag, "r_mag": r_mag}
    for name, value in names.items():
        # One copy for each sample, so that autograd gives the gradient of each.
        setattr(sae, name, torch.nn.Parameter(t64(np.tile(value, (n, 1)))))
    with gradients():
        a, gate, _ = sae._encode(None)
        ((a * t64(da)).sum() + (gate * t64(dg)).sum() + penalty * gate.sum()).backward()
    a, gate = a.detach().numpy(), gate.detach().numpy()
    sizes = [size("features", features), size("tau", tau)]
    parameters = [given(kernel, names[name]) for kernel, name in
                  (("bGate", "b_gate"), ("bMag", "b_mag"), ("rMag", "r_mag"))]
    right = Case(
        "gated/forward",
        "Gated#gated",
        "Soft gates, one of them at each end of the sigmoid.",
        "gate = sigmoid((s + b_gate) / tau); a = gate max(exp(r_mag) s + b_mag, 0)",
        SAE + "BilinearGatedSAE._encode in float64",
        s.size,
        [output("a", a, "float32"), output("gate", gate, "float32"), given("s", s), *parameters, *sizes],
    )
    yield right
    magnitude = np.maximum(np.exp(r_mag.astype(np.float64)) * s + b_mag, 0)
    yield right.mistake(
        "hard-indicator",
        "HardGate",
        "The indicator 1[s + b_gate > 0] of the gated SAE's paper in the place of the sigmoid.",
        a=(s + b_gate > 0) * magnitude,
    )
    yield Case(
        "gated/backward",
        "Gated#gatedBackward",
        "Through both reconstructions and the sparsity term.",
        "dGate = (dg + penalty + da max(m, 0)) gate (1 - gate) / tau; dMag = da gate [m > 0]; "
        "ds = dGate + dMag exp(r_mag); dr = dMag exp(r_mag) s",
        "autograd through " + SAE + "BilinearGatedSAE._encode in float64",
        s.size,
        [
            output("ds", shared.grad.numpy(), "float32"),
            output("dGate", sae.b_gate.grad.numpy(), "float32"),
            output("dMag", sae.b_mag.grad.numpy(), "float32"),
            output("dr", sae.r_mag.grad.numpy(), "float32"),
            given("da", np.stack([da, dg])),
            given("s", s),
            *parameters,
            size("states", n),
            *sizes,
            size("penalty", penalty),
        ],
    )


def jumps():
    rng = random("jump-relu")
    n, features, bandwidth, penalty = 6, 8, 0.3, 0.125
    z = f32(rng.randn(n, features) * 0.5)
    log_threshold = f32(np.log(0.2 + 0.2 * rng.rand(features)))
    da = f32(rng.randn(n, features))
    jump, heaviside = upstream.sae()._JumpReLUSTE, upstream.sae()._L0HeavisideSTE
    with gradients():
        leaf_z, leaf_t = leaf(z), leaf(log_threshold)
        a = jump.apply(leaf_z, leaf_t, bandwidth)
        active = heaviside.apply(leaf_z, leaf_t, bandwidth)
        ((a * t64(da)).sum() + penalty * active.sum()).backward()
    theta = np.exp(log_threshold.astype(np.float64))
    near = np.abs(z - theta) <= bandwidth / 2
    assert near.any() and not near.all()
    a = a.detach().numpy()
    yield Case(
        "jump-relu/forward",
        "JumpRelu#jumpRelu",
        "Pre-activations on both sides of their thresholds.",
        "a = z where z > exp(logThreshold), else 0; wanted = 1 where active or |z - theta| <= h / 2",
        SAE + "_JumpReLUSTE.forward in float64; wanted is where its backward reads a gradient",
        z.size,
        [
            output("a", a, "float32"),
            output("wanted", ((a != 0) | near).astype(np.float64), "float32"),
            given("z", z),
            given("logThreshold", log_threshold),
            given("bandwidth", np.array([bandwidth])),
            size("features", features),
        ],
        rigor="exact",
        reason="Values are chosen, not computed.",
    )
    yield Case(
        "jump-relu/backward",
        "JumpRelu#jumpReluBackward",
        "Gradient of the pre-activations.",
        "dz = da where a != 0, else 0",
        "autograd through " + SAE + "_JumpReLUSTE and _L0HeavisideSTE in float64",
        z.size,
        [output("dz", leaf_z.grad.numpy() + 0.0, "float32"), given("da", da), given("a", f32(a))],
        rigor="exact",
        reason="Values are chosen, not computed.",
    )
    wanted = f32(da * ((a != 0) | near))
    right = Case(
        "jump-relu/threshold",
        "JumpRelu#thresholdGradient",
        "Gradient of the logarithm of the thresholds.",
        "grad[i] = theta sum_n rect (-(theta / h) da - (1 / h) penalty)",
        "autograd through " + SAE + "_JumpReLUSTE and _L0HeavisideSTE in float64",
        features,
        [
            output("grad", leaf_t.grad.numpy(), "float32"),
            given("da", wanted),
            given("z", z),
            given("logThreshold", log_threshold),
            given("bandwidth", np.array([bandwidth])),
            size("rows", n),
            size("features", features),
            size("penalty", penalty),
        ],
    )
    yield right
    yield right.mistake(
        "threshold-not-log",
        "ThresholdNotLog",
        "The gradient of the threshold itself.",
        grad=leaf_t.grad.numpy() / theta,
    )


def optimiser():
    rng = random("adam")
    n, lr, step = 40, 3e-4, 7
    p, g = f32(rng.randn(n)), f32(rng.randn(n) * 10.0 ** rng.randint(-9, 1, n))
    m, v = f32(g * 0.3), f32(np.square(g, dtype=np.float64) * 0.01)
    v[:4], m[:4] = 0, 0

    def after(kernel_step):
        parameter = torch.nn.Parameter(t64(p))
        adam = torch.optim.Adam([parameter], lr=lr)
        parameter.grad = t64(g)
        adam.state[parameter] = {
            "step": torch.tensor(float(kernel_step - 1)), "exp_avg": t64(m), "exp_avg_sq": t64(v)
        }
        adam.step()
        kept = adam.state[parameter]
        return parameter.detach().numpy(), kept["exp_avg"].numpy(), kept["exp_avg_sq"].numpy()

    expected = after(step)
    root = (1 - 0.999**step) ** 0.5
    rate = lr * root / (1 - 0.9**step)
    right = Case(
        "adam/step-7",
        "Adam#adam",
        "The seventh step; gradients over nine decades, the first four parameters without a past.",
        "m += (1 - b1)(g - m); v = b2 v + (1 - b2) g^2; p -= rate m / (sqrt(v) + eps)",
        "torch.optim.Adam in float64",
        n,
        [
            state("p", p, expected[0]),
            state("m", m, expected[1]),
            state("v", v, expected[2]),
            given("g", g),
            given("step", np.array([1e-8 * root, rate])),
            size("beta1", 0.9),
            size("beta2", 0.999),
        ],
    )
    yield right
    second, moment = expected[2], expected[1]
    yield right.mistake(
        "eps-inside",
        "AdamEpsInside",
        "epsilon under the root.",
        p=p - rate * moment / np.sqrt(second + 1e-8 * root**2),
    )
    yield right.mistake(
        "no-bias-correction",
        "AdamNoBiasCorrection",
        "Moments are not corrected for their start at 0.",
        p=p - lr * moment / (np.sqrt(second) + 1e-8),
    )


def rows():
    rng = random("row-norm")
    x = f32(rng.randn(5, 12) * np.array([[1], [1e-3], [1e4], [0], [1e-13]]))
    yield Case(
        "row-norm/norms",
        "RowNorm#rowNorms",
        "Norms of rows of very different size.",
        "norms[n] = |x[n]|",
        "torch.linalg.norm in float64",
        5,
        [output("norms", torch.linalg.norm(t64(x), dim=-1).numpy()), given("x", x), size("width", 12)],
        **DOUBLE,
    )
    yield Case(
        "row-norm/normalize",
        "RowNorm#normalizeRows",
        "A row of zeros stays; one of 1e-13 is divided by 1e-12.",
        "x[n] = x[n] / max(|x[n]|, 1e-12)",
        "torch.nn.functional.normalize in float64",
        5,
        [state("x", x, F.normalize(t64(x), dim=-1).numpy()), size("width", 12)],
    )
    x, y = f32(rng.randn(5)), f32(rng.randn(12))
    yield Case(
        "row-copy/into",
        "RowCopy#copyInto",
        "Into the middle of an array.",
        "y[at + n] = x[n]",
        "numpy assignment",
        5,
        [state("y", y, np.concatenate([y[:4], x, y[9:]]).astype(np.float64)), given("x", x), size("at", 4)],
        rigor="exact",
        reason="Values are moved, not computed.",
    )
    x = f32(rng.randn(7, 5))
    yield Case(
        "transpose/rows-and-columns",
        "Transpose#transpose",
        "More rows than columns.",
        "y[j, i] = x[i, j]",
        "numpy transpose",
        x.size,
        [output("y", x.T.astype(np.float64), "float32"), given("x", x), size("rows", 7), size("columns", 5)],
        rigor="exact",
        reason="Values are moved, not computed.",
    )


def cases():
    for group in (
        atom_coefficients, dense_decoders, factor_gradients, dense_gradients, errors, dead, gated, jumps, optimiser, rows
    ):
        yield from group()
