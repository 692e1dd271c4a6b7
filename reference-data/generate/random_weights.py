"""What the scripts that make models with random weights share."""

import argparse
import math
from pathlib import Path

import numpy as np
import torch

from common import MODELS, Outputs, packages


def drawn(model, seed, tied, special):
    """The weights of a model, drawn anew in their order with sensible
    scales; no lm_head where it is tied. `special(key, shape, normal, rand)`
    gives those that are neither the embedding table nor a matrix, else
    None."""
    generator = torch.Generator().manual_seed(seed)

    def normal(shape, scale):
        return torch.randn(shape, generator=generator) * scale

    def rand(shape):
        return torch.rand(shape, generator=generator)
    state = {}
    for key, old in model.state_dict().items():
        value = special(key, old.shape, normal, rand)
        if value is None and "embed" in key:
            value = normal(old.shape, 0.7)
        elif value is None:
            value = normal(old.shape, 1.5 / math.sqrt(math.prod(old.shape[1:])))
        state[key] = value
    if tied:
        del state["lm_head.weight"]
    return state


def finish(out, folder, script, seed, vocabulary, size, *names):
    """The tokens to run a model on, and how it was made."""
    rng = np.random.RandomState(seed)
    out.npy(folder / "tokens.npy",
            rng.randint(vocabulary, size=size).astype(np.int32))
    out.json(folder / "provenance.json", {
        "about": "random weights of sensible scale; seed and shapes in "
                 f"generate/{Path(script).name}",
        "seed": seed, "packages": packages(*names)})


def main(script, about, seed, folders, write, *names):
    """Makes the models of a script. `folders` names the folder of each shape
    in models/, `write(out, folder, name, seed)` writes the model's files and
    returns its vocabulary and how many tokens to run it on."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    out = Outputs(args.write)
    for number, (name, folder) in enumerate(folders.items()):
        own, folder = args.seed + number, MODELS / folder
        finish(out, folder, script, own, *write(out, folder, name, own),
               *names)
    out.done()
