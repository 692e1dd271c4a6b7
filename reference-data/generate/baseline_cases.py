#!/usr/bin/env python3
"""Expected values of the baselines: principal components and leading singular pairs.

    baseline_cases.py --upstream upstream [--write]

golden/stats/principal_components.json: float64 NumPy (full SVD of the centred matrix); the states of
models/gdn-tiny/states-sample.npy through upstream's own analysis/baselines.py, which works in float32 with
scikit-learn, and in float64. golden/stats/leading_singular_pair.json: float64 LAPACK.
golden/stats/non_negative_factors.json: scikit-learn's NMF in float64 from NumPy's
singular pairs, where it would draw them by a random projection.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

import common
from common import GOLDEN, MODELS, UPSTREAM, packages


def components(x, val, ks, vectors):
    mean = x.mean(0)
    _, s, vt = np.linalg.svd(x - mean, full_matrices=False)
    rest = val - mean
    errors = []
    for k in ks:
        r = rest - rest @ vt[:k].T @ vt[:k]
        errors.append(float((r ** 2).mean()))
    signs = [np.sign(v[np.abs(v).argmax()]) for v in vt]
    return {"ks": ks, "errors": errors, "variances": (s[: max(ks)] ** 2 / (len(x) - 1)).tolist(),
            "components": [(vt[c] * signs[c]).tolist() for c in range(vectors)]}


def pca_cases():
    for name, n, width, ks, seed in (("more vectors than elements", 40, 6, [1, 2, 5, 6], 1),
                                     ("fewer vectors than elements", 9, 20, [1, 3, 8], 2),
                                     ("two vectors", 2, 3, [1], 3)):
        rng = np.random.RandomState(seed)
        x = (rng.randn(n, width) * np.exp(-np.arange(width) / 3) + rng.randn(width)).astype(np.float32)
        val = (rng.randn(5, width) * np.exp(-np.arange(width) / 3)).astype(np.float32)
        yield {"name": name, "x": x.tolist(), "validation": val.tolist(),
               **components(x.astype(np.float64), val.astype(np.float64), ks, min(2, max(ks)))}


def write_cases():
    """Writes k v^T and the cosine of their first principal component with an atom v w^T."""
    rng = np.random.RandomState(4)
    for name, n, dk, dv in (("few writes", 12, 5, 4), ("many writes", 60, 3, 4)):
        k, v = rng.randn(n, dk) + 0.4, rng.randn(n, dv) * np.linspace(2, 0.5, dv)
        writes = np.einsum("nk,nv->nkv", k, v).reshape(n, -1)
        yield {"name": name, "dk": dk, "dv": dv, "keys": k.tolist(), "values": v.tolist(),
               **components(writes, writes, [1, 2], 1)}


def exact_svd(x, count, random_state=None):
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    return u[:, :count], s[:count], vt[:count]


def non_negative(x, val, ks):
    """scikit-learn's factors as upstream asks for them, and the errors against `val` of reconstructions of max(0, val)."""
    from sklearn.decomposition import NMF, _nmf
    drawn, _nmf._randomized_svd = _nmf._randomized_svd, exact_svd
    fits = []
    for k in ks:
        nmf = NMF(n_components=k, init="nndsvda", max_iter=500, random_state=42).fit(np.maximum(x, 0))
        w = nmf.transform(np.maximum(val, 0))
        fits.append({"k": k, "iterations": nmf.n_iter_, "error": float(((val - w @ nmf.components_) ** 2).mean()),
                     "factors": nmf.components_.T.tolist()})
    _nmf._randomized_svd = drawn
    return fits


def nmf_cases():
    for name, n, width, ks, seed in (("more vectors than elements", 40, 6, [1, 2, 5, 6], 6),
                                     ("fewer vectors than elements", 9, 20, [1, 3, 8], 7),
                                     ("with a zero vector and a zero element", 12, 7, [1, 3], 8)):
        rng = np.random.RandomState(seed)
        x = (rng.randn(n, width) + 0.3).astype(np.float32)
        val = (rng.randn(5, width) + 0.3).astype(np.float32)
        if seed == 8:
            x[3], x[:, 2] = -1, -1
        yield {"name": name, "x": x.tolist(), "validation": val.tolist(),
               "fits": non_negative(x.astype(np.float64), val.astype(np.float64), ks)}


def upstream_case(folder):
    """run_baselines on float16 states in upstream's layout, and the same arithmetic in float64."""
    import core.split_utils
    sys.modules["split_utils"] = core.split_utils   # baselines.py imports it so
    from experiments.analysis import baselines
    states = np.load(MODELS / "gdn-tiny/states-sample.npy").astype(np.float16)
    with tempfile.TemporaryDirectory() as temporary:
        layer = Path(temporary) / "layer_2"
        layer.mkdir()
        np.lib.format.open_memmap(layer / "head_2.npy", "w+", np.float16, states.shape)[:] = states
        # Upstream reads the elements behind the header of a file it believes to be as the metadata says.
        layer.joinpath("layer_metadata.json").write_text(json.dumps(
            {"n_samples": len(states), "key_head_dim": states.shape[1], "value_head_dim": states.shape[2]}))
        def run(**arguments):
            result = baselines.run_baselines(temporary, 2, 2, **arguments)
            result["pca"].pop("fit_time_s")
            return result

        whole, capped = run(), run(max_samples=20, k_values=[1, 4, 16, 64])
    x = states.astype(np.float64).reshape(len(states), -1)
    train, val = core.split_utils.make_train_val_indices(len(x), 0.8, 42)
    ks = [int(k) for k in whole["pca"]]
    exact = components(x[train], x[val], ks, 0)
    chosen = np.array(train)[core.split_utils.select_sample_indices(len(train), 20, seed=42)]
    few = components(x[chosen], x[val], [int(k) for k in capped["pca"]], 0)
    for case, rows in ((whole, train), (capped, chosen)):
        fits = non_negative(x[rows], x[val], [int(k) for k in case["nmf"]])
        case["nmf_exact"] = [fit["error"] for fit in fits]
        case["nmf_iterations"] = [fit["iterations"] for fit in fits]
        print("nmf, drawn in float32 over exact in float64:", [f"{case['nmf'][str(f['k'])] / f['error']:.5f}" for f in fits])
    for a, b in ((whole, exact), (capped, few)):
        for k, e in zip(a["pca"].values(), b["errors"]):
            assert abs(k - e) < 1e-4 * e, "upstream's float32 is off by more"
    return {"states": "models/gdn-tiny/states-sample.npy", "whole": whole | {"exact": exact["errors"]},
            "capped": capped | {"max_samples": 20, "ks": [1, 4, 16, 64], "exact": few["errors"]}}


def singular_cases():
    rng = np.random.RandomState(5)
    blocks = np.zeros((3, 3))
    blocks[0, 0] = 3
    blocks[1:, 1:] = 2      # the longest row is not of the leading pair
    near = rng.randn(12, 12)
    u, s, vt = np.linalg.svd(near)
    s[1] = s[0] * (1 - 1e-4)
    for name, m in (("wide", rng.randn(5, 9)), ("tall", rng.randn(9, 5)), ("one element", np.array([[-2.0]])),
                    ("a column", rng.randn(4, 1)), ("rank 1", np.outer(rng.randn(6), rng.randn(4))), ("blocks", blocks),
                    ("two values 1e-4 apart", u @ np.diag(s) @ vt), ("16 x 24", rng.randn(16, 24) * 1e-3)):
        u, s, vt = np.linalg.svd(m)
        yield {"name": name, "matrix": m.tolist(), "sigma": float(s[0]),
               "approximation": (s[0] * np.outer(u[:, 0], vt[0])).tolist()}


def main():
    args, out = common.begin(common.parser(__doc__))
    source = {"packages": packages("numpy", "scikit-learn"), "script": "baseline_cases.py"}
    out.records(GOLDEN / "stats/principal_components.json", {
        "source": source | UPSTREAM, "cases": list(pca_cases()), "writes": list(write_cases()),
        "upstream": upstream_case(args.upstream)})
    out.records(GOLDEN / "stats/non_negative_factors.json", {"source": source, "cases": list(nmf_cases())})
    out.records(GOLDEN / "stats/leading_singular_pair.json", {"source": source, "cases": list(singular_cases())})
    out.done()


if __name__ == "__main__":
    main()
