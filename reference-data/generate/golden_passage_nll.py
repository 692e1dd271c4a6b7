"""Golden losses of passages with every register write deleted, or random ones
in their place (experiment E18): full float64 replays with many changes each.

The registers are those of golden/partition/<model>-raw-any.json.
"""

import json

import numpy as np
import torch
from scipy import stats

import common
import families
import golden_substitution as substitution
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae
from seeded_draws import normals

LAYER = 2
RUNS = {  # dictionary, head, readings
    "gdn-tiny": ("bilinear_L2_H2", 2, (("raw", "argmax", "replace"),
                                       ("raw", "any", "add"),
                                       ("delta", "argmax", "replace"))),
    "mamba2-tiny": ("bilinear_L2_H1", 1, (("raw", "argmax", "replace"),))}
SEED, RESAMPLES, PASSAGES = 2026, 2000, 6
THRESHOLD = 0.05


def changing(family, cell, changes):
    """Changes of the state of one head after many tokens, in all rows."""
    count, length = changes.shape[:2]
    return family.Recurrence(edit={
        "layer": cell.layer, "head": cell.head, "before_read": False,
        "position": torch.arange(length).repeat(count, 1),
        "change": changes})


def bits(logits, tokens):
    """Mean loss of the predicted tokens of each row."""
    log_p = logits[:, :-1].log_softmax(-1)
    own = log_p.gather(-1, tokens[:, 1:, None])[..., 0]
    return (-own.mean(-1) / np.log(2)).numpy()


def register_positions(cell, registers, select):
    a = cell.coefficients[:PASSAGES].numpy()         # t + 1 < T
    if select == "argmax":
        largest = cell.pre[:PASSAGES].argmax(-1).numpy()
        return registers[largest] & (a.max(-1) > 0)
    return (a[..., registers] > 0).any(-1)


def losses(cell, registers, write, select, control):
    tokens = cell.tokens[:PASSAGES]
    edited = register_positions(cell, registers, select)
    d_k, d_v = cell.atoms.shape[1:]
    changes = {name: torch.zeros(*tokens.shape, d_k, d_v, dtype=torch.float64)
               for name in ("delete", "random")}
    for s, t in zip(*edited.nonzero()):
        native = cell.write[write][s, t]
        g, h = normals((SEED, s, t), d_k, d_v)
        matrix = torch.outer(torch.from_numpy(g), torch.from_numpy(h))
        matrix *= native.norm() / matrix.norm()
        changes["delete"][s, t] = -native
        changes["random"][s, t] = (
            matrix - native if control == "replace" else matrix)
    found = {"native": bits(cell.family.run(cell.model, tokens), tokens)}
    for name, change in changes.items():
        found[name] = bits(cell.family.run(
            cell.model, tokens, changing(cell.family, cell, change)), tokens)
    return [{"prompt_id": s, "n_edited": int(edited[s].sum()),
             "nll_native": found["native"][s],
             "delta_delete": found["delete"][s] - found["native"][s],
             "delta_random": found["random"][s] - found["native"][s]}
            for s in range(PASSAGES)]


def interval(values):
    draws = np.random.RandomState(SEED)
    means = [draws.choice(values, len(values), replace=True).mean()
             for _ in range(RESAMPLES)]
    return np.percentile(means, [2.5, 97.5]).tolist()


def summary(rows):
    delete, random = (np.array([r[f"delta_{name}"] for r in rows])
                      for name in ("delete", "random"))
    test = stats.wilcoxon(random, delete, zero_method="wilcox",
                          correction=False, method="asymptotic")
    return {"n_passages": len(rows),
            "n_edited": sum(r["n_edited"] for r in rows),
            "mean_delta_delete": delete.mean(),
            "mean_delta_delete_ci95": interval(delete),
            "mean_delta_random": random.mean(),
            "mean_delta_random_ci95": interval(random),
            "ratio_of_means": random.mean() / delete.mean(),
            "random_above_delete": int((random > delete).sum()),
            "wilcoxon_p": test.pvalue}


def main():
    _, out = common.begin(common.parser(__doc__))
    for model, (dictionary, head, readings) in RUNS.items():
        folder = MODELS / model
        sae, _ = load_sae(folder / "sae" / dictionary / "best.pt")
        family = families.of(folder)
        cell = substitution.Cell(
            family, family.load(folder), np.load(folder / "corpus.npy"),
            LAYER, head, sae)
        atoms = json.loads((GOLDEN / "partition" / f"{model}-raw-any.json")
                           .read_text())["atoms"]
        registers = np.array(
            [a.get("median_cosine", -1) >= THRESHOLD for a in atoms])
        for write, select, control in readings:
            name = f"{model}-{write}-{select}-{control}"
            rows = losses(cell, registers, write, select, control)
            out.records(GOLDEN / "passage-nll" / f"{name}.json", {
                "schema": "writesae-golden-1", "id": f"passage-nll/{name}",
                "object": "passage losses",
                "about": f"the first {PASSAGES} passages of "
                         f"models/{model}/corpus.npy with the writes of "
                         f"registers of sae/{dictionary}/best.pt changed; "
                         "bits a token",
                "source": {"packages": packages("transformers", "torch",
                                                "scipy", "numpy"),
                           "upstream": common.UPSTREAM,
                           "script": "generate/golden_passage_nll.py"},
                "layer": LAYER, "head": head, "seed": SEED,
                "resamples": RESAMPLES, "passages": PASSAGES,
                "threshold": THRESHOLD, "write": write, "select": select,
                "control": control, "registers": int(registers.sum()),
                "summary": summary(rows), "records": rows})
    out.done()


if __name__ == "__main__":
    main()
