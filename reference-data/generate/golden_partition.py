"""Golden partition of the atoms of one dictionary (experiment E11): per atom
its firings and its median cosine to the native write, in float64 from
transformers' states and writes and upstream's encoder; the mixtures by
scikit-learn where it is installed are covered by statistics_cases.py.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

import common
import float64_model
from common import GOLDEN, MODELS, Outputs, packages
from golden_sae import encode, load_sae

SEED = 2026


def cosines(atoms, writes):
    return np.einsum("nkv,nkv->n", atoms, writes) / (
        np.linalg.norm(atoms, axis=(1, 2)) * np.linalg.norm(writes, axis=(1, 2)))


def seen(family, model, corpus, layer, head, sae, form):
    """What the partition is made from: coefficients [S, T, n], the native
    writes [S, T, d_k, d_v], the atoms [n, d_k, d_v]."""
    recurrence = family.Recurrence(record=("writes", "states"))
    family.run(model, torch.as_tensor(corpus.astype(np.int64)), recurrence)
    kept = recurrence.layers[layer]
    state = kept["state"][:, :, head].flatten(0, 1)
    write = torch.einsum("stk,stv->stkv", kept["key"][:, :, head],
                         kept[f"value_{form}"][:, :, head]).numpy()
    with torch.no_grad():
        atoms = torch.einsum("irk,irv->ikv", sae.V_dec, sae.W_dec)
    if family.VALUES_FIRST:
        state, atoms = state.transpose(-1, -2), atoms.transpose(-1, -2)
    _, coefficients = encode(sae, state)
    return (coefficients.view(*corpus.shape, -1).numpy(), write,
            atoms.numpy())


def partition(a, write, atoms, argmax):
    own = [[] for _ in atoms]
    null = [[] for _ in atoms]
    values = [[] for _ in atoms]
    random = np.random.RandomState(SEED)
    for s in range(len(a)):
        fires = a[s] > 0
        if argmax:
            fires &= np.arange(len(atoms)) == a[s].argmax(-1)[:, None]
        t, i = fires.nonzero()              # by position, then by feature
        order = random.permutation(len(t))
        for where, into in ((t, own), (t[order], null)):
            for feature, c in zip(i, cosines(atoms[i], write[s, where])):
                into[feature].append(c)
        for feature, value in zip(i, a[s, t, i]):
            values[feature].append(value)
    return [{"feature_id": n, "n_firings": len(own[n])} | (
        {"median_cosine": float(np.median(own[n])),
         "median_null_cosine": float(np.median(null[n])),
         "mean_coefficient": float(np.mean(values[n]))} if own[n] else {})
        for n in range(len(atoms))]


def exemplars(family, model, corpus, layer, head, sae, atoms):
    """Experiment E12: of the ten registers with the largest median cosines,
    mean cosine of each factor to that of the raw write, and their tokens."""
    recurrence = family.Recurrence(record=("writes", "states"))
    family.run(model, torch.as_tensor(corpus.astype(np.int64)), recurrence)
    kept = recurrence.layers[layer]
    unit = torch.nn.functional.normalize
    state = kept["state"][:, :, head].flatten(0, 1)
    _, a = encode(sae, state)
    key, value = (unit(kept[n][:, :, head].flatten(0, 1), dim=-1)
                  for n in ("key", "value_raw"))
    with torch.no_grad():
        cos_v = (key @ unit(sae.V_dec[:, 0], dim=-1).T).numpy()
        cos_w = (value @ unit(sae.W_dec[:, 0], dim=-1).T).numpy()
    top = sorted((x for x in atoms if x.get("median_cosine", 0) >= 0.05),
                 key=lambda x: (-x["median_cosine"], x["feature_id"]))[:10]
    rows, tokens, places = [], [], []
    for i in (x["feature_id"] for x in top):
        t = (a[:, i] > 0).nonzero()[:, 0].numpy()
        tokens.append(set(corpus.ravel()[t].tolist()))
        places.append(set(t.tolist()))
        rows.append({"feature_id": i, "n_firings": len(t),
                     "fire_rate": len(t) / corpus.size,
                     "n_tokens": len(tokens[-1]),
                     "mean_cos_v": float(cos_v[t, i].mean()),
                     "mean_cos_w": float(cos_w[t, i].mean())})

    def jaccard(sets):
        return float(np.mean([len(x & y) / len(x | y) for n, x in
                              enumerate(sets) for y in sets[n + 1:]]))
    return {"atoms": rows, "token_jaccard": jaccard(tokens),
            "position_jaccard": jaccard(places)}


def identity(sae, other):
    """Share of atoms with a partner of |cosine| > 0.9 in the other."""
    def flat(s):
        with torch.no_grad():
            x = torch.einsum("irk,irv->ikv", s.V_dec, s.W_dec).flatten(1)
        return torch.nn.functional.normalize(x, dim=-1)
    return float(((flat(sae) @ flat(other).T).abs().amax(1) > 0.9)
                 .double().mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upstream", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    common.upstream(args.upstream)
    folder = MODELS / "gdn-tiny"
    sae, _ = load_sae(folder / "sae" / "bilinear_L2_H2" / "best.pt")
    model = float64_model.load(folder)
    corpus = np.load(folder / "corpus.npy")
    out = Outputs(args.write)
    for form, argmax in (("raw", False), ("delta", True)):
        name = f"{form}-{'argmax' if argmax else 'any'}"
        out.records(GOLDEN / "partition" / f"gdn-tiny-{name}.json", {
            "schema": "writesae-golden-1", "id": f"partition/gdn-tiny-{name}",
            "object": "partition",
            "about": "atoms of models/gdn-tiny/sae/bilinear_L2_H2/best.pt, "
                     "layer 2 head 2, over corpus.npy",
            "source": {"packages": packages("transformers", "torch"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_partition.py"},
            "write": form, "select": "argmax" if argmax else "any",
            "seed": SEED,
            "atoms": partition(*seen(float64_model, model, corpus, 2, 2, sae,
                                     form), argmax)})
    raw = partition(*seen(float64_model, model, corpus, 2, 2, sae, "raw"),
                    False)
    tied, _ = load_sae(folder / "sae" / "bilinear_tied_L2_H2" / "best.pt")
    out.json(GOLDEN / "partition" / "gdn-tiny-exemplars.json", {
        "schema": "writesae-golden-1", "id": "partition/gdn-tiny-exemplars",
        "object": "exemplars", "source": {
            "packages": packages("transformers", "torch"),
            "upstream": common.UPSTREAM,
            "script": "generate/golden_partition.py"},
        "exemplars": exemplars(float64_model, model, corpus, 2, 2, sae, raw),
        "identity_with_tied": identity(sae, tied)})
    out.done()


if __name__ == "__main__":
    main()
