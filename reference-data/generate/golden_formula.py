"""Golden results of the logit formula (experiments E3, E5 and E9a): atoms or directions of tokens added to states, logit changes
by full float64 replays, the formula's factors from upstream's own modules, and the statistics by NumPy and SciPy.

What a change has become at the read token is taken from the states of the replay, derivatives of norms are central differences.
"""

import json

import numpy as np
import scipy.stats
import torch

import common
import golden_reads
import families
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae
from golden_substitution import wilson

CASES = [
    {"model": "gdn-tiny", "sae": "bilinear_L2_H2", "layer": 2, "head": 2, "atoms": 4, "scan": 5, "prompts": 8, "horizon": 2,
     "epsilons": [0.1, 1.0], "ranks": [1, 3], "scales": [0.25, 1.0], "eval_tokens": 6, "seed": 2026, "position": "firing"},
    {"model": "mamba2-tiny", "sae": "bilinear_L2_H1", "layer": 2, "head": 1, "atoms": 3, "scan": 5, "prompts": 6, "horizon": 1,
     "epsilons": [0.1, 1.0], "ranks": [1], "scales": [0.25, 1.0], "eval_tokens": 4, "seed": 2026, "position": "last"},
    {"model": "gdn-square", "sae": "bilinear_L1_H2", "layer": 1, "head": 2, "atoms": 3, "scan": 4, "prompts": 4, "horizon": 1,
     "epsilons": [1.0], "ranks": [1, 2], "scales": [0.5], "eval_tokens": 3, "seed": 2026, "position": "last"}]

SIGNS = [
    {"name": "gdn-tiny-write", "model": "gdn-tiny", "layer": 2, "head": 2, "n": 60, "seed": 2026, "magnitude": 1.0, "norm": "kv",
     "key": "write"},
    {"name": "gdn-tiny-query", "model": "gdn-tiny", "layer": 2, "head": 2, "n": 30, "seed": 7, "magnitude": 2.0, "norm": "write",
     "key": "query"}]


class Run:
    def __init__(self, c):
        self.c = c
        folder = MODELS / c["model"]
        self.family = families.of(folder)
        self.model = self.family.load(folder)
        self.corpus = np.load(folder / "corpus.npy")
        if "sae" in c:
            self.load_sae(folder)

    def load_sae(self, folder):
        c = self.c
        self.sae, _ = load_sae(folder / "sae" / c["sae"] / "best.pt")
        v, w = (self.sae.V, self.sae.W) if hasattr(self.sae, "V") else (self.sae.V_dec, self.sae.W_dec)
        v, w = v.detach()[:, 0].double(), w.detach()[:, 0].double()
        self.v, self.w = (w, v) if self.family.VALUES_FIRST else (v, w)

    def replay(self, ids, edits=()):
        """Logits [N, T, V] and what the cell's layer did, natively or with edits (position, matrix) of one row each."""
        c, edit, tokens = self.c, None, torch.as_tensor(ids.astype(np.int64))[None]
        if edits:
            edit = {"layer": c["layer"], "head": c["head"], "before_read": False,
                    "position": torch.tensor([t for t, _ in edits]), "change": torch.stack([m for _, m in edits])}
            tokens = tokens.repeat(len(edits), 1)
        recurrence = self.family.Recurrence(record=("writes", "states"), edit=edit)
        logits = self.family.run(self.model, tokens, recurrence)
        return logits, {k: x[:, :, c["head"]] for k, x in recurrence.layers[c["layer"]].items()}

    def encoded(self, states):
        return encode(self.sae, states.transpose(-1, -2) if self.family.VALUES_FIRST else states)[1]

    def atoms(self):
        fired = sum((self.encoded(self.replay(ids)[1]["state"][0]) > 0).sum(0).numpy() for ids in self.corpus[:self.c["scan"]])
        order = np.argsort(-fired, kind="stable")[:self.c["atoms"]]
        return [int(i) for i in order if fired[i] > 0]

    def points(self, passage, atoms, tokens):
        c, ids = self.c, self.corpus[passage]
        logits, seen = self.replay(ids)
        a = self.encoded(seen["state"][0])
        last = len(ids) - 1 - c["horizon"]
        taps = golden_reads.hugging_face(c["model"], c["layer"], ids)
        sizes = sorted({*c["epsilons"], *c["scales"]})
        points = []
        for i in atoms:
            at = int(a[:last + 1, i].argmax()) if c["position"] == "firing" else last
            if c["position"] == "firing" and a[at, i] <= 0:
                continue
            t = at + c["horizon"]
            v, w = self.v[i], self.w[i]
            outer = torch.outer(v, w)
            moved, states = self.replay(ids, [(at, size * outer) for size in [*sizes, 1.0]])
            change = (states["state"][-1, t] - seen["state"][0, t]) @ w / (w @ w)
            query = seen["query"][0, t]
            order = logits[0, t].argsort(descending=True, stable=True)
            own = [int(order[r - 1]) for r in c["ranks"]] + tokens
            plain, refined = self.worth(taps, t, w)
            decay = seen["alpha"][0, at + 1:t + 1].prod()
            exchanged = {}
            if len(v) == len(w):      # the paper's formula, with W_O in front of v
                exchanged = {"reads": [(decay * (w @ query)).item()],
                             "exchanged": (taps.head[own] @ self.slice(taps) @ v).tolist()}
            points.append({
                "passage": passage, "feature": i, "position": at,
                "reads": [(decay * (v @ query)).item(), (change @ query).item(), *exchanged.get("reads", [])],
                "exchanged": exchanged.get("exchanged", []),
                "projection": (v @ seen["state"][0, t] @ w).item(), "tokens": own,
                "plain": (taps.head[own] @ plain).tolist(), "refined": (taps.head[own] @ refined).tolist(),
                "measured": [(moved[n, t] - logits[0, t])[own].tolist() for n in range(len(sizes))]})
        return points

    def worth(self, taps, t, w):
        """[hidden]: what a change w of the head's output at t adds for the last product, plain and refined."""
        o = taps.heads_at[t]
        direction = torch.zeros_like(o)
        direction[self.c["head"]] = w
        scale = o[self.c["head"]].norm() / w.norm()      # a step that is small beside a small output too
        refined = taps.out @ golden_reads.difference(
            lambda o: taps.heads_out(t, o), o, scale * direction).reshape(-1) / scale
        return self.slice(taps) @ w, golden_reads.difference(taps.last_out, taps.last_at[t], refined)

    def slice(self, taps):
        return taps.out.reshape(len(taps.out), *taps.heads_at.shape[1:])[:, self.c["head"]]

    def trials(self):
        """Experiment E5."""
        c, rng = self.c, np.random.RandomState(self.c["seed"])
        length, vocabulary = self.corpus.shape[1], self.model.config.vocab_size
        drawn = [(rng.randint(vocabulary), rng.randint(len(self.corpus)), rng.randint(length - 1)) for _ in range(c["n"])]
        trials = []
        for passage in range(len(self.corpus)):
            own = [(token, t) for token, p, t in drawn if p == passage]
            if not own:
                continue
            logits, seen = self.replay(self.corpus[passage])
            taps = golden_reads.hugging_face(c["model"], c["layer"], self.corpus[passage])
            edits, directions = [], []
            for token, t in own:
                direction = self.slice(taps).T @ taps.head[token]
                k, v = seen["key"][0, t], seen["value_raw"][0, t]
                norm = c["magnitude"] * k.norm() * v.norm() / (seen["beta"][0, t] if c["norm"] == "kv" else 1)
                key = k if c["key"] == "write" else seen["query"][0, t + 1]
                directions.append(direction / direction.norm())
                edits.append((t, torch.outer(norm * key / key.norm(), directions[-1])))
            moved, states = self.replay(self.corpus[passage], edits)
            for n, ((token, t), w) in enumerate(zip(own, directions)):
                change = (states["state"][n, t + 1] - seen["state"][0, t + 1]) @ w
                query, left = seen["query"][0, t + 1], edits[n][1] @ w
                plain, refined = self.worth(taps, t + 1, w)
                trials.append({
                    "prompt_id": passage, "position": t, "token_id": int(token), "norm": edits[n][1].norm().item(),
                    "read_decayed": (seen["alpha"][0, t + 1] * (left @ query)).item(), "read_exact": (change @ query).item(),
                    "token_plain": (taps.head[token] @ plain).item(), "token_refined": (taps.head[token] @ refined).item(),
                    "measured": (moved[n, t + 1, token] - logits[0, t + 1, token]).item()})
        return trials


def sign_summary(trials):
    y = np.array([p["measured"] for p in trials])
    out = {"n_trials": len(trials)}
    for name in ("plain", "plain_exact", "refined", "refined_exact"):
        kind, _, exact = name.partition("_")
        x = np.array([p["read_exact" if exact else "read_decayed"] * p[f"token_{kind}"] for p in trials])
        agreed, n = int((x * y > 0).sum()), len(y)
        half = 1.96 * np.sqrt(agreed / n * (1 - agreed / n) / n)
        found = scipy.stats.pearsonr(x, y)
        out[name] = {"sign_agreements": agreed, "sign_agreement": agreed / n,
                     "sign_agreement_wald95": [max(0, agreed / n - half), min(1, agreed / n + half)],
                     "sign_agreement_wilson95": wilson(agreed, n), "pearson_r": found.statistic, "pearson_p": found.pvalue,
                     "median_measured_over_predicted": np.median(y / x), "pooled_r2": r2(y, x)}
    return out


def r2(y, predicted):
    return 1 - ((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum()


def predictions(p, token):
    decayed, exact = p["reads"][:2]
    found = {"plain": decayed * p["plain"][token], "plain_exact": exact * p["plain"][token],
             "refined": decayed * p["refined"][token], "refined_exact": exact * p["refined"][token]}
    if p["exchanged"]:
        found["paper"] = p["reads"][2] * p["exchanged"][token]
    return found | {"read": decayed}


def spread(values):
    values = np.array(values)
    q25, median, q75, p10 = np.percentile(values, [25, 50, 75, 10])
    return {"n": len(values), "median": median, "q25": q25, "q75": q75, "p10": p10, "min": values.min()}


def fits(cells):
    """Cells are lists of (size, measured, predictions, scalar of the triple)."""
    cells = [cell for cell in cells if len(cell) >= 3]
    out = {"n_cells": len(cells)}
    for name in cells[0][0][2]:
        zero, slope = [], []
        for cell in cells:
            y = np.array([row[1] for row in cell])
            x = np.array([row[0] * row[2][name] for row in cell])
            zero.append(r2(y, x))
            slope.append(scipy.stats.linregress(x, y).rvalue ** 2)
        y = np.array([row[1] for cell in cells for row in cell])
        x = np.array([row[0] * row[2][name] for cell in cells for row in cell])
        own = {} if name == "read" else {"zero_parameter": spread(zero), "pooled_zero_parameter": r2(y, x)}
        out[name] = own | {"one_slope": spread(slope)}
    out["per_triple"] = spread([r2(np.array([row[1] for row in cell]), np.array([row[0] * row[3] for row in cell]))
                                for cell in cells])
    return out


def summary(c, points, tokens):
    sizes = sorted({*c["epsilons"], *c["scales"]})

    def row(p, size, token, population, projected=False):
        x = np.array(population)
        y = np.array([p["measured"][sizes.index(s)][token] for s in population])
        found = predictions(p, token)
        if projected:
            found["projection"] = p["projection"] * p["plain"][token]
        return size, p["measured"][sizes.index(size)][token], found, (x @ y) / (x @ x)
    features = list(dict.fromkeys(p["feature"] for p in points))
    of = {i: [p for p in points if p["feature"] == i] for i in features}
    a = {f"rank_{rank}": fits([[row(p, size, n, c["epsilons"]) for p in of[i]] for i in features for size in c["epsilons"]])
         for n, rank in enumerate(c["ranks"])}
    population_c = fits([[row(p, size, len(c["ranks"]) + n, c["scales"], True) for p in of[i] for size in c["scales"]]
                         for i in features for n in range(len(tokens))])
    signs = {}
    for name in predictions(points[0], 0):
        y = np.array([p["measured"][sizes.index(s)][0] for p in points for s in c["epsilons"]])
        x = np.array([predictions(p, 0)[name] for p in points for _ in c["epsilons"]])
        flips, trials = int(((x > 0) != (y > 0)).sum()), len(y)
        signs[name] = {"trials": trials, "flips": flips, "fraction": flips / trials, "wilson_upper": wilson(flips, trials)[1]}
    relative = np.array([abs(p["reads"][1] / p["reads"][0] - 1) for p in points])
    return {"n_places": len(points), "n_atoms": len(features), "A": a, "C": population_c, "sign_flips": signs,
            "neglected_erase": {"n": len(relative), "median": np.median(relative), "p90": np.percentile(relative, 90)}}


def main():
    _, out = common.begin(common.parser(__doc__))
    for c in CASES:
        run = Run(c)
        vocabulary = run.model.config.vocab_size
        tokens = np.random.RandomState(c["seed"]).permutation(vocabulary)[:c["eval_tokens"]].tolist()
        atoms = run.atoms()
        points = [p for n in range(c["prompts"]) for p in run.points(n, atoms, tokens)]
        out.records(GOLDEN / "formula" / f"{c['model']}.json", {
            "schema": "writesae-golden-1", "id": f"formula/{c['model']}", "object": "formula",
            "about": "atoms added to states, the logit changes and what the formula says of them",
            "source": {"packages": packages("transformers", "torch", "scipy"), "upstream": common.UPSTREAM,
                       "script": "generate/golden_formula.py"},
            "case": c, "cell": {"atoms": atoms, "eval_tokens": tokens}, "points": points,
            "summary": json.loads(json.dumps(summary(c, points, tokens), default=float))})
    for c in SIGNS:
        trials = Run(c).trials()
        out.records(GOLDEN / "formula" / f"signs-{c['name']}.json", {
            "schema": "writesae-golden-1", "id": f"formula/signs-{c['name']}", "object": "signs",
            "about": "directions of tokens written at one position, the logit changes and what the formula says of them",
            "source": {"packages": packages("transformers", "torch", "scipy"), "script": "generate/golden_formula.py"},
            "case": c, "trials": trials, "summary": json.loads(json.dumps(sign_summary(trials), default=float))})
    out.done()


if __name__ == "__main__":
    main()
