"""Greedy continuations of DeltaNet, GLA and RWKV-7 models, chosen alike by a float64 run and by upstream's in float32:
flash-linear-attention, a token at a time after the prompt, and for RWKV-7 the official NumPy file.

Needs the packages of requirements-fla.txt.
"""

import fla_cpu  # noqa: F401  before fla

from pathlib import Path

import numpy as np
import torch

import fla_float64
import greedy
import rwkv7_models
import rwkv7_official
import common
from common import GOLDEN, MODELS, packages

FLA = "deltanet-random-a", "deltanet-random-b", "gla-random-a", "gla-random-b", "gla-random-c"


def fla_rows(name):
    exact, single = (fla_float64.load(MODELS / name, double) for double in (True, False))

    def next64(ids):
        return fla_float64.run(exact, torch.tensor([ids]))[0, -1].numpy()

    def begin():
        cache = None

        def after(ids):
            nonlocal cache
            new = torch.tensor([ids if cache is None else ids[-1:]])
            result = single(new, past_key_values=cache, use_cache=True)
            cache = result.past_key_values
            return result.logits[0, -1].numpy()

        return after

    yield from greedy.random_model(name, exact.config["vocab_size"], lambda: next64, begin)


def rwkv7_rows(letter):
    def begin(dtype):
        model = rwkv7_models.official_model(letter, dtype)
        state, done = model.begin(), 0

        def after(ids):
            nonlocal done
            logits, done = model.run(ids[done:], state, first=done), len(ids)
            return logits[-1]

        return after

    vocabulary = rwkv7_models.SHAPES[letter]["vocab"]
    yield from greedy.random_model(
        f"rwkv7-random-{letter}", vocabulary, lambda: begin(np.float64), lambda: begin(np.float32)
    )


def main():
    parser = common.parser(__doc__, upstream=False)
    parser.add_argument("--rwkv-lm", required=True, type=Path)
    args, out = common.begin(parser)
    rwkv7_official.use(args.rwkv_lm)
    torch.set_grad_enabled(False)
    for name in FLA:
        out.records(GOLDEN / "generation" / f"{name}.json", {
            "source": packages("torch", "flash-linear-attention"), "model": f"models/{name}",
            "continuations": list(fla_rows(name))})  # fmt: skip
    for letter in rwkv7_models.SHAPES:
        out.records(GOLDEN / "generation" / f"rwkv7-random-{letter}.json", {
            "source": packages("numpy") | {"RWKV-LM": rwkv7_official.COMMIT}, "model": f"models/rwkv7-random-{letter}",
            "continuations": list(rwkv7_rows(letter))})  # fmt: skip
    out.done()


if __name__ == "__main__":
    main()
