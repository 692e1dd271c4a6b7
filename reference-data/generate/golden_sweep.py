"""Golden training sweeps (experiments E22, E23): upstream's trainer on small
states of three heads, and upstream's own analysis of the checkpoints it leaves,
taken out of its module, which imports Modal.
"""

import ast
import io
import contextlib
import json
import tempfile
import types
from pathlib import Path
from typing import Any

import numpy as np

import common
from common import GOLDEN, MODELS, packages

FOLDER = GOLDEN / "sweep"
LAYER, HEADS, SEEDS, DK, DV, SAMPLES = 1, 3, (0, 1), 8, 6, 200
TYPES = ["flat", "rank1", "bilinear", "bilinear_tied", "bilinear_flat"]
SETTINGS = dict(n_features=24, k=3, lr=2e-3, lr_min=2e-4, batch_size=32,
                epochs=8, warmup_steps=10, resample_every=250, log_every=25)


def states(head):
    """Sums of a few of twenty rank-1 matrices, more of them from head to head."""
    rng = np.random.RandomState(100 + head)
    keys, values = rng.randn(20, DK), rng.randn(20, DV)
    chosen = np.stack([rng.choice(20, 2 + head, replace=False)
                       for _ in range(SAMPLES)])
    x = np.einsum("ns,nsk,nsv->nkv", 1 + rng.rand(*chosen.shape),
                  keys[chosen], values[chosen]) / 8
    return (x + 0.01 * rng.randn(*x.shape)).astype(np.float16)


def analysis(upstream, folder):
    """analyze_results of layer_encoder_swap_ablation on a folder."""
    source = (upstream / "experiments/ablations/"
              "layer_encoder_swap_ablation.py").read_text()
    picked = [n for n in ast.parse(source).body
              if isinstance(n, ast.FunctionDef)
              and n.name in ("analyze_results", "_load_checkpoint_mse")]
    for function in picked:
        function.decorator_list = []
    # Its printout wants the paper's main layer.
    space = {"Any": Any, "Path": Path, "np": np, "json": json,
             "LAYERS": [LAYER], "N_HEADS": HEADS, "ALL_SAE_TYPES": TYPES,
             "SEEDS": SEEDS, "ABLATION": str(folder), "CODE_SHA": "",
             "SPECTRAL_LABELS": {LAYER: ""},
             "ablation_vol": types.SimpleNamespace(commit=lambda: None)}
    names = {"SAE_N_FEATURES": "n_features", "SAE_K": "k",
             "TRAIN_EPOCHS": "epochs", "TRAIN_BATCH_SIZE": "batch_size",
             "TRAIN_LR": "lr", "TRAIN_LR_MIN": "lr_min",
             "TRAIN_WARMUP_STEPS": "warmup_steps",
             "TRAIN_RESAMPLE_EVERY": "resample_every"}
    space |= {name: SETTINGS[key] for name, key in names.items()}
    code = ast.unparse(ast.Module(picked, [])).replace(
        "per_head_mean[9]", f"per_head_mean[{LAYER}]")
    exec(compile(code, "layer_encoder_swap_ablation.py", "exec"), space)
    with contextlib.redirect_stdout(io.StringIO()):
        result = space["analyze_results"]()
    for key in ("code_sha", "hypothesis", "spectral_labels"):
        result.pop(key)
    for layer in result["per_layer"]:
        layer.pop("spectral_label")
    return result


def main():
    args, out = common.begin(common.parser(__doc__))
    from core.train import train
    work, runs = Path(tempfile.mkdtemp()), []
    (work / f"layer_{LAYER}").mkdir()
    for head in range(HEADS):
        data = states(head)
        np.save(work / f"layer_{LAYER}" / f"head_{head}.npy", data)
        out.npy(FOLDER / "states" / f"layer_{LAYER}" / f"head_{head}.npy", data)
        jobs = [(t, 1, t) for t in TYPES] + [
            (f"bilinear_r{r}", r, "bilinear") for r in (1, 2)]
        for tag, rank, kind in jobs:
            for seed in SEEDS:
                folder = (work / "checkpoints" / f"layer_{LAYER}"
                          / f"head_{head}" / f"{tag}_s{seed}")
                with contextlib.redirect_stdout(io.StringIO()):
                    result = train(
                        sae_type=kind, data_dir=str(work), layer=LAYER,
                        head=head, seed=seed, rank=rank,
                        output_dir=str(folder), **SETTINGS)
                runs.append({
                    "tag": tag, "layer": LAYER, "head": head, "seed": seed,
                    "best_mse": result["best_mse"],
                    "final_mse": result["final_mse"],
                    "n_dead": result["final_n_dead"]})
    # What the tiny run of sae_family_invariance trains on.
    sample = np.load(MODELS / "gdn-tiny" / "states-sample.npy")
    out.npy(FOLDER / "gdn-tiny" / "layer_2" / "head_2.npy",
            sample.astype(np.float16))
    out.records(FOLDER / "sweep.json", {
        "schema": "writesae-golden-1", "id": "sweep/sweep",
        "object": "sweep", "source": {
            "packages": packages("torch", "numpy", "scipy"),
            "upstream": common.UPSTREAM,
            "script": "generate/golden_sweep.py"},
        "settings": SETTINGS, "runs": runs,
        "analysis": analysis(args.upstream, work / "checkpoints")})
    out.done()


if __name__ == "__main__":
    main()
