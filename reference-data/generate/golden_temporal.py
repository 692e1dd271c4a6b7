"""Golden result of how features run through a text (experiment E41), in
float64: states by transformers, coefficients by upstream's encoders, classes
by the function of upstream's analyze_temporal, taken out of its script.
"""

import ast
import textwrap

import numpy as np

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_sae import cell_states, encode, load_sae

LAYER, HEAD = 2, 2
POSITIONS = (4, 8, 16, 32, 64, 96, 128)
DICTIONARIES = ("bilinear_L2_H2", "bilinear-r2_L2_H2", "flat_L2_H2",
                "rank1_L2_H2")
SCRIPT = "experiments/extraction/run_modal.py"


def classifier(upstream):
    """_classify_feature, which is inside of analyze_temporal."""
    source = (upstream / SCRIPT).read_text()
    node = next(n for n in ast.walk(ast.parse(source))
                if isinstance(n, ast.FunctionDef)
                and n.name == "_classify_feature")
    lines = source.splitlines()[node.lineno - 1:node.end_lineno]
    scope = {"np": np, "n_pos": len(POSITIONS)}
    exec(textwrap.dedent("\n".join(lines)), scope)
    return scope["_classify_feature"]


def temporal(a, classify):
    """`a`: coefficients [passages, positions, features]."""
    retention, frequency = a.mean(0).T, (a > 0).mean(0).T
    largest = retention.max(1)
    alive = np.flatnonzero(largest > 1e-8)
    curves = retention[alive] / largest[alive, None]
    kinds = [classify(curve) for curve in curves]
    order = np.argsort(-largest[alive], kind="stable")[:50]
    return {
        "n_features": a.shape[-1], "n_alive": len(alive),
        "category_counts": {k: kinds.count(k) for k in sorted(set(kinds))},
        "mean_onset_position": float(np.mean(
            [POSITIONS[int(np.argmax(c > 0.5))] for c in curves])),
        "mean_final_activation": float(retention[alive, -1].mean()),
        "mean_peak_position_frac": float(np.mean(
            [c.argmax() / (len(POSITIONS) - 1) for c in curves])),
        "top_features": [{
            "feature_idx": int(alive[i]), "rank": rank,
            "max_activation": float(largest[alive[i]]),
            "retention_curve": retention[alive[i]].tolist(),
            "freq_curve": frequency[alive[i]].tolist(),
            "category": kinds[i]} for rank, i in enumerate(order)]}


def main():
    args, out = common.begin(common.parser(__doc__))
    classify = classifier(args.upstream)
    folder = MODELS / "gdn-tiny"
    states = cell_states(float64_model.load(folder),
                         np.load(folder / "corpus.npy"), LAYER, HEAD)
    states = states[:, [p - 1 for p in POSITIONS]]
    results = {}
    for name in DICTIONARIES:
        sae, checkpoint = load_sae(folder / "sae" / name / "best.pt")
        _, a = encode(sae, states.flatten(0, 1))
        results[name] = {"sae_type": checkpoint["config"]["sae_type"]} | (
            temporal(a.view(*states.shape[:2], -1).numpy(), classify))
    # Every class that a curve of seven positions can have.
    random = np.random.RandomState(2026)
    curves = random.rand(400, len(POSITIONS)) ** random.choice(
        [0.2, 1, 4], (400, 1))
    curves[::3].sort(axis=1)
    curves = (curves / curves.max(1, keepdims=True)).round(6)
    kinds = [classify(curve) for curve in curves]
    shown = [n for kind in sorted(set(kinds))
             for n in [i for i, k in enumerate(kinds) if k == kind][:6]]
    print({k: kinds.count(k) for k in set(kinds)})
    out.records(GOLDEN / "temporal" / "gdn-tiny.json", {
        "schema": "writesae-golden-1", "id": "temporal/gdn-tiny",
        "object": "temporal", "source": {
            "packages": packages("transformers", "torch", "numpy"),
            "upstream": common.UPSTREAM,
            "script": "generate/golden_temporal.py"},
        "layer": LAYER, "head": HEAD, "positions": POSITIONS,
        "sae_results": results,
        "curves": [{"curve": curves[n].tolist(), "category": kinds[n]}
                   for n in shown]})
    out.done()


if __name__ == "__main__":
    main()
