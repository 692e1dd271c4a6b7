"""Golden results of the baselines in the replacement test (E14, E15): as
golden_substitution.py, with a matrix of rank 1 in place of the atom, scaled
to the norm of the native write.

    golden_baseline_atoms.py --upstream upstream [--model mamba2-tiny] [--write]

reconstruction: leading singular pair of the flat autoencoder's
reconstruction of S_t; decoder-atom: of its decoder atom with the largest
pre-activation at S_t; write-component: of the first principal component of
the head's native writes at all tokens of the corpus, turned so that the
mean write lies along it.

The flat autoencoder of mamba2-tiny is made here: its atoms are states of the
corpus, which upstream has with value rows, and its encoder their transpose.
"""

import io
import json

import numpy as np
import torch

import common
import families
import golden_substitution as base
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae

READING = base.BASE
# Dictionary of the firings, flat dictionary, firings of a feature.
RUNS = {"gdn-tiny": ("bilinear_L2_H2", "flat_L2_H2", 8),
        "mamba2-tiny": ("bilinear_L2_H1", "flat_L2_H1", 3)}


def flat_of_states(cell, out, path):
    """A flat autoencoder with 32 states as atoms, as upstream saves one."""
    from core.sae import build_sae_from_config
    states = cell.state.transpose(-1, -2)
    d_k, d_v = states.shape[-2:]
    config = {"sae_type": "flat", "layer": cell.layer, "head": cell.head,
              "n_features": 32, "d_k": d_k, "d_v": d_v, "d_in": d_k * d_v,
              "k": 4, "rank": 1, "use_batchtopk": False, "seed": 2026}
    torch.manual_seed(2026)
    sae = build_sae_from_config(config)
    rows = states.flatten(0, 1).flatten(1)
    picked = rows[torch.randperm(len(rows))[:32]]
    atoms = picked / picked.norm(dim=1, keepdim=True)
    with torch.no_grad():
        sae.decoder.weight.copy_(atoms.T)
        sae.decoder.bias.copy_(0.1 * rows.mean(0))
        sae.encoder.weight.copy_(atoms)
        sae.encoder.bias.normal_(0, 0.1)
    buffer = io.BytesIO()
    torch.save({"model_state_dict": sae.state_dict(), "config": config},
               buffer)
    out.raw(path, buffer.getvalue())
    return load_sae(path if path.exists() else io.BytesIO(buffer.getvalue()))


def seen(cell, s, t):
    """A state as the flat autoencoder takes it."""
    state = cell.state[s, t]
    return (state.T if cell.family.VALUES_FIRST else state).reshape(1, -1)


def matrix(cell, flattened):
    """Back to key rows."""
    d_k, d_v = cell.state.shape[-2:]
    return (flattened.reshape(d_v, d_k).T if cell.family.VALUES_FIRST
            else flattened.reshape(d_k, d_v))


def leading(matrix):
    u, s, vt = torch.linalg.svd(matrix, full_matrices=False)
    return torch.outer(u[:, 0], vt[0])


@torch.no_grad()
def reconstruction(cell, flat, s, t):
    _, coefficients = encode(flat, seen(cell, s, t))
    return leading(matrix(cell, flat._decode(coefficients)))


@torch.no_grad()
def decoder_atom(cell, flat, s, t):
    pre, _ = encode(flat, seen(cell, s, t))
    top = pre[0].topk(2).values
    assert top[0] - top[1] > 1e-5 * top[0], "two atoms are too close"
    atom = flat.decoder.weight[:, pre[0].argmax()]
    return leading(matrix(cell, atom))


def write_component(cell):
    writes = cell.write["raw"].flatten(0, 1).flatten(1)
    mean = writes.mean(0)
    _, s, vt = torch.linalg.svd(writes - mean, full_matrices=False)
    component = vt[0] * torch.sign(vt[0] @ mean)
    return component.reshape(cell.state.shape[-2:]), (s ** 2)[:2] / (
        len(writes) - 1)


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--model", choices=RUNS, default="gdn-tiny")
    args, out = common.begin(parser)
    folder = MODELS / args.model
    dictionary, flat_name, cap = RUNS[args.model]
    golden = GOLDEN / "substitution" / args.model / dictionary
    config = json.loads((golden / "base.json").read_text())["config"]
    sae, _ = load_sae(folder / "sae" / dictionary / "best.pt")
    family = families.of(folder)
    cell = base.Cell(family, family.load(folder),
                     np.load(folder / "corpus.npy"), config["layer"],
                     config["head"], sae)
    file = folder / "sae" / flat_name / "best.pt"
    flat, _ = (load_sae(file) if args.model == "gdn-tiny"
               else flat_of_states(cell, out, file))
    firings = cell.firings(config["feature_ids"], "argmax", cap)
    drawn = {(d["feature_id"], d["prompt_id"], d["position"]): d
             for d in json.loads((golden / "random.json").read_text())["firings"]}
    component, variances = write_component(cell)
    kinds = {
        "reconstruction": lambda s, t: reconstruction(cell, flat, s, t),
        "decoder-atom": lambda s, t: decoder_atom(cell, flat, s, t),
        "write-component": lambda s, t: leading(component) * torch.sign(
            (leading(component) * component).sum())}
    original = base.change
    for kind, of_state in kinds.items():
        of = {firing: of_state(*firing[1:]) for firing in firings}

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
        out.records(GOLDEN / "baseline-atoms" / args.model / f"{kind}.json", {
            "source": {"packages": packages("transformers", "torch"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_baseline_atoms.py"},
            "config": config | {"cap": cap},
            "flat_checkpoint": f"models/{args.model}/sae/{flat_name}/best.pt",
            "summary": base.summary(found), **more, "records": found})
    out.done()


if __name__ == "__main__":
    main()
