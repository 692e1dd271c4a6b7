"""Golden results of the replacement test on every head of a layer (experiment
E8): the same features by index in each head's dictionary. Every condition is a
full float64 replay.
"""


import numpy as np

import common
import float64_model
import golden_substitution as base
import seeded_draws
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

LAYER, SEED, CAP = 2, 2026, 6
FOLDER = MODELS / "gdn-tiny"
READING = base.BASE
WRITTEN = ("feature_id", "prompt_id", "firing_position", "kl_atom",
           "kl_ablate", "kl_random")


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--features", type=int, nargs="+", default=[
        1, 5, 7, 8, 12, 14, 25, 31, 44, 49, 60])
    args, out = common.begin(parser)
    corpus = np.load(FOLDER / "corpus.npy")
    model = float64_model.load(FOLDER)
    heads, rates = [], []
    for head in range(4):
        sae, _ = load_sae(FOLDER / "sae" / f"bilinear_L2_H{head}" / "best.pt")
        cell = base.Cell(float64_model, model, corpus, LAYER, head, sae)
        firings = cell.firings(args.features, READING[3], CAP)
        drawn = seeded_draws.draw(cell, firings, SEED)
        jobs = [(f, c, False) for f in firings
                for c in base.conditions(READING).values()]
        rows = base.records(cell, firings, READING,
                            base.replay(cell, drawn, jobs))
        summary = base.summary(rows)
        heads.append({"head": head, "summary": summary, "records": [
            {k: r[k] for k in WRITTEN} for r in rows]})
        if rows:
            rates.append((head, summary["win_rate_atom_vs_ablate"]))
    rate = np.array([r for _, r in rates])
    print(rates)
    out.json(GOLDEN / "heads" / "gdn-tiny.json", {
        "schema": "writesae-golden-1", "id": "heads/gdn-tiny",
        "object": "heads",
        "about": "replacement test on every head of layer 2 of "
                 "models/gdn-tiny with sae/bilinear_L2_H*; every condition "
                 "a full float64 replay",
        "source": {"packages": packages("transformers", "torch"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_heads.py"},
        "seed": SEED, "cap": CAP, "features": args.features,
        "summary": {"n_heads": len(rates), "mean_rate": float(rate.mean()),
                    "sd_rate": float(rate.std()),
                    "z": {head: float((r - rate.mean()) / rate.std())
                          for head, r in rates},
                    "above_85": int((rate > 0.85).sum()),
                    "above_50": int((rate > 0.5).sum())},
        "heads": heads}, indent=None)
    out.done()


if __name__ == "__main__":
    main()
