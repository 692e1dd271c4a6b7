"""Golden result of probing (experiment E40): upstream's probe_features.py with
SciPy and scikit-learn, on states of gdn-tiny after short texts of many kinds,
in float64. Equal activations are sorted stably; upstream leaves that open.
"""

import sys
import unittest.mock

import numpy as np
import torch

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

LAYER, HEAD = 2, 2
N = 320
SHOWN = 8
# What texts are put together from, beside pieces of the model's own corpus.
PIECES = (
    "def read(path):\n    with open(path) as f:\n        return f.read()\n",
    "for (let i = 0; i < n; i++) { total += a[i] * b[i]; } // sum\n",
    "# TODO: x = y == 3\nif not done:\n\tpass\n",
    "\"Where were you?\" she asked. \u201cNowhere,\u201d he said - \u2018truly\u2019.\n",
    "- apples\n- pears\n* plums\n\u2022 figs\n1. first\n2) second\n",
    "CHAPTER ONE\n\nIt was late. It was very late!\n\n   \n\nNobody came\u2026 ",
    "Prices: 12.50, 7, 3.14159 and 1000; see https://example.org/a?b=c. ",
    "We, the three of us, gave our word to them; they gave theirs to me. ",
    "\u041c\u043e\u0441\u043a\u0432\u0430 \u0434\u0430\u043b\u0435\u043a\u043e, \u041d\u0430 ", "\u6771\u4eac\u306f\u5927\u304d\u3044\u3002\u30ab\u30bf\u30ab\u30ca \ud55c\uad6d\uc5b4 ",
    "aaa bbb aaa bbb aaa bbb ccc 4x4 h2o B52s ", "x\u00b2 + y\u00b3 = \u2460 \u00bd \u0663 \U0001d7d8 ",
    "\tTabs\tand\u00a0spaces \u2003wide\u2028line\x1cfield\x85next ", "Stra\u00dfe \u0130stanbul \u01c5 \u2160 \u24b6 \u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3 ",
    "[[{(nested)}]] ((( open ]] ", "\U0001f600\U0001f680 ok\n", "   ", "")


def texts():
    rng = np.random.RandomState(40)
    corpus = np.load(MODELS / "gdn-tiny/corpus.npy").astype(np.uint8)
    out = ["", " ", "one", "a b c"]
    while len(out) < N:
        row = bytes(corpus[rng.randint(len(corpus))]).decode(errors="ignore")
        start = rng.randint(len(row) // 2)
        parts = [row[start:start + rng.randint(20, 80)]]
        parts += [PIECES[i] for i in rng.randint(len(PIECES), size=rng.randint(3))]
        rng.shuffle(parts)
        out.append("".join(parts)[:110])
    return out


def final_states(model, strings):
    """[n, d_k, d_v] after the last byte; an empty text is a zero byte."""
    out = []
    for text in strings:
        ids = torch.tensor([list(text.encode()) or [0]])
        recurrence = float64_model.Recurrence(record=("states",))
        with float64_model.exact(recurrence):
            model(ids, use_cache=False)
        out.append(recurrence.layers[LAYER]["state"][0, -1, HEAD])
    return torch.stack(out).numpy().astype(np.float16)


def probed(probe_features, sae, states, strings):
    real = np.argsort
    with unittest.mock.patch.object(
            np, "argsort", lambda a, *args, **kwargs: real(
                a, *args, **kwargs) if args or kwargs else real(
                a, kind="stable")):
        found = probe_features.probe_features_enhanced(
            sae, torch.from_numpy(states.astype(np.float64)), strings)
    for part in ("nonlinear", "contrastive"):
        del found[part]["elapsed_s"]
    del found["probe"]["property_names"]
    found["probe"]["best"] = [
        [f["feature_idx"], f["best_property"], f["best_rho"],
         f["n_significant_bonferroni"]] for f in found["probe"]["features"]]
    found["contrastive"]["best"] = [
        [f["feature_idx"], f["best_property"], f["best_cohens_d"],
         f["n_significant"]] for f in found["contrastive"]["features"]]
    for part in ("probe", "contrastive"):
        found[part]["features"] = found[part]["features"][:SHOWN]
    return found


def main():
    args, out = common.begin(common.parser(__doc__))
    sys.path.insert(0, str(args.upstream / "experiments/analysis"))
    sys.path.insert(0, str(args.upstream / "core"))
    import probe_features
    from split_utils import make_train_val_indices

    strings = texts()
    states = final_states(float64_model.load(MODELS / "gdn-tiny"), strings)
    sae, _ = load_sae(MODELS / "gdn-tiny/sae/bilinear_L2_H2/best.pt")
    properties = np.array([list(probe_features.compute_text_properties(
        t).values()) for t in strings])
    _, held_out = make_train_val_indices(N, train_fraction=0.8, seed=42)
    result = {
        "schema": "writesae-golden-1", "id": "probing/gdn-tiny",
        "object": "probing", "source": {
            "packages": packages("numpy", "scipy", "scikit-learn", "torch",
                                 "transformers"),
            "upstream": common.UPSTREAM,
            "script": "generate/golden_probing.py"},
        "property_names": probe_features.PROPERTY_NAMES,
        "all": probed(probe_features, sae, states, strings),
        "held_out": probed(probe_features, sae, states[held_out],
                           [strings[i] for i in held_out])}
    folder = GOLDEN / "probing"
    out.npy(folder / f"layer_{LAYER}/head_{HEAD}.npy", states)
    out.npy(folder / "properties.npy", properties)
    out.json(folder / "texts.json", strings)
    out.json(folder / "gdn-tiny.json", result, indent=None)
    out.done()


if __name__ == "__main__":
    main()
