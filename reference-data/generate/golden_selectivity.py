"""Golden selectivity (experiment E16): which tokens an atom moves most, and
which a control of its norm does, by full float64 replays."""


import numpy as np
import torch

import common
import families
import golden_baseline_atoms as baselines
import golden_substitution as substitution
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae
from seeded_draws import normals
from scipy import stats

LAYER = 2
DICTIONARIES = {
    "gdn-tiny": ("bilinear_L2_H0", "bilinear_L2_H1", "bilinear-r2_L2_H2",
                 "bilinear_L2_H3"),
    "mamba2-tiny": ("bilinear_L2_H1",)}
SEED, FEATURES, CAP, EPSILON = 2026, 3, 3, 1.0
SIZES = (1, 5, 10, 20, 30, 32)
CONTROLS = ("random", "orthogonal", "flat-svd")


def outside(vector, factors):
    """The part of a vector that is orthogonal to all factors."""
    q, _ = torch.linalg.qr(factors.T)
    return vector - q @ (q.T @ vector)


def controls(cell, sae, flat, feature, s, t):
    """The directions, at the norm of the atom times epsilon."""
    v, w = ((sae.V, sae.W) if hasattr(sae, "V") else (sae.V_dec, sae.W_dec))
    if cell.family.VALUES_FIRST:
        v, w = w, v
    d_k, d_v = cell.atoms.shape[1:]
    g, h, g2, h2 = (torch.from_numpy(x) for x in normals(
        (SEED, LAYER, cell.head, feature, s, t), d_k, d_v, d_k, d_v))
    with torch.no_grad():
        found = (torch.outer(g, h),
                 torch.outer(outside(g2, v[feature]), outside(h2, w[feature])),
                 baselines.reconstruction(cell, flat, s, t))
    norm = EPSILON * cell.atoms[feature].norm()
    return [matrix * (norm / matrix.norm()) for matrix in found]


def changed(cell, s, t, change):
    """How much each logit moves at the next token: [n, V]."""
    recurrence = cell.family.Recurrence(edit={
        "layer": LAYER, "head": cell.head, "before_read": False,
        "position": torch.full((len(change),), t),
        "change": torch.stack(change)})
    tokens = cell.tokens[s:s + 1].repeat(len(change), 1)
    logits = cell.family.run(cell.model, tokens, recurrence)
    native = cell.family.run(cell.model, cell.tokens[s:s + 1])
    return (logits[:, t + 1] - native[:, t + 1]).abs().numpy()


def firing(cell, sae, flat, feature, s, t):
    moved = changed(cell, s, t, [EPSILON * cell.atoms[feature], *controls(
        cell, sae, flat, feature, s, t)])
    order = np.argsort(-moved, axis=-1, kind="stable")
    ranked = -np.sort(-moved, axis=-1)
    gaps = [[float((row[k - 1] - row[k]) / row[k - 1]) for k in SIZES]
            for row in ranked]
    return {"feature_id": feature, "prompt_id": s, "firing_position": t,
            "smallest_gap": {
                name: [min(pair) for pair in zip(gaps[0], gaps[n + 1])]
                for n, name in enumerate(CONTROLS)},
            "selectivity": {
                name: [1 - len(set(order[0, :k]) & set(order[n + 1, :k])) / k
                       for k in SIZES] for n, name in enumerate(CONTROLS)}}


def dictionary(folder, family, model, corpus, name):
    head = int(name[-1])
    sae, _ = load_sae(folder / "sae" / name / "best.pt")
    flat, _ = load_sae(folder / "sae" / f"flat_L2_H{head}" / "best.pt")
    cell = substitution.Cell(family, model, corpus, LAYER, head, sae)
    states = cell.state.flatten(0, 1)
    pre, coefficients = encode(
        sae, states.transpose(-1, -2) if family.VALUES_FIRST else states)
    counts = torch.bincount(pre.argmax(-1)[coefficients.amax(-1) > 0],
                            minlength=len(cell.atoms))
    features = counts.argsort(descending=True, stable=True)[:FEATURES].tolist()
    records = [firing(cell, sae, flat, *f)
               for f in cell.firings(features, "argmax", CAP)]
    means = {control: [float(np.mean([np.mean(
        [r["selectivity"][control][k] for r in records
         if r["feature_id"] == feature]) for feature in features]))
        for k in range(len(SIZES))] for control in CONTROLS}
    stored = f"models/{folder.name}/sae"
    return {"cell": f"L{LAYER}H{head}",
            "sae_checkpoint": f"{stored}/{name}/best.pt",
            "flat_checkpoint": f"{stored}/flat_L2_H{head}/best.pt",
            "features": features, "mean": means, "records": records}


def over_cells(cells, control, k):
    values = np.array([cell["mean"][control][k] for cell in cells])
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    low, high = values.mean() - half, values.mean() + half
    return {"mean": values.mean(), "ci95": [low, high], "min": values.min()}


def main():
    _, out = common.begin(common.parser(__doc__))
    for name, dictionaries in DICTIONARIES.items():
        folder = MODELS / name
        family = families.of(folder)
        model = family.load(folder)
        corpus = np.load(folder / "corpus.npy")
        cells = [dictionary(folder, family, model, corpus, one)
                 for one in dictionaries]
        header = {
            "schema": "writesae-golden-1", "id": f"selectivity/{name}",
            "object": "selectivity",
            "about": "tokens that atoms and controls move most, "
                     + ("four cells" if len(cells) > 1 else "one cell"),
            "source": {"packages": packages("transformers", "torch", "scipy",
                                            "numpy"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_selectivity.py"},
            "seed": SEED, "epsilon": EPSILON,
            "features_per_cell": FEATURES, "cap": CAP, "k": SIZES}
        if len(cells) > 1:
            header["over_cells"] = {
                c: [over_cells(cells, c, k) for k in range(len(SIZES))]
                for c in CONTROLS}
        out.records(GOLDEN / "selectivity" / f"{name}.json",
                    header | {"cells": cells})
    out.done()


if __name__ == "__main__":
    main()
