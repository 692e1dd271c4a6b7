"""Golden results of the replacement test on a random RWKV-7 model: each condition is a replay by the official NumPy file in float64
with one state changed. Definitions are those of golden_substitution.py; only the model and its writes differ. A token's raw write
is k v^T, its delta write k v^T + b e^T.
"""

import io
import itertools
from pathlib import Path

import numpy as np
import torch

import common
import rwkv7_models
import rwkv7_official
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae
from golden_substitution import BASE, conditions, change, draw, margins, records, report, summary

NAME, LAYER, HEAD = "a", 1, 2
FOLDER = f"rwkv7-random-{NAME}"
READS = ("next", "same", "suffix-mean", "last")


def dictionary(out, d, seed):
    """A bilinear autoencoder of random atoms, as upstream saves one."""
    from core.sae import build_sae_from_config

    config = {"sae_type": "bilinear", "layer": LAYER, "head": HEAD, "n_features": 48, "d_k": d, "d_v": d, "d_in": d * d, "k": 4, "rank": 1,
              "use_batchtopk": False, "seed": seed}  # fmt: skip
    torch.manual_seed(seed)
    sae = build_sae_from_config(config)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in sae.named_parameters():
            scale = 0.02 if name in ("b_enc", "bias") else d**-0.5
            value.copy_(scale * torch.randn(value.shape, generator=generator))
    buffer = io.BytesIO()
    torch.save({"model_state_dict": sae.state_dict(), "config": config}, buffer)
    path = MODELS / FOLDER / "sae" / "bilinear" / "best.pt"
    out.raw(path, buffer.getvalue())
    return load_sae(path if path.exists() else io.BytesIO(buffer.getvalue()))[0]


class Cell:
    """The unedited run of all sequences, the state before every token, and what the SAE sees."""

    def __init__(self, corpus, sae):
        self.model, self.layer, self.head = rwkv7_models.official_model(NAME, np.float64), LAYER, HEAD
        self.tokens, self.length = corpus, corpus.shape[1]
        self.states, log_p, found = {}, [], []
        for s, tokens in enumerate(corpus):
            now, rows = self.model.begin(), []
            for t, token in enumerate(tokens):
                self.states[s, t] = tuple(part.copy() for part in now)
                rows.append(self.model.run([token], now, self.keep(found), t)[0])
            log_p.append(np.array(rows))
        self.log_p = torch.tensor(np.array(log_p)).log_softmax(-1)
        shaped = lambda n: torch.tensor(np.array([f[n] for f in found])).view(len(corpus), self.length, *found[0][n].shape)
        self.state, raw, delta = shaped(0), shaped(1), shaped(2)
        self.write = {"raw": raw, "delta": delta}
        used = self.state[:, :-1].flatten(0, 1)
        pre, coefficients = encode(sae, used)
        self.pre, self.coefficients = (x.view(len(corpus), self.length - 1, -1) for x in (pre, coefficients))
        with torch.no_grad():
            self.atoms = torch.einsum("irk,irv->ikv", sae.V_dec, sae.W_dec)

    def keep(self, found):
        def step(layer, t, seen):
            if layer == LAYER:
                row = lambda name: seen[name][HEAD, :, 0]
                raw = np.outer(row("k"), row("v"))
                erased = -seen["before"][HEAD] @ row("kk")
                found.append((seen["S"][HEAD].T, raw, raw + np.outer(row("kk") * row("a"), erased)))
            return seen["S"]

        return step

    def firings(self, features, select, cap):
        """(feature, sequence, position), in this order, capped by feature."""
        found, largest = [], self.pre.argmax(-1)
        for feature in features:
            hit = self.coefficients[:, :, feature] > 0
            hit &= (largest == feature) | (select == "any")
            found += [(feature, s, t) for s, t in hit.nonzero().tolist()[:cap]]
        return found


def replay(cell, drawn, jobs):
    """{(firing, condition, read before or after): {read: (kl, reverse)}}"""
    results = {}
    for firing, condition, before in jobs:
        _, s, t = firing
        added = change(cell, drawn, firing, condition).numpy().T

        def step(layer, now, seen):
            if before and layer == LAYER and now == t:
                seen["S"][HEAD] += added
            return seen["S"]

        state = tuple(part.copy() for part in cell.states[s, t])
        logits = [cell.model.run(cell.tokens[s, t : t + 1], state, step, t)[0]]
        if not before:
            state[1][LAYER, HEAD] += added
        logits += list(cell.model.run(cell.tokens[s, t + 1 :], state, step, t + 1))
        log_q, log_p = torch.tensor(np.array(logits)).log_softmax(-1), cell.log_p[s, t:]
        forward, reverse = (log_p.exp() * (log_p - log_q)).sum(-1), (log_q.exp() * (log_q - log_p)).sum(-1)
        spans = {"same": slice(0, 1)} if before else {"next": slice(1, 2), "suffix-mean": slice(1, None), "last": slice(-1, None)}
        results[firing, condition, before] = {read: (forward[x].mean().item(), reverse[x].mean().item()) for read, x in spans.items()}
    return results


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--rwkv-lm", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    args, out = common.begin(parser)
    rwkv7_official.use(args.rwkv_lm)
    cell = Cell(np.load(MODELS / FOLDER / "tokens.npy"), dictionary(out, 8, args.seed))
    features = report(cell)[:6].tolist()
    plan = [("base", BASE, 12)]
    readings = list(itertools.product(("raw", "delta"), ("natural", "matched"), ("same-coefficient",), ("any",), READS))
    readings += [("delta", "natural", "non-firing", "argmax", "next"), ("delta", "matched", "gaussian", "argmax", "same")]
    plan += [("all/" + "-".join(reading), reading, 3) for reading in readings]
    firings = {(reading[3], cap): cell.firings(features, reading[3], cap) for _, reading, cap in plan}
    order = {feature: n for n, feature in enumerate(features)}
    every = sorted(set(itertools.chain(*firings.values())), key=lambda f: (order[f[0]], f[1], f[2]))
    drawn = draw(cell, every, args.seed)
    jobs = dict.fromkeys(
        (firing, condition, reading[4] == "same")
        for _, reading, cap in plan
        for firing in firings[reading[3], cap]
        for condition in conditions(reading).values()
    )
    print(f"{len(every)} firings, {len(jobs)} replays")
    results = replay(cell, drawn, list(jobs))
    target = GOLDEN / "substitution" / FOLDER / "bilinear"
    out.records(target / "random.json", {"schema": "writesae-random-1", "seed": args.seed, "firings": list(drawn.values())})
    for name, reading, cap in plan:
        found = records(cell, firings[reading[3], cap], reading, results)
        out.records(target / f"{name}.json", {
            "config": {
                "model": f"models/{FOLDER}", "tokens": f"models/{FOLDER}/tokens.npy", "layer": LAYER, "head": HEAD,
                "feature_ids": features, "sae_checkpoint": f"models/{FOLDER}/sae/bilinear/best.pt", "seed": args.seed,
                "write": reading[0], "amplitude": reading[1], "random": reading[2], "select": reading[3], "read": reading[4],
                "kl": "native-cond", "cap": cap},
            "summary": summary(found), "records": found})  # fmt: skip
    out.json(target / "case.json", {
        "schema": "writesae-golden-1", "id": f"substitution/{FOLDER}/bilinear", "object": "substitution",
        "about": "replays by the official RWKV-7 in NumPy float64; random atoms",
        "source": {"packages": packages("torch", "numpy") | {"RWKV-LM": rwkv7_official.COMMIT, "WriteSAE": common.UPSTREAM["commit"]},
                   "script": "generate/rwkv7_substitution.py", "seed": args.seed},
        "class": "budget", "result": "valid", "flags": [],
        "selection_margins": margins(cell, features, 4, firings["argmax", 12])})  # fmt: skip
    out.done()


if __name__ == "__main__":
    main()
