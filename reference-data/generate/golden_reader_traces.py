"""Golden reader traces (experiment E17, our reading): how much more the
outputs of later heads change for an atom than for a random matrix of its
norm, by full float64 replays."""


import numpy as np
import torch

import common
import families
import golden_substitution as substitution
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae
from seeded_draws import normals

LAYER, CONTEXTS, SEED = 2, 6, 2026
RUNS = {"gdn-tiny": ("bilinear_L2_H2", 2, (174, 128), (1, 4)),
        "mamba2-tiny": ("bilinear_L2_H1", 1, (39, 84), (1,))}


def outputs(cell, tokens, edit=None):
    """S_tᵀ q_t of every head, for Mamba-2 with its D x_t, [B, T, H, d_v] by
    layer."""
    recurrence, found = cell.family.Recurrence(edit=edit), {}

    def kept(*args, **kwargs):
        result = recurrence(*args, **kwargs)
        output = result[0] if isinstance(result, tuple) else result
        found[cell.family.current_layer] = output.clone()
        return result

    cell.family.run(cell.model, tokens, kept)
    return found


def context(cell, feature, s, t, horizon):
    """{layer: [2, H]}: mean ‖Δo‖ over the next tokens, atom and random."""
    atom = cell.coefficients[s, t, feature] * cell.atoms[feature]
    g, h = (torch.from_numpy(x) for x in normals(
        (SEED, s, t, feature), *atom.shape))
    matrix = torch.outer(g, h)
    tokens = cell.tokens[s:s + 1]
    native = outputs(cell, tokens)
    moved = outputs(cell, tokens.repeat(2, 1), {
        "layer": LAYER, "head": cell.head, "before_read": False,
        "position": torch.full((2,), t), "change": torch.stack(
            [atom, matrix * (atom.norm() / matrix.norm())])})
    after = slice(t + 1, t + 1 + horizon)
    return {layer: (moved[layer] - native[layer])[:, after].norm(dim=-1)
            .mean(1).numpy() for layer in native if layer > LAYER}


def readers(cell, feature, horizon):
    a = cell.coefficients[..., feature]
    found = sorted(cell.firings([feature], "argmax", 10 ** 9),
                   key=lambda f: (-a[f[1], f[2]].item(), f[1], f[2]))
    contexts = [context(cell, *f, horizon) for f in found[:CONTEXTS]]
    rows = []
    for layer in contexts[0]:
        for head in range(contexts[0][layer].shape[1]):
            signal, baseline = (float(np.median(
                [c[layer][n, head] for c in contexts])) for n in (0, 1))
            rows.append({"layer": layer, "head": head,
                         "signal": signal, "baseline": baseline,
                         "ratio": signal / baseline,
                         "each": [[float(c[layer][n, head]) for c in contexts]
                                  for n in (0, 1)]})
    rows.sort(key=lambda r: -r["ratio"])
    return {"feature_id": feature, "horizon": horizon,
            "contexts": [{"prompt_id": s, "firing_position": t,
                          "coefficient": a[s, t].item()}
                         for _, s, t in found[:CONTEXTS]],
            "readers": rows}


def main():
    _, out = common.begin(common.parser(__doc__))
    for name, (dictionary, head, features, horizons) in RUNS.items():
        folder = MODELS / name
        sae, _ = load_sae(folder / "sae" / dictionary / "best.pt")
        family = families.of(folder)
        cell = substitution.Cell(
            family, family.load(folder), np.load(folder / "corpus.npy"),
            LAYER, head, sae)
        out.records(GOLDEN / "reader-traces" / f"{name}.json", {
            "schema": "writesae-golden-1", "id": f"reader-traces/{name}",
            "object": "reader traces",
            "about": f"heads after layer {LAYER} that read what atoms of "
                     f"models/{name}/sae/{dictionary}/best.pt write, over "
                     "corpus.npy",
            "source": {"packages": packages("transformers", "torch",
                                            "numpy"),
                       "upstream": common.UPSTREAM,
                       "script": "generate/golden_reader_traces.py"},
            "layer": LAYER, "head": head, "seed": SEED, "contexts": CONTEXTS,
            "features": [readers(cell, feature, horizon)
                         for feature in features for horizon in horizons]})
    out.done()


if __name__ == "__main__":
    main()
