"""Golden results of newline steering (experiment E31): upstream's own
selection, generation and text statistics, in float64 and with the likeliest
token in place of the drawn one; tests by SciPy.

Definitions are in README.md, section "Newline steering".
"""

import contextlib
import importlib.util
import math
from types import SimpleNamespace

import numpy as np
import torch
from scipy import stats

import common
import float64_model
from common import GOLDEN, MODELS, packages
from golden_sae import cell_states, load_sae

FOLDER = GOLDEN / "newline-steering"
LAYER, HEADS = 2, (1, 2)
SEED = 123
TOKENS = 80
FEATURES = 4
DOSES = (2.0, 20.0)
RANDOM = 10.0
RESAMPLES = 10000
TEXTS = ["", "One. Two! Three?  Four", "a.b. c\n\n\n\nd\n", "  \n ",
         "No end here", "e.g. this\u2003is\u00a0wide.\u2028Next? yes.\x1cNo",
         "\u00e9t\u00e9 \U0001d54f ok.\n\nIn the beginning. \n", "?!. . .",
         "x\u200by z\ufeff", "\r\n\r\n a.\tb"]


def upstream_module(folder):
    path = folder / "experiments/steering/generation_intervention.py"
    spec = importlib.util.spec_from_file_location("intervention", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def doubled():
    """What upstream makes float32 becomes float64."""
    single = torch.float32
    torch.float32 = torch.float64
    try:
        yield
    finally:
        torch.float32 = single


class Cached:
    """The model as upstream calls it: a cache whose layers have
    recurrent_states [1, H, d_k, d_v]."""

    def __init__(self, model):
        self.model = model
        self.gap = math.inf

    def __call__(self, input_ids, past_key_values=None, use_cache=True):
        inner = past_key_values.inner if past_key_values else None
        out = self.model(input_ids, past_key_values=inner,
                         use_cache=use_cache)
        best, second = out.logits[0, -1].topk(2).values.tolist()
        self.gap = min(self.gap, best - second)
        layers = {LAYER: SimpleNamespace(recurrent_states=float64_model.state(
            out.past_key_values, LAYER))}
        assert layers[LAYER].recurrent_states.dtype == torch.float64
        return SimpleNamespace(
            logits=out.logits, past_key_values=SimpleNamespace(
                inner=out.past_key_values, layers=layers))


@contextlib.contextmanager
def greedy():
    drawn = torch.multinomial
    torch.multinomial = lambda p, num_samples: p.argmax(-1, keepdim=True)
    try:
        yield
    finally:
        torch.multinomial = drawn


def draw(mask, rng):
    """States drawn as in steering_boost_40, from all with their labels."""
    boundary, other = np.where(mask)[0], np.where(~mask)[0]
    count = min(len(boundary), len(other), 10000)
    b = rng.choice(boundary, size=count, replace=False)
    nb = rng.choice(other, size=count, replace=False)
    size = min(len(mask), 5000)
    return b, nb, rng.choice(len(mask), size=size, replace=False)


def select(upstream, sae, states, drawn, rng):
    """As coded there, over one head's states: features, pushes, details."""
    b, nb, sample = drawn
    with doubled():
        top = upstream.select_boundary_features_fast(
            sae, "bilinear", states[b], states[nb], n_features=FEATURES)
    chosen = [f["feature_idx"] for f in top]
    with torch.no_grad():
        coefficients = sae.encode(torch.as_tensor(states[sample]).double())
    alive = (coefficients.abs() > 0).any(0).nonzero()[:, 0].tolist()
    rest = [i for i in alive if i not in set(chosen)]
    random = rng.choice(rest, size=FEATURES, replace=False).tolist()
    mean = coefficients.mean(0)
    return {
        "features": chosen, "random": random,
        "push": {str(f["feature_idx"]): (1.0 if f["mean_diff"] >= 0 else -1.0)
                 * abs(f["mean_boundary"]) for f in top},
        "random_push": {str(i): abs(float(mean[i])) for i in random},
        "details": top}


def selection(upstream, saes, states, mask, boundary):
    """One draw of states for all heads, then head by head."""
    rng = np.random.RandomState(SEED)
    drawn = draw(mask, rng)
    return {"boundary": boundary, "n_boundary": int(mask.sum()),
            "n_sampled": len(drawn[0]), "heads": {
                str(h): select(upstream, sae, states[h], drawn, rng)
                for h, sae in saes.items()}}


def pushes(chosen, kind, dose):
    return {int(h): {int(f): dose * v for f, v in of[kind].items()}
            for h, of in chosen["heads"].items()}


def tests(upstream, entries, names):
    rng = np.random.RandomState(SEED)
    keys = list(upstream.compute_generation_stats("test text."))

    def values(name, key, of=slice(None)):
        return np.array([e[name]["stats"][key] for e in entries[of]])

    def paired(a, b):
        with np.errstate(all="ignore"):
            t, p = stats.ttest_rel(a, b)
        sd = np.std(a - b, ddof=1)
        return {"mean_diff": float(np.mean(a - b)),
                "t_stat": None if np.isnan(t) else float(t),
                "t_pvalue": None if np.isnan(p) else float(p),
                "cohens_d": float(np.mean(a - b) / sd) if sd > 1e-12 else 0.0}

    def bootstrap(diffs):
        means = np.array([np.mean(rng.choice(
            diffs, size=len(diffs), replace=True)) for _ in range(RESAMPLES)])
        observed = np.mean(diffs)
        across = means < 0 if observed >= 0 else means > 0
        return {"bootstrap_mean_diff": float(observed),
                "bootstrap_ci_95": [float(np.percentile(means, 2.5)),
                                    float(np.percentile(means, 97.5))],
                "bootstrap_pvalue": min(2 * float(np.mean(across)), 1.0)}

    strongest = f"boundary_boost_{max(DOSES):.0f}x"
    pairs = [(n, "baseline") for n in names[1:]] + [(strongest, names[-1])]
    result = {}
    for a, b in pairs:
        result[f"{a}_vs_{b}"] = {}
        for key in keys:
            x, y = values(a, key), values(b, key)
            result[f"{a}_vs_{b}"][key] = {
                "mean_a": float(x.mean()), "mean_b": float(y.mean()),
                "direction": "higher" if (x - y).mean() > 0 else "lower",
                **paired(x, y), **bootstrap(x - y)}
    half = len(entries) // 2
    subsets = {f"original_{half}": slice(0, half),
               f"new_{len(entries) - half}": slice(half, None)}
    halves = {name: {key: {k: v for k, v in paired(
        values(strongest, key, of), values("baseline", key, of)).items()
        if k != "t_stat"} for key in keys} for name, of in subsets.items()}
    means = {n: {key: float(values(n, key).mean()) for key in keys}
             for n in names}
    return {"conditions": means, "tests": result, "subset_tests": halves}


def main():
    args, out = common.begin(common.parser(__doc__))
    upstream = upstream_module(args.upstream)
    folder = MODELS / "gdn-tiny"
    corpus = np.load(folder / "corpus.npy").astype(np.int64)
    model = float64_model.load(folder)
    saes = {h: load_sae(folder / f"sae/bilinear_L2_H{h}/best.pt")[0]
            for h in HEADS}

    # labels as in the code: those of the positions of the first sequences,
    # for states that are the last ones of other sequences
    few = corpus.reshape(-1)[:256].reshape(-1, 4)
    used = min(len(few) // 4, len(few))
    states = cell_states(model, few, LAYER, 2).numpy()[:used * 4, -1]
    mask = np.zeros(few.shape, dtype=bool)
    mask[:, :-1] = few[:, 1:] == ord(" ")
    out.json(FOLDER / "upstream-labels.json", {
        "source": {**packages("torch", "numpy"),
                   "upstream": common.UPSTREAM}, "length": 4,
        **selection(upstream, {2: saes[2]}, {2: states},
                    mask[:used].reshape(-1), ord(" "))})

    # right labels: every position that has a next token
    right = {}
    for h in HEADS:
        states = cell_states(model, corpus, LAYER, h).numpy()[:, :-1]
        right[h] = states.reshape(-1, *states.shape[2:])
    chosen = selection(upstream, saes, right,
                       (corpus[:, 1:] == ord(" ")).reshape(-1), ord(" "))
    updates = {"baseline": {}}
    for dose in DOSES:
        updates[f"boundary_boost_{dose:.0f}x"] = pushes(chosen, "push", dose)
    updates[f"random_boost_{RANDOM:g}x"] = pushes(
        chosen, "random_push", RANDOM)

    prompts = (GOLDEN / "install/prompts.txt").read_text().splitlines()
    cached = Cached(model)
    entries = []
    for p, prompt in enumerate(prompts):
        ids = torch.tensor([list(prompt.encode())])
        entry = {"prompt_idx": p, "prompt_text": prompt,
                 "prompt_tokens": ids.shape[1]}
        for name, update in updates.items():
            with float64_model.exact(), greedy():
                generated, meta = upstream.generate_with_intervention(
                    model=cached, tokenizer=None, sae_type="bilinear",
                    layer_idx=LAYER, prompt_ids=ids, n_tokens=TOKENS,
                    temperature=0.7,
                    sae_per_head=saes if update else {},
                    feature_updates_per_head=update,
                    additive=True)
            text = bytes(generated).decode("utf-8", "replace")
            entry[name] = {
                "text": text,
                "stats": upstream.compute_generation_stats(text),
                "n_generated": meta["n_generated"],
                "mean_intervention_norm": meta["mean_intervention_norm"]}
        entries.append(entry)
    print("smallest gap of a greedy choice", cached.gap)
    assert cached.gap > 1e-5
    out.json(FOLDER / "gdn-tiny.json", {
        "source": {**packages("torch", "transformers", "scipy", "numpy"),
                   "upstream": common.UPSTREAM},
        "model": "models/gdn-tiny", "layer": LAYER, "heads": HEADS,
        "seed": SEED, "n_tokens": TOKENS, "n_features": FEATURES,
        "doses": DOSES, "random_dose": RANDOM, "selection": chosen,
        **tests(upstream, entries, list(updates)),
        "per_prompt": entries})
    out.json(FOLDER / "text-statistics.json", {
        "source": {"upstream": common.UPSTREAM}, "texts": [
            {"text": text, "stats": upstream.compute_generation_stats(text)}
            for text in TEXTS]})
    out.done()


if __name__ == "__main__":
    main()
