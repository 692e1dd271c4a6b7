"""Golden reader traces (experiment E17, our reading): how much more the
outputs of later heads change for an atom than for a random matrix of its
norm, by full float64 replays."""

import argparse
from pathlib import Path

import numpy as np
import torch

import common
import float64_model
import golden_substitution as substitution
from common import GOLDEN, MODELS, Outputs, packages
from golden_sae import load_sae
from seeded_draws import normals

MODEL, SAE, LAYER, HEAD = "gdn-tiny", "bilinear_L2_H2", 2, 2
FEATURES, CONTEXTS, SEED = (174, 128), 6, 2026


class HeadOutputs(float64_model.Recurrence):
    """Keeps S_tᵀ q_t of every head, [B, T, H, d_v] by layer."""

    def __init__(self, edit=None):
        super().__init__(edit=edit)
        self.outputs = {}

    def __call__(self, *args, **kwargs):
        output, state = super().__call__(*args, **kwargs)
        self.outputs[float64_model.current_layer] = output.clone()
        return output, state


def outputs(cell, tokens, edit=None):
    recurrence = HeadOutputs(edit)
    float64_model.run(cell.model, tokens, recurrence)
    return recurrence.outputs


def context(cell, feature, s, t, horizon):
    """{layer: [2, H]}: mean ‖Δo‖ over the next tokens, atom and random."""
    atom = cell.coefficients[s, t, feature] * cell.atoms[feature]
    g, h = (torch.from_numpy(x) for x in normals(
        (SEED, s, t, feature), *atom.shape))
    matrix = torch.outer(g, h)
    tokens = cell.tokens[s:s + 1]
    native = outputs(cell, tokens)
    moved = outputs(cell, tokens.repeat(2, 1), {
        "layer": LAYER, "head": HEAD, "before_read": False,
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upstream", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    common.upstream(args.upstream)
    folder = MODELS / MODEL
    sae, _ = load_sae(folder / "sae" / SAE / "best.pt")
    cell = substitution.Cell(float64_model, float64_model.load(folder),
                             np.load(folder / "corpus.npy"), LAYER, HEAD, sae)
    out = Outputs(args.write)
    out.records(GOLDEN / "reader-traces" / f"{MODEL}.json", {
        "schema": "writesae-golden-1", "id": f"reader-traces/{MODEL}",
        "object": "reader traces",
        "about": f"heads after layer {LAYER} that read what atoms of "
                 f"models/{MODEL}/sae/{SAE}/best.pt write, over corpus.npy",
        "source": {"packages": packages("transformers", "torch", "numpy"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_reader_traces.py"},
        "layer": LAYER, "head": HEAD, "seed": SEED, "contexts": CONTEXTS,
        "features": [readers(cell, feature, horizon)
                     for feature in FEATURES for horizon in (1, 4)]})
    out.done()


if __name__ == "__main__":
    main()
