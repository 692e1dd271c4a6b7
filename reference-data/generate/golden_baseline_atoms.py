"""Golden results of the baselines in the replacement test (E14, E15): as
golden_substitution.py, with a matrix of rank 1 in place of the atom, scaled
to the norm of the native write.

    golden_baseline_atoms.py --upstream upstream [--write]

reconstruction: leading singular pair of the flat autoencoder's
reconstruction of S_t; decoder-atom: of its decoder atom with the largest
pre-activation at S_t; write-component: of the first principal component of
the head's native writes at all tokens of the corpus, turned so that the
mean write lies along it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import common
import float64_model
import golden_substitution as base
from common import GOLDEN, MODELS, Outputs, packages
from golden_sae import encode, load_sae

READING = base.BASE
CAP = 8


def leading(matrix):
    u, s, vt = torch.linalg.svd(matrix, full_matrices=False)
    return torch.outer(u[:, 0], vt[0])


@torch.no_grad()
def reconstruction(cell, flat, s, t):
    state = cell.state[s, t].reshape(1, -1)
    _, coefficients = encode(flat, state)
    return leading(flat._decode(coefficients).reshape(cell.state.shape[-2:]))


@torch.no_grad()
def decoder_atom(cell, flat, s, t):
    pre, _ = encode(flat, cell.state[s, t].reshape(1, -1))
    top = pre[0].topk(2).values
    assert top[0] - top[1] > 1e-5 * top[0], "two atoms are too close"
    atom = flat.decoder.weight[:, pre[0].argmax()]
    return leading(atom.reshape(cell.state.shape[-2:]))


def write_component(cell):
    writes = cell.write["raw"].flatten(0, 1).flatten(1)
    mean = writes.mean(0)
    _, s, vt = torch.linalg.svd(writes - mean, full_matrices=False)
    component = vt[0] * torch.sign(vt[0] @ mean)
    return component.reshape(cell.state.shape[-2:]), (s ** 2)[:2] / (
        len(writes) - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upstream", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    common.upstream(args.upstream)
    folder = MODELS / "gdn-tiny"
    golden = GOLDEN / "substitution" / "gdn-tiny" / "bilinear_L2_H2"
    config = json.loads((golden / "base.json").read_text())["config"]
    sae, _ = load_sae(folder / "sae/bilinear_L2_H2/best.pt")
    flat, _ = load_sae(folder / "sae/flat_L2_H2/best.pt")
    cell = base.Cell(float64_model, float64_model.load(folder),
                     np.load(folder / "corpus.npy"), config["layer"],
                     config["head"], sae)
    firings = cell.firings(config["feature_ids"], "argmax", CAP)
    drawn = {(d["feature_id"], d["prompt_id"], d["position"]): d
             for d in json.loads((golden / "random.json").read_text())["firings"]}
    component, variances = write_component(cell)
    kinds = {
        "reconstruction": lambda s, t: reconstruction(cell, flat, s, t),
        "decoder-atom": lambda s, t: decoder_atom(cell, flat, s, t),
        "write-component": lambda s, t: leading(component) * torch.sign(
            (leading(component) * component).sum())}
    original = base.change
    out = Outputs(args.write)
    for kind, matrix in kinds.items():
        of = {firing: matrix(*firing[1:]) for firing in firings}

        def change(cell, drawn, firing, condition):
            if condition[0] != "atom":
                return original(cell, drawn, firing, condition)
            native = cell.write[condition[1]][firing[1], firing[2]]
            return native.norm() * of[firing] - native

        base.change = change
        jobs = dict.fromkeys((f, c, False) for f in firings
                             for c in base.conditions(READING).values())
        results = base.replay(cell, drawn, list(jobs))
        found = base.records(cell, firings, READING, results)
        for record, firing in zip(found, firings):
            native = cell.write["raw"][firing[1], firing[2]]
            record["cosine"] = ((of[firing] * native).sum()
                                / native.norm()).item()
        more = {}
        if kind == "write-component":
            more = {"component": component.tolist(),
                    "variances": variances.tolist(),
                    "cosines": [((component * a).sum() / a.norm()).item()
                                for a in cell.atoms[:16]]}
        print(kind, base.summary(found))
        out.records(GOLDEN / "baseline-atoms/gdn-tiny" / f"{kind}.json", {
            "source": {"packages": packages("transformers", "torch"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_baseline_atoms.py"},
            "config": config | {"cap": CAP},
            "flat_checkpoint": "models/gdn-tiny/sae/flat_L2_H2/best.pt",
            "summary": base.summary(found), **more, "records": found})
    out.done()


if __name__ == "__main__":
    main()
