"""Greedy continuations by a float64 and a float32 run of one model; both must choose the same tokens."""

import numpy as np

LENGTHS = 2, 5, 17      # prompts of random models; FLA's RWKV-7 cannot begin with a single token
MOST = 40


def continuation(next64, next32, prompt, most):
    """`next64` and `next32` give the logits after all the ids given, which grow by one from call to call; without `next32`
    the caller compares the ids. `smallest_gap` is the least distance of the two largest logits: how far from chance."""
    ids, gap = list(prompt), np.inf
    for _ in range(most):
        logits = next64(ids)
        assert logits.dtype == np.float64
        second, first = np.sort(logits)[-2:]
        chosen = int(logits.argmax())
        assert next32 is None or int(next32(ids).argmax()) == chosen, (prompt, ids, float(first - second))
        gap = min(gap, float(first - second))
        ids.append(chosen)
    return {"ids": ids[-most:], "smallest_gap": gap}


def prompts(name, vocabulary):
    """Random ids, the same for a name whenever it is asked."""
    rng = np.random.RandomState(sum(name.encode()))
    return [rng.randint(0, vocabulary, n).tolist() for n in LENGTHS]


def random_model(name, vocabulary, begin64, begin32):
    """The rows of a model with random weights; `begin...` gives a new function of one text."""
    for prompt in prompts(name, vocabulary):
        yield {"prompt_ids": prompt} | continuation(begin64(), begin32(), prompt, MOST)
