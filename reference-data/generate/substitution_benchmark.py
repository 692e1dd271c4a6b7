"""Times the replacement test on a bundled model by cache copies in upstream's
float32 model, for `writesae substitute` with the same firings to be set
beside it.

    substitution_benchmark.py --upstream upstream --threads 2

Two ways: as golden_substitution.py checks itself (prefill up to each firing,
then copy the cache for each of four conditions and feed one token), and with
one walk over each passage that stops at its firings. Firings, writes and
atoms are found before the clock starts. Prints one JSON line.
"""

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch

import common
import families
import golden_substitution as golden
from common import MODELS
from golden_sae import load_sae

FEATURES = (31, 44, 100, 128, 138, 150, 174, 255)


def divergences(family, model, cell, drawn, firing, cache):
    _, s, t = firing
    token = cell.tokens[s:s + 1, t + 1:t + 2]

    def log_p(added):
        branch = copy.deepcopy(cache)
        if added is not None:
            family.state(branch, cell.layer)[0, cell.head] += added
        return family.step(model, token, branch)[0, 0].log_softmax(-1)

    native = log_p(None)
    return [(native.exp() * (native - log_p(golden.change(
        cell, drawn, firing, condition).float()))).sum().item()
        for condition in golden.conditions(golden.BASE).values()]


@torch.no_grad()
def each_prefilled(family, model, cell, drawn, firings):
    for firing in firings:
        _, s, t = firing
        cache = family.prefill(model, cell.tokens[s:s + 1, :t + 1])
        divergences(family, model, cell, drawn, firing, cache)


@torch.no_grad()
def one_walk(family, model, cell, drawn, firings):
    for s in sorted({s for _, s, _ in firings}):
        here = sorted((f for f in firings if f[1] == s), key=lambda f: f[2])
        cache, done = None, 0
        for firing in here:
            t = firing[2]
            if cache is None:
                cache = family.prefill(model, cell.tokens[s:s + 1, :t + 1])
                done = t + 1
            while done < t + 1:
                family.step(model, cell.tokens[s:s + 1, done:done + 1], cache)
                done += 1
            divergences(family, model, cell, drawn, firing, cache)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upstream", type=Path, required=True)
    parser.add_argument("--cap", type=int, default=38)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    common.upstream(args.upstream)
    folder = MODELS / "gdn-tiny"
    family = families.of(folder)
    sae, _ = load_sae(folder / "sae/bilinear_L2_H2/best.pt")
    cell = golden.Cell(family, family.load(folder),
                       np.load(folder / "corpus.npy"), 2, 2, sae)
    firings = cell.firings(FEATURES, "argmax", args.cap)
    drawn = golden.draw(cell, firings, 2026)
    model = family.load(folder, double=False)
    line = {"name": "substitution-gdn-tiny", "firings": len(firings),
            "threads": args.threads}
    for name, way in (("each_prefilled", each_prefilled),
                      ("one_walk", one_walk)):
        way(family, model, cell, drawn, firings[:4])        # warm-up
        start = time.perf_counter()
        way(family, model, cell, drawn, firings)
        line[f"seconds_{name}"] = time.perf_counter() - start
    print(json.dumps(line))


if __name__ == "__main__":
    main()
