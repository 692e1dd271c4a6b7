"""Golden results of the parts of the falsification claim (experiment E9) that
are made from the replacement test, on gdn-tiny: one atom at its own amplitude
and at the norm of the native write (part f), the strongest atoms of a rank-1
and of a rank-2 dictionary at the same positions (part c), the spectrum of the
states at firings (part e). Every condition is a full float64 replay; the
statistics are SciPy's.
"""


import numpy as np
import torch
from scipy import stats

import common
import float64_model
import golden_population
import golden_substitution as base
import seeded_draws
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

LAYER, HEAD, SEED = 2, 2, 2026
FOLDER = MODELS / "gdn-tiny"


def reading(amplitude):
    random = "non-firing" if amplitude == "matched" else "same-coefficient"
    return ("raw", amplitude, random, "argmax", "next")


def records(cell, firings, amplitude):
    drawn = seeded_draws.draw(cell, firings, SEED)
    return golden_population.measure(cell, firings, drawn, reading(amplitude))


def swaps(rows, name):
    return float(np.mean([r["top1_native"] != r[f"top1_{name}"]
                          for r in rows]))


def inversion(cell, feature, cap):
    firings = cell.firings([feature], "argmax", cap)
    both = {a: records(cell, firings, a) for a in ("natural", "matched")}
    median = {a: float(np.median([r["kl_atom"] for r in rows]))
              for a, rows in both.items()}
    delete = float(np.median([r["kl_ablate"] for r in both["natural"]]))
    return {"feature": feature, "cap": cap, "n_firings": len(firings),
            "median_kl_ablate": delete,
            "top1_swap_ablate": swaps(both["natural"], "ablate")} | {
        a: {"median_kl_atom": median[a],
            "median_atom_over_ablate": median[a] / delete,
            "n_wins": sum(r["kl_atom"] < r["kl_ablate"] for r in rows),
            "top1_swap_atom": swaps(rows, "atom")}
        for a, rows in both.items()}


def strongest(cell, total):
    """(feature, sequence, position) of the strongest atom at the first
    positions, where one fires."""
    top = cell.pre.argmax(-1)
    found = [(int(top[s, t]), s, t) for s in range(len(top))
             for t in range(top.shape[1])
             if cell.coefficients[s, t, top[s, t]] > 0]
    return found[:total]


def ranks(one, two, total):
    both = {f[1:] for f in strongest(one, None)} & {
        f[1:] for f in strongest(two, None)}
    kl = []
    for cell in (one, two):
        firings = [f for f in strongest(cell, None) if f[1:] in both][:total]
        kl.append(np.array([r["kl_atom"]
                            for r in records(cell, firings, "natural")]))
    x, y = kl
    return {"total": total, "n_firings": len(x),
            "median_kl_atom_rank1": float(np.median(x)),
            "median_kl_atom_rank2": float(np.median(y)),
            "median_log_ratio": float(np.median(np.log(y / x))),
            "cliffs_delta": float((np.sign(y[:, None] - x)).mean()),
            "dominance_2p_minus_1": float(2 * (y > x).mean() - 1),
            "wilcoxon_p": float(stats.wilcoxon(
                y, x, zero_method="wilcox", correction=False,
                method="asymptotic").pvalue),
            "mann_whitney_p": float(stats.mannwhitneyu(y, x).pvalue)}


def spectrum(cell, features, cap):
    firings = cell.firings(features, "argmax", cap)
    s, t = (torch.tensor([f[n] for f in firings]) for n in (1, 2))
    values = torch.linalg.svdvals(cell.state[s, t]).numpy()
    share = values[:, 0] ** 2 / (values ** 2).sum(1)
    return {"features": features, "cap": cap, "n_states": len(share),
            "mean_top1_variance": float(share.mean()),
            "median_top1_variance": float(np.median(share)),
            "mean_stable_rank": float((1 / share).mean()),
            "median_stable_rank": float(np.median(1 / share))}


def main():
    _, out = common.begin(common.parser(__doc__))
    corpus = np.load(FOLDER / "corpus.npy")
    model = float64_model.load(FOLDER)

    def cell(name):
        sae, _ = load_sae(FOLDER / "sae" / name / "best.pt")
        return base.Cell(float64_model, model, corpus, LAYER, HEAD, sae)
    one, two = cell("bilinear_L2_H2"), cell("bilinear-r2_L2_H2")
    out.json(GOLDEN / "falsification" / "gdn-tiny.json", {
        "schema": "writesae-golden-1", "id": "falsification/gdn-tiny",
        "object": "falsification",
        "about": "parts of experiment E9 on models/gdn-tiny, layer 2 head 2; "
                 "every condition a full float64 replay, statistics by SciPy; "
                 "rank 1 is sae/bilinear_L2_H2, rank 2 is "
                 "sae/bilinear-r2_L2_H2",
        "source": {"packages": packages("transformers", "torch", "scipy"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_falsification.py"},
        "seed": SEED,
        "inversion": inversion(one, 174, 40),
        "ranks": ranks(one, two, 150),
        "spectrum": spectrum(one, [31, 44, 174], 20)})
    out.done()


if __name__ == "__main__":
    main()
