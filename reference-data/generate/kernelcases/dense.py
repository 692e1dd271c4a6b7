"""Products, softmax, elementwise maps."""

import numpy as np
import torch
import torch.nn.functional as F

from .case import Case, f32, given, i32, output, random, size, state, wide
from .upstream import t64

DOUBLE = dict(limit=1e-6, reason="The result stays in double: a millionth of a float32 ulp is some double ulp.")
LINEAR = "torch.nn.functional.linear in float64"


def linears():
    def inputs(case_id, rows, inner, out, exponents=0):
        rng = random(case_id)
        scale = lambda *shape: 2.0 ** rng.randint(-exponents, exponents + 1, shape)
        return rng, wide(rng.randn(rows, inner) * scale(rows, inner)), f32(rng.randn(inner, out) * scale(inner, out))

    small = ("small", "Sizes that no tile divides.", 3, 5, 7)
    columns = ("across-tiles", "515 outputs, past a tile of 512; a group of four rows and two more.", 6, 21, 515)
    rows_ = ("many-rows", "67 rows, past a tile of 64.", 67, 4, 9)
    shapes = (
        small,
        ("one-output", "A single output of a single row.", 1, 9, 1),
        ("one-input", "One product each, exactly rounded.", 5, 1, 6),
        ("across-tiles", "67 rows and 515 outputs: past a tile of 64 rows and 512 outputs, odd inputs.", 67, 5, 515),
        ("input-blocks", "259 inputs, past a block of 256, of 512 outputs; a group of four rows and one.", 5, 259, 512),
        ("wide-range", "Factors of 2^-60 to 2^60: large terms nearly hide small ones.", 6, 40, 10, 60),
    )
    for name, about, rows, inner, out, *exponents in shapes:
        rng, x, w = inputs("linear/" + name, rows, inner, out, *exponents)
        y = F.linear(t64(x), t64(w.T)).numpy()
        case = Case(
            "linear/" + name,
            "Linear#linear",
            about,
            "y[t, j] = sum_l x[t, l] w[l, j]",
            LINEAR,
            y.size,
            [output("y", y), given("x", x), given("w", w), size("in", inner), size("out", out)],
        )
        yield case.each() if exponents else case
    yield subnormal_linear()
    for name, about, rows, inner, out in (small, columns, rows_):
        rng, a, w = inputs("linear/add-" + name, rows, inner, out)
        x = rng.randn(rows, out) * 100
        yield Case(
            "linear/add-" + name,
            "Linear#linearAdd",
            about + " The residual stream is double.",
            "x[t, j] += sum_l a[t, l] w[l, j]",
            LINEAR + ", added to x",
            x.size,
            [
                state("x", x, x + F.linear(t64(a), t64(w.T)).numpy()),
                given("a", a),
                given("w", w),
                size("in", inner),
                size("out", out),
            ],
            **DOUBLE,
        )
    for name, about, rows, inner, out in (small, columns, rows_):
        rng, x, w = inputs("linear/bias-" + name, rows, inner, out)
        bias = f32(rng.randn(out))
        y = F.linear(t64(x), t64(w.T), t64(bias)).numpy()
        yield Case(
            "linear/bias-" + name,
            "Linear#linearBias",
            about,
            "y[t, j] = sum_l x[t, l] w[l, j] + bias[j]",
            LINEAR,
            y.size,
            [
                output("y", y, "float32"),
                given("x", x),
                given("w", w),
                given("bias", bias),
                size("in", inner),
                size("out", out),
            ],
        )


def subnormal_linear():
    rng = random("linear/subnormals")
    x, w = wide(rng.randn(4, 6) * 10.0 ** np.array([-40, -42, -44, -38])[:, None]), f32(rng.randn(6, 5))
    y = F.linear(t64(x), t64(w.T)).numpy()
    return Case(
        "linear/subnormals",
        "Linear#linear",
        "Inputs and results below 2^-126, which float32 would flush or round to 0.",
        "y[t, j] = sum_l x[t, l] w[l, j]",
        LINEAR,
        y.size,
        [output("y", y), given("x", x), given("w", w), size("in", 6), size("out", 5)],
    ).each()


def distributions():
    def logits(case_id, rows, vocabulary, spread):
        return wide(random(case_id).randn(rows, vocabulary) * spread)

    ties = wide([[0, 0, 0, 0], [-1, 5, 5, -5], [3, 3, 3, 3.5]])
    low = wide([[-1e30, 5, 5, -5], [-1e30, -1e30, 0, -120], [-1e3, -1001, -998.5, -1e4]])
    for name, about, x in (
        ("ordinary", "A vocabulary of 257.", logits("log-softmax/ordinary", 3, 257, 3)),
        ("one-id", "A vocabulary of one: z is the logit.", logits("log-softmax/one-id", 4, 1, 3)),
        ("large-logits", "Logits of 1e4: only the largest counts.", logits("log-softmax/large-logits", 4, 33, 1e4)),
        ("ties", "Equal logits.", ties),
        (
            "low-logits",
            "Logits of -1e30 beside ordinary ones, and a row below -998, where exp without the largest logit is 0.",
            low,
        ),
    ):
        z = torch.logsumexp(t64(x), -1).numpy()
        vocabulary = x.shape[1]
        yield Case(
            "log-softmax/normalizer-" + name,
            "LogSoftmax#logNormalizer",
            about,
            "z[t] = log sum_j exp(logits[t, j])",
            "torch.logsumexp in float64",
            len(x),
            [output("z", z), given("logits", x), size("vocabulary", vocabulary)],
            **DOUBLE,
        )
        low_logits = name == "low-logits"
        y = x - z[:, None] if low_logits else F.log_softmax(t64(x), -1).numpy()
        yield Case(
            "log-softmax/" + name,
            "LogSoftmax#logSoftmax",
            about,
            "y[t, j] = logits[t, j] - z[t]",
            "numpy float64 difference" if low_logits else "torch.nn.functional.log_softmax in float64",
            x.size,
            [output("y", y), given("logits", x), given("z", z), size("vocabulary", vocabulary)],
            **(dict(rigor="exact", reason="One subtraction.") if low_logits else DOUBLE),
        )
    yield from divergences()


def divergences():
    def make(name, about, p, q, row_p, row_q, limit=DOUBLE):
        zp, zq = (torch.logsumexp(t64(x), -1).numpy() for x in (p, q))
        log_p, log_q = F.log_softmax(t64(p), -1)[row_p], F.log_softmax(t64(q), -1)[row_q]
        kl = lambda a, b: F.kl_div(b, a, reduction="none", log_target=True).sum(-1).numpy()
        return Case(
            "log-softmax/" + name,
            "LogSoftmax#klDivergence",
            about,
            "kl[n] = sum_j p_j (log p_j - log q_j), nats",
            "torch.nn.functional.kl_div(log q, log p, log_target) in float64",
            len(row_p),
            [
                output("kl", kl(log_p, log_q)),
                given("p", p),
                given("zp", zp),
                given("q", q),
                given("zq", zq),
                given("rowP", i32(row_p)),
                given("rowQ", i32(row_q)),
                size("vocabulary", p.shape[1]),
            ],
            **limit,
        ), kl(log_q, log_p)

    rng = random("log-softmax/kl")
    p, q = wide(3 * rng.randn(3, 61)), wide(3 * rng.randn(5, 61))
    right, other = make(
        "kl-ordinary", "Five rows against three, in another order.", p, q, [0, 0, 2, 1, 2], [4, 1, 0, 3, 2]
    )
    yield right
    yield right.mistake(
        "kl-reversed", "ReversedKl", "The two distributions exchanged: sum q (log q - log p).", kl=other
    )
    near = wide(p + 1e-3 * rng.randn(*p.shape))
    yield make(
        "kl-near",
        "Distributions that differ by 1e-3 in their logits: divergences of 1e-6, and one of exactly 0.",
        np.concatenate([p, near[:1]]),
        near,
        [0, 1, 2, 3],
        [0, 1, 2, 0],
        limit=dict(
            limit=1 / 16,
            reason="A difference of log probabilities is off by some double ulp of the logits, 1e-9 of such a divergence.",
        ),
    )[0]
    yield make(
        "kl-large-logits",
        "Logits of 1e4: p and q put all on different ids.",
        wide(1e4 * rng.randn(2, 30)),
        wide(1e4 * rng.randn(2, 30)),
        [0, 1],
        [0, 1],
    )[0]


def elementwise():
    rng = random("swiglu")
    gate, up = wide(3 * rng.randn(37)), wide(rng.randn(37))
    gate[:9] = wide([-0.0, 100, -100, 1e-40, 3e38, -3e38, -88, 1e30, 0])
    up[3:9] = wide([1, 0.5, 2, 3, 1e-30, -5])
    yield Case(
        "swiglu/mixed",
        "SwiGlu#swiGlu",
        "Ordinary values, zeros of both signs, a subnormal, and gates up to 3e38 of both signs.",
        "y = silu(gate) up",
        "torch.nn.functional.silu and the product, as in transformers Qwen3_5MLP.forward",
        gate.size,
        [output("y", (F.silu(t64(gate)) * t64(up)).numpy()), given("gate", gate), given("up", up)],
    ).each()
    functions = (
        ("exponentials", "e^x", torch.exp),
        ("logarithms", "ln x", torch.log),
        ("sigmoids", "1 / (1 + e^-x)", torch.sigmoid),
        ("softpluses", "ln(1 + e^x)", lambda x: torch.logaddexp(x, torch.zeros_like(x))),
        ("hyperbolicTangents", "tanh x", torch.tanh),
        ("silus", "x / (1 + e^-x)", F.silu),
    )
    for name, equation, function in functions:
        x = f32(4 * random("elementary-maps/" + name).randn(96))
        x = np.abs(x) if name == "logarithms" else x
        code = "torch.logaddexp(x, 0)" if name == "softpluses" else f"torch.{function.__name__}"
        yield Case(
            f"elementary-maps/{name}",
            f"ElementaryMaps#{name}",
            "Ordinary values against a second source; elementary/ has the whole range against mpmath.",
            "y = " + equation,
            code + " in float64",
            x.size,
            [output("y", function(t64(x)).numpy(), "float32"), given("x", x)],
        )


def cases():
    for group in (linears, distributions, elementwise):
        yield from group()
