"""Golden results about the dictionaries of several heads together (experiment
E28): residuals of their reconstructions, as upstream's
run_collective_residual_analysis.py and run_residual_correlation.py sum them
up, and which features are alive, as the former and alive_overlap.py do.

States are those after the last token of corpus.npy, in float64 from
transformers; upstream's autoencoders in float64. Upstream keeps residuals in
float16 in between; here nothing is rounded.
"""

from itertools import combinations

import numpy as np
import torch

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_downstream import dictionaries
from golden_sae import encode

LAYER = 2
KINDS = ("flat", "bilinear")
COUNTS = (2, 3)
SUBSETS = 2
SEED = 42
SAMPLES = 12        # of the second script
FOR_COMPONENTS = 7
COMPONENTS = 10
DEAD_AFTER = (100, 3)


@torch.no_grad()
def residuals(sae, states):
    """[n, d] residuals, and which features fire at all."""
    flat = not hasattr(sae, "_ensure_3d")
    x = states.reshape(len(states), -1) if flat else states
    found = sae(x).reconstruction.reshape(len(states), -1)
    _, coefficients = encode(sae, states)
    return (states.reshape(len(states), -1) - found,
            (coefficients != 0).any(0).numpy())


def jaccard(a, b):
    return float((a & b).sum() / max((a | b).sum(), 1))


def expected(size_a, size_b, universe):
    both = size_a * size_b / max(universe, 1)
    either = size_a + size_b - both
    return float(both / either) if either > 0 else 0.0


def offdiagonal(matrix):
    values = [matrix[i, j] for i, j in combinations(range(len(matrix)), 2)]
    return {"mean_offdiag": float(np.mean(values)),
            "std_offdiag": float(np.std(values)),
            "min_offdiag": float(np.min(values)),
            "max_offdiag": float(np.max(values)), "matrix": matrix.tolist()}


def subsets(rng, heads, k):
    """As upstream draws them: different ones, until there are enough."""
    if k == heads:
        return [list(range(heads))]
    seen = []
    while len(seen) < SUBSETS:
        one = sorted(int(h) for h in rng.choice(heads, size=k, replace=False))
        if one not in seen:
            seen.append(one)
    return seen


def collective(saes, states):
    heads = sorted(saes)
    parts = [residuals(saes[h], states[:, h]) for h in heads]
    r = np.stack([part[0].numpy() for part in parts])       # [H, n, d]
    norms = np.linalg.norm(r, axis=-1)
    per_head = [{
        "head": h, "mean_residual_mse": float((r[i] ** 2).mean()),
        "mean_residual_norm": float(norms[i].mean()),
        "empirical_n_alive": int(parts[i][1].sum()),
        "empirical_alive_pct": float(100 * parts[i][1].mean())}
        for i, h in enumerate(heads)]
    cosine = np.einsum("hnd,jnd->nhj", r, r) / np.maximum(
        np.einsum("hn,jn->nhj", norms, norms), 1e-8)
    rng = np.random.default_rng(SEED)
    coherence = {}
    for k, chosen in {k: subsets(rng, len(heads), k)
                      for k in COUNTS}.items():
        values = np.concatenate([
            np.linalg.norm(r[s].sum(0), axis=-1)
            / np.sqrt(np.maximum((r[s] ** 2).sum((0, 2)), 1e-8))
            for s in chosen])
        coherence[str(k)] = {"mean": float(values.mean()),
                             "std": float(values.std()),
                             "n_observations": len(values),
                             "n_subsets": len(chosen)}
    same = len({len(part[1]) for part in parts}) == 1
    pairs = list(combinations([part[1] for part in parts], 2))
    percents = [one["empirical_alive_pct"] for one in per_head]
    return {
        "n_samples": len(states), "per_head": per_head,
        "mean_residual_mse_across_heads": float(np.mean(
            [one["mean_residual_mse"] for one in per_head])),
        "mean_residual_norm_across_heads": float(np.mean(
            [one["mean_residual_norm"] for one in per_head])),
        "empirical_alive": {
            "mean_alive_pct": float(np.mean(percents)),
            "std_alive_pct": float(np.std(percents)),
            **({"mean_alive_jaccard": float(np.mean(
                [jaccard(a, b) for a, b in pairs])),
                "mean_dead_jaccard": float(np.mean(
                    [jaccard(~a, ~b) for a, b in pairs]))} if same else {})},
        "pairwise_signed_cosine": offdiagonal(cosine.mean(0)),
        "pairwise_abs_cosine": offdiagonal(np.abs(cosine).mean(0)),
        "coherence": coherence}


def components(r):
    centred = r - r.mean(0)
    values = np.linalg.svd(centred, compute_uv=False)
    share = (values[:COMPONENTS] ** 2).cumsum() / (values ** 2).sum()
    return {f"top_{i + 1}": float(one) for i, one in enumerate(share)}


def correlation(saes, states):
    heads = sorted(saes)
    rng = np.random.default_rng(SEED)
    index = np.sort(rng.choice(len(states), size=min(SAMPLES, len(states)),
                               replace=False))
    states = states[index]
    r = {h: residuals(saes[h], states[:, h])[0].numpy() for h in heads}
    norms = {h: np.linalg.norm(r[h], axis=-1) for h in heads}
    unit = {h: r[h] / np.maximum(norms[h], 1e-8)[:, None] for h in heads}
    pairs = {f"{a}-{b}": float((unit[a] * unit[b]).sum(-1).mean())
             for a, b in combinations(heads, 2)}
    values = list(pairs.values())
    total = sum(r.values())
    lengths = sum(norms.values())
    stacked = np.concatenate([r[h][:FOR_COMPONENTS] for h in heads])
    return {
        "pairwise_cosine": {
            "mean": float(np.mean(values)), "std": float(np.std(values)),
            "median": float(np.median(values)), "min": min(values),
            "max": max(values), "n_pairs": len(values), "all_pairs": pairs},
        "per_head": {str(h): {
            "mse": float((r[h] ** 2).mean()),
            "mean_frobenius_norm": float(norms[h].mean()),
            "std_frobenius_norm": float(norms[h].std(ddof=1))}
            for h in heads},
        "stacked_pca_variance_explained": components(stacked),
        "per_head_pca_variance_explained": {
            str(h): components(r[h][:FOR_COMPONENTS]) for h in heads},
        "cancellation_ratio": float(
            (np.linalg.norm(total, axis=-1)
             / np.maximum(lengths, 1e-8)).mean()),
        "norm_of_sum_mean": float(np.linalg.norm(total, axis=-1).mean()),
        "sum_of_norms_mean": float(lengths.mean()),
        "heads_used": heads}


def overlap(saes, dead_after):
    heads = sorted(saes)
    alive = {h: (saes[h].steps_since_active < dead_after).numpy()
             for h in heads}
    pairs = []
    for a, b in combinations(heads, 2):
        one = {"head_i": a, "head_j": b}
        for name, x, y in (("alive", alive[a], alive[b]),
                           ("dead", ~alive[a], ~alive[b])):
            one[f"{name}_jaccard"] = jaccard(x, y)
            one[f"{name}_expected_random"] = expected(
                int(x.sum()), int(y.sum()), len(x))
            one[f"{name}_excess_over_random"] = (
                one[f"{name}_jaccard"] - one[f"{name}_expected_random"])
        pairs.append(one)
    percents = [100 * alive[h].mean() for h in heads]
    return {"per_head": [{"head": h, "n_alive": int(alive[h].sum()),
                          "n_dead": int((~alive[h]).sum()),
                          "alive_pct": float(100 * alive[h].mean())}
                         for h in heads],
            "summary": {
                "mean_alive_pct": float(np.mean(percents)),
                "std_alive_pct": float(np.std(percents)),
                **{f"mean_{name}": float(np.mean([p[name] for p in pairs]))
                   for name in ("alive_jaccard", "dead_jaccard",
                                "alive_excess_over_random",
                                "dead_excess_over_random")}},
            "global_union_size": int(np.any(list(alive.values()), 0).sum()),
            "global_intersection_size": int(
                np.all(list(alive.values()), 0).sum()),
            "pairwise": pairs}


def main():
    _, out = common.begin(common.parser(__doc__))
    folder = MODELS / "gdn-tiny"
    # Heads with as many features as each other: those of 0, 1 and 3.
    saes = {kind: {h: found[h] for h in (0, 1, 3)}
            for kind, found in dictionaries(folder).items()
            if kind in KINDS}
    # First: a forward pass counts on, in evaluation too.
    overlaps = {str(steps): {k: overlap(saes[k], steps) for k in KINDS}
                for steps in DEAD_AFTER}
    corpus = np.load(folder / "corpus.npy").astype(np.int64)
    recurrence = float64_model.Recurrence(record=("states",))
    float64_model.run(float64_model.load(folder), torch.as_tensor(corpus),
                      recurrence)
    states = recurrence.layers[LAYER]["state"][:, -1]
    out.json(GOLDEN / "collective" / "gdn-tiny.json", {
        "schema": "writesae-golden-1", "id": "collective/gdn-tiny",
        "object": "collective",
        "about": "residuals of states after the last token of corpus.npy, "
                 f"layer {LAYER}, heads 0, 1 and 3",
        "source": {"packages": packages("transformers", "torch", "numpy"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_collective.py"},
        "settings": {"counts": list(COUNTS), "subsets": SUBSETS,
                     "seed": SEED, "samples": SAMPLES,
                     "for_components": FOR_COMPONENTS,
                     "components": COMPONENTS},
        "collective": {k: collective(saes[k], states) for k in KINDS},
        "correlation": {k: correlation(saes[k], states) for k in KINDS},
        "overlap": overlaps})
    out.done()


if __name__ == "__main__":
    main()
