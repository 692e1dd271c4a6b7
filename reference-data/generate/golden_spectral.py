"""Golden spectra of states and of writes (experiment E29): LAPACK in float64 on
float64 states. The lines are those of exp_b_perhead_sigma of upstream's
run_reviewer_round2 and of spectral_audit of run_deltanet_validation, whose
modules cannot be imported without Modal; the geometry of the writes is
upstream's own function, taken out of its module.
"""

import ast

import numpy as np
import torch

import common
import families
from common import GOLDEN, MODELS, packages

WRITE_SEQUENCES, WRITE_SAMPLES = 16, 60


def upstream_functions(folder, names):
    """Functions of a module that imports Modal at its top."""
    source = (folder / "experiments/sweeps/gdn_multihead_sweep.py").read_text()
    picked = [n for n in ast.parse(source).body
              if isinstance(n, ast.FunctionDef) and n.name in names]
    space = {"np": np}
    exec(compile(ast.Module(picked, []), "gdn_multihead_sweep.py", "exec"),
         space)
    return [space[name] for name in names]


def per_head(states):
    svs = np.linalg.svd(states, compute_uv=False)
    s1, s2 = svs[:, 0], svs[:, 1]
    ratio = s1 / (s2 + 1e-10)
    p = svs / (svs.sum(1, keepdims=True) + 1e-12)
    eff_rank = np.exp(-(p * np.log(p + 1e-12)).sum(1))
    energy = s1 ** 2 / (svs ** 2).sum(1)
    return {"sigma_ratio_mean": float(ratio.mean()),
            "sigma_ratio_std": float(ratio.std()),
            "sigma_ratio_median": float(np.median(ratio)),
            "sigma_ratio_of_means": float(s1.mean() / s2.mean()),
            "effective_rank_mean": float(eff_rank.mean()),
            "sigma_1_mean": float(s1.mean()),
            "sigma_2_mean": float(s2.mean()),
            "top1_energy_mean": float(energy.mean()),
            "n_samples": len(states)}


def of_model(name, layers, count, summary):
    folder = MODELS / name
    family = families.of(folder)
    corpus = np.load(folder / "corpus.npy")[:count]
    recurrence = family.Recurrence(record=("writes", "states"))
    family.run(family.load(folder),
               torch.as_tensor(corpus.astype(np.int64)), recurrence)
    result = {}
    length = corpus.shape[1]
    for layer in layers:
        kept = recurrence.layers[layer]
        state = kept["state"][:, -1].numpy()
        heads = result[str(layer)] = {}
        for head in range(state.shape[1]):
            keys, values = [], []
            for s in range(min(WRITE_SEQUENCES, count)):
                take = -(-(WRITE_SAMPLES - len(keys)) // (count - s))
                t = np.arange(take) * length // take
                keys += list(kept["key"][s, t, head].numpy())
                values += list(kept["value_delta"][s, t, head].numpy())
            metrics = summary(np.array(keys), np.array(values))
            metrics.pop("sample_size")
            heads[str(head)] = per_head(state[:, head]) | {
                "write_metrics": metrics}
    return {"sequences": count, "write_samples": WRITE_SAMPLES,
            "layers": result}


def stored():
    """A sample of stored states, as upstream draws it."""
    states = np.load(GOLDEN / "training" / "states.npy")
    idx = np.random.default_rng(42).choice(len(states), 100, replace=False)
    return {"n_samples": 100, "head": per_head(states[idx].astype(float))}


def main():
    args, out = common.begin(common.parser(__doc__))
    summary = upstream_functions(args.upstream, (
        "_normalize_rows", "_effective_rank", "_write_metric_summary"))[-1]
    for name, result in (("stored", stored()),
                         ("gdn-tiny", of_model("gdn-tiny", (0, 2), 5, summary)),
                         ("mamba2-tiny", of_model("mamba2-tiny", (1,), 5,
                                                  summary))):
        out.json(GOLDEN / "spectral" / f"{name}.json", {
            "schema": "writesae-golden-1", "id": f"spectral/{name}",
            "object": "spectral", "source": {
                "packages": packages("transformers", "torch", "numpy"),
                "upstream": common.UPSTREAM,
                "script": "generate/golden_spectral.py"}, **result})
    out.done()


if __name__ == "__main__":
    main()
