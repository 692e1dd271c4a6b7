"""Golden result of feature quality (experiment E41): upstream's own
analyze_sae, in float64, on the validation part of golden/sweep/gdn-tiny, for
dictionaries of every kind of models/gdn-tiny.
"""


import numpy as np
import torch

import common
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

DICTIONARIES = ("bilinear_L2_H2", "bilinear-r2_L2_H2", "bilinear_tied_L2_H2",
                "flat_L2_H2", "rank1_L2_H2")


def main():
    _, out = common.begin(common.parser(__doc__))
    from core.split_utils import make_train_val_indices
    from experiments.analysis.feature_quality import analyze_sae
    states = np.load(GOLDEN / "sweep/gdn-tiny/layer_2/head_2.npy")
    _, val = make_train_val_indices(len(states))
    data = torch.from_numpy(states[val].astype(np.float64))
    results = {}
    for name in DICTIONARIES:
        sae, checkpoint = load_sae(
            MODELS / "gdn-tiny" / "sae" / name / "best.pt")
        config = checkpoint["config"]
        result = analyze_sae(sae, data, k=config["k"],
                             is_flat=config["sae_type"] == "flat")
        results[name] = result | {
            "sae_type": config["sae_type"], "tag": name,
            "val_mse_from_training": checkpoint["val_mse"]}
    # As the script that calls it averages the runs of a type.
    two = [results[name] for name in DICTIONARIES[:2]]

    def mean(*path):
        return float(np.mean([r[path[0]][path[1]] if len(path) > 1
                              else r[path[0]] for r in two]))
    out.records(GOLDEN / "feature-quality" / "gdn-tiny.json", {
        "schema": "writesae-golden-1", "id": "feature-quality/gdn-tiny",
        "object": "feature quality", "source": {
            "packages": packages("torch", "numpy"),
            "upstream": common.UPSTREAM,
            "script": "generate/golden_feature_quality.py"},
        "n_val_samples": len(val), "sae_results": results,
        "bilinear": {
            "n_seeds": 2, "mse_mean": mean("mse_distribution", "mean"),
            "mse_mean_std": float(np.std(
                [r["mse_distribution"]["mean"] for r in two])),
            "mse_p95": mean("mse_distribution", "p95"),
            "mse_p99": mean("mse_distribution", "p99"),
            "mse_cv": mean("mse_distribution", "cv"),
            "n_alive": mean("feature_frequency", "n_alive"),
            "n_dead": mean("feature_frequency", "n_dead"),
            "dead_pct": mean("feature_frequency", "dead_pct"),
            "mean_freq": mean("feature_frequency", "mean_freq"),
            "gini": mean("gini_coefficient"),
            "cond_mse_mean": mean("conditional_mse", "mean")}})
    out.done()


if __name__ == "__main__":
    main()
