"""Golden result of erasing and writing one atom (experiment E4): each edit is
a full float64 replay of the passage with one state changed.

Passages with an even index choose the preferred token, those with an odd one
are edited; `same` chooses by the firings that are then erased, as the paper's
text can be read too.
"""


import numpy as np
import torch
from scipy import stats

import common
import families
import golden_substitution as substitution
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

LAYER, SEED, RESAMPLES = 2, 2026, 2000
RUNS = {  # dictionary, head, feature, firings: found, erased, written, dosed
    "gdn-tiny": ("bilinear_L2_H2", 2, 174, (30, 30, 40, 10)),
    "mamba2-tiny": ("bilinear_L2_H1", 1, 39, (20, 20, 12, 6))}
READINGS = {"gdn-tiny": (("raw", "argmax", "disjoint"),
                         ("delta", "any", "same")),
            "mamba2-tiny": (("raw", "argmax", "disjoint"),)}
MAGNITUDES = (1.0, 2.0, 4.0)
DOSES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
TOP = 8


def firings(cell, feature, passages, select, cap):
    """(passage, position), the first `cap` of these passages."""
    return [(s, t) for _, s, t in cell.firings([feature], select, 10 ** 9)
            if s in passages][:cap]


def replayed(cell, places, changes):
    """Log p after the next token, natively and with the change: [n, V]."""
    native, moved = [], []
    for start in range(0, len(places), substitution.ROWS):
        part = places[start:start + substitution.ROWS]
        s, t = (torch.tensor(x) for x in zip(*part))
        recurrence = cell.family.Recurrence(edit={
            "layer": cell.layer, "head": cell.head, "before_read": False,
            "position": t,
            "change": torch.stack(changes[start:start + len(part)])})
        logits = cell.family.run(cell.model, cell.tokens[s], recurrence)
        moved.append(logits.log_softmax(-1)[range(len(part)), t + 1])
        native.append(cell.log_p[s, t + 1])
    return torch.cat(native).numpy(), torch.cat(moved).numpy()


def records(cell, feature, token, places, changes, magnitude):
    native, moved = replayed(cell, places, changes)
    return [{
        "magnitude": magnitude, "prompt_id": s, "firing_position": t,
        "coefficient": float(cell.coefficients[s, t, feature]),
        "logp_native": p[token], "logp_patched": q[token],
        "delta_logp": q[token] - p[token],
        "rank_native": int((p > p[token]).sum()),
        "rank_patched": int((q > q[token]).sum())}
        for (s, t), p, q in zip(places, native, moved)]


def summary(rows):
    delta = np.array([r["delta_logp"] for r in rows])
    draws = np.random.RandomState(SEED)
    medians = [np.median(draws.choice(delta, len(delta), replace=True))
               for _ in range(RESAMPLES)]
    test = stats.wilcoxon(
        [r["logp_patched"] for r in rows], [r["logp_native"] for r in rows],
        zero_method="wilcox", correction=False, method="asymptotic")
    return {"n": len(rows), "median_delta_logp": float(np.median(delta)),
            "median_ci95": np.percentile(medians, [2.5, 97.5]).tolist(),
            "mean_delta_logp": float(delta.mean()),
            "wilcoxon_p": float(test.pvalue),
            "median_rank_native": float(np.median(
                [r["rank_native"] for r in rows])),
            "median_rank_patched": float(np.median(
                [r["rank_patched"] for r in rows]))}


def edit(cell, feature, caps, write, select, detection):
    most_found, most_erased, most_written, most_dosed = caps
    count = len(cell.tokens)
    own = range(1, count, 2) if detection == "disjoint" else range(count)
    erased = firings(cell, feature, own, select, most_erased)
    found = erased if detection == "same" else firings(
        cell, feature, range(0, count, 2), select, most_found)
    native, deleted = replayed(
        cell, found, [-cell.write[write][s, t] for s, t in found])
    sums = (native - deleted).sum(0)
    order = np.argsort(-sums, kind="stable")
    token = int(order[0])
    values = [float(cell.coefficients[s, t, feature]) for s, t in found]
    dose = float(np.median(values))
    # Silent positions of the passages up to the last one that was needed.
    last = max(erased[-1][0] if len(erased) == most_erased else count,
               found[-1][0] if len(found) == most_found else count)
    silent = [(s, t) for s in own if s <= last
              for t in np.flatnonzero(cell.coefficients[s, :, feature] == 0)
              .tolist()]
    drawn = np.random.RandomState(SEED).permutation(len(silent))
    written = [silent[i] for i in sorted(drawn[:most_written])]
    dosed = [silent[i] for i in sorted(drawn[:most_dosed])]
    atom = cell.atoms[feature]
    rows = {"erase": records(
        cell, feature, token, erased,
        [-cell.write[write][s, t] for s, t in erased], None)}
    rows["write"] = [r for m in MAGNITUDES for r in records(
        cell, feature, token, written, [m * dose * atom] * len(written), m)]
    rows["dose"] = [r for m in DOSES for r in records(
        cell, feature, token, dosed, [m * dose * atom] * len(dosed), m)]
    line = stats.linregress([r["magnitude"] for r in rows["dose"]],
                            [r["delta_logp"] for r in rows["dose"]])
    at = {kind: {m: summary([r for r in rows[kind] if r["magnitude"] == m])
                 for m in levels} for kind, levels in
          (("write", MAGNITUDES), ("dose", DOSES))}
    return {
        "write": write, "select": select, "detection": detection,
        "token_id": token, "sum_logp_difference": float(sums[token]),
        "a_star": dose, "detection_firings": len(found),
        "top": [{"token_id": int(i), "sum_logp_difference": float(sums[i])}
                for i in order[:TOP]],
        "silent_positions": len(silent),
        "erase": summary(rows["erase"]),
        "writes": [{"magnitude": m} | s for m, s in at["write"].items()],
        "doses": [{"magnitude": m} | s for m, s in at["dose"].items()],
        "fit": {"slope": line.slope, "intercept": line.intercept,
                "r2": line.rvalue ** 2, "p": line.pvalue},
        "records": [{"kind": kind} | r for kind, part in rows.items()
                    for r in part]}


def main():
    _, out = common.begin(common.parser(__doc__))
    for model, (dictionary, head, feature, caps) in RUNS.items():
        folder = MODELS / model
        sae, _ = load_sae(folder / "sae" / dictionary / "best.pt")
        family = families.of(folder)
        cell = substitution.Cell(
            family, family.load(folder), np.load(folder / "corpus.npy"),
            LAYER, head, sae)
        for write, select, detection in READINGS[model]:
            name = f"{model}-{write}-{detection}"
            out.records(GOLDEN / "memory-edit" / f"{name}.json", {
                "schema": "writesae-golden-1", "id": f"memory-edit/{name}",
                "object": "memory edit",
                "about": f"erasing and writing atom {feature} of "
                         f"models/{model}/sae/{dictionary}/best.pt over "
                         "corpus.npy",
                "source": {"packages": packages("transformers", "torch",
                                                "scipy", "numpy"),
                           "upstream": common.UPSTREAM,
                           "script": "generate/golden_memory_edit.py"},
                "feature_id": feature, "layer": LAYER, "head": head,
                "seed": SEED, "resamples": RESAMPLES,
                "caps": dict(zip(("detection", "erase", "write", "dose"),
                                 caps))}
                | edit(cell, feature, caps, write, select, detection))
    out.done()


if __name__ == "__main__":
    main()
