"""Golden partition of the atoms of one dictionary (experiment E11): per atom
its firings and its median cosine to the native write, in float64 from
the model's states and writes and upstream's encoder. The mixtures fitted to
the cosines have their cases in statistics_cases.py.
Dictionaries of one cell of each other family, and SciPy's
Kolmogorov-Smirnov test of their median cosines, each two families.
"""

import collections
import itertools
from pathlib import Path

import numpy as np
import torch
from scipy import stats

import common
import fla_float64
import float64_mamba2
import float64_model
import rwkv7_official
import rwkv7_substitution
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae

SEED = 2026
OTHERS = {  # by model: family, module, layer, head, dictionary
    "mamba2-tiny": ("Mamba-2", float64_mamba2, 2, 1, "bilinear_L2_H1"),
    "deltanet-random-a": ("DeltaNet", fla_float64, 1, 1, "bilinear_L1_H1"),
    "gla-random-a": ("GLA", fla_float64, 1, 1, "bilinear_L1_H1"),
    "rwkv7-random-a": ("RWKV-7", None, 1, 2, "bilinear")}


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


def seen_by_rwkv7(corpus, sae, form):
    """The same of the cell of rwkv7_substitution.py."""
    cell = rwkv7_substitution.Cell(corpus, sae)
    _, coefficients = encode(sae, cell.state.flatten(0, 1))
    return (coefficients.view(*corpus.shape, -1).numpy(),
            cell.write[form].numpy(), cell.atoms.numpy())


def of_family(name, form):
    """The atoms of a model's dictionary, by any firing."""
    _, family, layer, head, dictionary = OTHERS[name]
    folder = MODELS / name
    sae, _ = load_sae(folder / "sae" / dictionary / "best.pt")
    if family is None:
        return partition(*seen_by_rwkv7(np.load(folder / "tokens.npy"), sae,
                                        form), False)
    return partition(*seen(family, family.load(folder),
                           np.load(folder / "corpus.npy"), layer, head, sae,
                           form), False)


def contrasts(atoms):
    """Median cosines of alive atoms of each two families."""
    values = {family: [a["median_cosine"] for a in found if a["n_firings"]]
              for family, found in atoms.items()}
    rows = []
    for a, b in itertools.combinations(values, 2):
        test = stats.ks_2samp(values[a], values[b])
        rows.append({"a": a, "b": b, "n_a": len(values[a]),
                     "n_b": len(values[b]), "ks_d": float(test.statistic),
                     "ks_p": float(test.pvalue)})
    floor = 0.0
    for n, row in enumerate(sorted(rows, key=lambda r: r["ks_p"])):
        floor = max(floor, min(1.0, (len(rows) - n) * row["ks_p"]))
        row["holm_p"] = floor
    return rows


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
                     "top_tokens": [
                         {"token_id": token, "n_firings": count}
                         for token, count in sorted(collections.Counter(
                             corpus.ravel()[t].tolist()).items(),
                             key=lambda x: (-x[1], x[0]))[:5]],
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
    parser = common.parser(__doc__)
    parser.add_argument("--rwkv-lm", type=Path, required=True)
    args, out = common.begin(parser)
    rwkv7_official.use(args.rwkv_lm)
    folder = MODELS / "gdn-tiny"
    sae, _ = load_sae(folder / "sae" / "bilinear_L2_H2" / "best.pt")
    model = float64_model.load(folder)
    corpus = np.load(folder / "corpus.npy")
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
    families = {"Qwen3.5 (Gated DeltaNet)": raw}
    for name, (family, _, layer, head, dictionary) in OTHERS.items():
        for form in (("raw", "delta") if family in ("DeltaNet", "RWKV-7")
                     else ("raw",)):
            atoms = of_family(name, form)
            if form == "raw":
                families[family] = atoms
            case = f"{name}-{form}-any"
            out.records(GOLDEN / "partition" / f"{case}.json", {
                "schema": "writesae-golden-1", "id": f"partition/{case}",
                "object": "partition",
                "about": f"atoms of models/{name}/sae/{dictionary}/best.pt, "
                         f"layer {layer} head {head}",
                "source": {"packages": packages("transformers", "torch")
                           if family == "Mamba-2" else packages("torch"),
                           "upstream": common.UPSTREAM,
                           "script": "generate/golden_partition.py"},
                "write": form, "select": "any", "seed": SEED,
                "atoms": atoms})
    out.json(GOLDEN / "partition" / "contrasts.json", {
        "schema": "writesae-golden-1", "id": "partition/contrasts",
        "object": "contrasts", "source": {
            "packages": packages("scipy", "torch"),
            "script": "generate/golden_partition.py"},
        "contrasts": contrasts(families)})
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
