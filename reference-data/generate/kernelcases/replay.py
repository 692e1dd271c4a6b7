"""The transposed replay of upstream's memory_alignment, by upstream's own function; the right one is the mistake here."""

import numpy as np

from . import upstream
from .case import Case, given, output, random, size, wide

STEP = "S' = a S; e = b (v - S' k); S = S' + k e^T, from S = 0 (the model reads S'^T k)"
CODE = "WriteSAE experiments/analysis/memory_alignment.simulate_recurrence, dtype float64"


def simulate(k, v, beta, alpha):
    states, _, errors = upstream.memory_alignment().simulate_recurrence(
        *(upstream.t64(x) for x in (k, v, beta, np.log(alpha))), dtype=upstream.torch.float64
    )
    return states.numpy(), errors.numpy()


def plain(k, v, beta, alpha):
    """As the model does it: the key axis is met with the key."""
    s, states, errors = np.zeros((k.shape[1],) * 2), [], []
    for t in range(len(k)):
        decayed = alpha[t] * s
        errors.append(beta[t] * (v[t] - decayed.T @ k[t]))
        s = decayed + np.outer(k[t], errors[-1])
        states.append(s)
    return np.array(states), np.array(errors)


def case(name, about, heads, tokens, d, slow=False, limit=1):
    rng = random("transposed-replay/" + name)
    k = wide(upstream.l2norm(rng.randn(heads, tokens, d)))
    k = wide(k / np.linalg.norm(k, axis=-1, keepdims=True))  # upstream's function normalises what it is given
    beta = wide(1 / (1 + np.exp(-rng.randn(heads, tokens))))
    raw = wide(beta[..., None] * rng.randn(heads, tokens, d))
    alpha = np.exp(-rng.uniform(1e-4, 0.02 if slow else 0.7, (heads, tokens)))
    inputs = [(k[h], raw[h] / beta[h][:, None], beta[h], alpha[h]) for h in range(heads)]
    right = Case(
        f"transposed-replay/{name}",
        "TransposedReplay#replay",
        about,
        STEP,
        CODE,
        heads,
        [
            output("states", np.array([simulate(*x)[0] for x in inputs]), "float32"),
            output("error", np.array([simulate(*x)[1] for x in inputs])),
            given("k", k),
            given("raw", raw),
            given("alpha", alpha),
            given("beta", beta),
            size("tokens", tokens),
            size("d", d),
        ],
        limit=limit,
        reason="The state is rounded to float32 at every step, and the roundings add up.",
    )
    return right, [plain(*x) for x in inputs]


def cases():
    right, other = case("two-heads", "Two heads over a few tokens.", 2, 6, 7)
    yield right
    yield right.mistake(
        "key-axis",
        "ReplayNotTransposed",
        "The state is read as the model reads it, along the key axis.",
        states=[states for states, _ in other],
        error=[errors for _, errors in other],
    )
    yield case("64-steps", "64 tokens with slow decay: roundings add up.", 1, 64, 12, slow=True, limit=4)[0]
