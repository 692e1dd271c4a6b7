"""Golden results of the replacement test (experiment E1): each condition is a
full float64 replay of the sequence with one state changed in the recurrence.

Definitions are in README.md, section "The replacement test".
"""

import copy
import itertools

import numpy as np
import torch

import common
import families
from common import GOLDEN, MODELS, packages
from golden_sae import encode, load_sae

AMPLITUDES = ("natural", "matched")
RANDOMS = ("same-coefficient", "non-firing", "gaussian")
SELECTS = ("argmax", "any")
READS = ("next", "same", "suffix-mean", "last")
BASE = ("raw", "natural", "same-coefficient", "argmax", "next")
ROWS = 64            # replays in one batch


class Cell:
    """The unedited run of all sequences and what the SAE sees in it."""

    def __init__(self, family, model, corpus, layer, head, sae):
        self.family = family
        self.model, self.layer, self.head = model, layer, head
        self.tokens = torch.as_tensor(corpus.astype(np.int64))
        recurrence = family.Recurrence(record=("writes", "states"))
        logits = family.run(model, self.tokens, recurrence)
        self.log_p = logits.log_softmax(-1)
        kept = recurrence.layers[layer]
        self.state = kept["state"][:, :, head]
        self.key = kept["key"][:, :, head]
        self.value = {name: kept[f"value_{name}"][:, :, head]
                      for name in ("raw", "delta")}
        self.write = {name: torch.einsum("stk,stv->stkv", self.key, value)
                      for name, value in self.value.items()}
        count, length = corpus.shape
        self.length = length
        used = self.state[:, :-1].flatten(0, 1)      # t + 1 < T
        if family.VALUES_FIRST:
            used = used.transpose(-1, -2)
        pre, coefficients = encode(sae, used)
        self.pre = pre.view(count, length - 1, -1)
        self.coefficients = coefficients.view(count, length - 1, -1)
        v, w = ((sae.V, sae.W) if hasattr(sae, "V")
                else (sae.V_dec, sae.W_dec))
        with torch.no_grad():
            self.atoms = torch.einsum("irk,irv->ikv", v, w)
        if family.VALUES_FIRST:
            self.atoms = self.atoms.transpose(-1, -2)

    def firings(self, features, select, cap):
        """(feature, sequence, position), in this order, capped by feature."""
        found = []
        largest = self.pre.argmax(-1)
        for feature in features:
            hit = self.coefficients[:, :, feature] > 0
            if select == "argmax":
                hit &= largest == feature
            found += [(feature, s, t)
                      for s, t in hit.nonzero().tolist()[:cap]]
        return found


def draw(cell, firings, seed):
    """The random quantities of each firing, rounded as they are stored."""
    rng = np.random.RandomState(seed)
    d_k, d_v = cell.atoms.shape[1:]
    drawn = {}
    for feature, s, t in firings:
        others = np.delete(np.arange(len(cell.atoms)), feature)
        silent = np.flatnonzero(cell.coefficients[s, t].numpy() == 0)
        drawn[feature, s, t] = {
            "prompt_id": s, "position": t, "feature_id": feature,
            "same_coefficient_atom": int(rng.choice(others)),
            "non_firing_atom": int(rng.choice(silent)),
            "gaussian_key": rng.randn(d_k).round(6).tolist(),
            "gaussian_value": rng.randn(d_v).round(6).tolist()}
    return drawn


def change(cell, drawn, firing, condition):
    """What is added to S_t; `condition` names the parts it depends on."""
    feature, s, t = firing
    kind, write, amplitude, random = condition
    native = cell.write[write][s, t]
    if kind == "delete":
        return -native
    atom = cell.atoms[feature]
    c = cell.coefficients[s, t, feature] if amplitude == "natural" else (
        native.norm() / atom.norm())
    if kind == "atom":
        return c * atom - native
    picked = drawn[firing]
    if random == "same-coefficient":
        return c * cell.atoms[picked["same_coefficient_atom"]] - native
    if random == "non-firing":
        matrix = cell.atoms[picked["non_firing_atom"]]
    elif random == "empirical":
        # Coordinate j is that of the write at a token of its own.
        matrix = torch.outer(*(
            factor[s, picked[f"empirical_{side}"], range(factor.shape[-1])]
            for side, factor in (("key", cell.key),
                                 ("value", cell.value[write]))))
        return matrix * (native.norm() / matrix.norm()) - native
    else:
        matrix = torch.outer(
            torch.tensor(picked["gaussian_key"], dtype=torch.float64),
            torch.tensor(picked["gaussian_value"], dtype=torch.float64))
    return matrix * ((c * atom).norm() / matrix.norm()) - native


def conditions(reading):
    write, amplitude, random, _, _ = reading
    return {"atom": ("atom", write, amplitude, None),
            "ablate": ("delete", write, None, None),
            "random": ("random", write, amplitude, random)}


def runs(cell, drawn, jobs):
    """Full replays of jobs (firing, condition, edit before the read): yields
    each with the log probabilities [T, V] of its sequence, native and now."""
    for before in (False, True):
        todo = [job for job in jobs if job[2] == before]
        for start in range(0, len(todo), ROWS):
            part = todo[start:start + ROWS]
            rows = torch.tensor([firing[1] for firing, _, _ in part])
            recurrence = cell.family.Recurrence(edit={
                "layer": cell.layer, "head": cell.head,
                "before_read": before,
                "position": torch.tensor([f[2] for f, _, _ in part]),
                "change": torch.stack([change(cell, drawn, f, c)
                                       for f, c, _ in part])})
            log_q = cell.family.run(
                cell.model, cell.tokens[rows], recurrence).log_softmax(-1)
            yield from zip(part, cell.log_p[rows], log_q)
            print(f"\r  {'same' if before else 'later'} "
                  f"{start + len(part)}/{len(todo)}", end="", flush=True)
    print()


def divergences(log_p, log_q):
    """KL(p || q) and KL(q || p) at every position."""
    return ((log_p.exp() * (log_p - log_q)).sum(-1),
            (log_q.exp() * (log_q - log_p)).sum(-1))


def replay(cell, drawn, jobs):
    """{(firing, condition, read before or after): {read: (kl, reverse)}}"""
    results = {}
    for job, log_p, log_q in runs(cell, drawn, jobs):
        (_, _, t), _, before = job
        forward, reverse = divergences(log_p, log_q)
        pick = {"same": slice(t, t + 1)} if before else {
            "next": slice(t + 1, t + 2),
            "suffix-mean": slice(t + 1, None),
            "last": slice(cell.length - 1, None)}
        results[job] = {read: (forward[span].mean().item(),
                               reverse[span].mean().item())
                        for read, span in pick.items()}
    return results


def wilson(successes, n, z=1.96):
    p = successes / n
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    spread = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale
    return [float(max(0.0, centre - spread)),
            float(min(1.0, centre + spread))]


def summary(records):
    if not records:
        return {"n_firings": 0}
    atom, ablate, random = (
        np.array([r[f"kl_{name}"] for r in records])
        for name in ("atom", "ablate", "random"))
    wins = int((atom < ablate).sum())
    return {
        "n_firings": len(records),
        "win_rate_atom_vs_ablate": wins / len(records),
        "win_rate_atom_vs_ablate_ci95": wilson(wins, len(records)),
        "median_kl_atom": float(np.median(atom)),
        "median_kl_ablate": float(np.median(ablate)),
        "median_kl_random": float(np.median(random)),
        "strict_chain_atom_lt_ablate_lt_random": float(
            ((atom < ablate) & (ablate < random)).mean())}


def records(cell, firings, reading, results):
    write, _, _, _, read = reading
    out = []
    for firing in firings:
        feature, s, t = firing
        native, atom = cell.write[write][s, t], cell.atoms[feature]
        record = {"feature_id": feature, "firing_position": t}
        for suffix, side in (("", 0), ("_reverse", 1)):
            for name, condition in conditions(reading).items():
                value = results[firing, condition, read == "same"][read]
                record[f"kl_{name}{suffix}"] = value[side]
        record |= {
            "prompt_id": s, "layer": cell.layer, "head": cell.head,
            "coefficient": cell.coefficients[s, t, feature].item(),
            "norm_native": native.norm().item(),
            "cosine": ((atom * native).sum()
                       / (atom.norm() * native.norm())).item()}
        out.append(record)
    return out


def margins(cell, features, k, firings):
    """How far selection is from changing, relative to max|pre|."""
    scale = cell.pre.abs().amax(-1)
    top = cell.pre.topk(k + 1, -1).values
    first = (top[..., 0] - top[..., 1]) / scale
    kth = (top[..., k - 1] - top[..., k]) / scale
    where = tuple(torch.tensor([f[i] for f in firings]) for i in (1, 2))
    near_top, near_k = [], []
    for feature in features:
        own = cell.pre[..., feature]
        is_first = own == top[..., 0]
        near_top.append(torch.where(
            is_first, first, (top[..., 0] - own) / scale).min())
        edge = torch.where(own >= top[..., k - 1],
                           own - top[..., k], top[..., k - 1] - own)
        near_k.append(torch.minimum(edge.abs(), own.abs()).div(scale).min())
    return {"at_firings_rank1_to_rank2": first[where].min().item(),
            "at_firings_rank_k_to_next": kth[where].min().item(),
            "all_positions_feature_to_being_argmax": min(near_top).item(),
            "all_positions_feature_to_firing": min(near_k).item()}


@torch.no_grad()
def cache_copy(model, cell, drawn, firings, results):
    """The base reading done in the other way, by upstream's float32 model:
    prefill up to t, copy the cache, change the state, feed token t + 1.
    Returns how far its divergences are from the golden ones."""
    errors = {"atom": [], "ablate": [], "random": []}
    relative, flips = [], 0
    for firing in firings:
        _, s, t = firing
        tokens = cell.tokens[s:s + 1]
        cache = cell.family.prefill(model, tokens[:, :t + 1])

        def log_p(added):
            branch = copy.deepcopy(cache)
            state = cell.family.state(branch, cell.layer)
            if added is not None:
                state[0, cell.head] += added.float()
            logits = cell.family.step(
                model, tokens[:, t + 1:t + 2], branch)[0, 0]
            return logits.double().log_softmax(-1)
        native, found, golden = log_p(None), {}, {}
        for name, condition in conditions(BASE).items():
            log_q = log_p(change(cell, drawn, firing, condition))
            found[name] = (native.exp() * (native - log_q)).sum().item()
            golden[name] = results[firing, condition, False]["next"][0]
            errors[name].append(abs(found[name] - golden[name]))
            relative.append(errors[name][-1] / golden[name])
        flips += ((found["atom"] < found["ablate"])
                  != (golden["atom"] < golden["ablate"]))
    return {
        "about": "base.json by cache copies in upstream's float32 model, "
                 "with the changes of the float64 run",
        "max_abs_error": {k: max(v) for k, v in errors.items()},
        "median_relative_error": float(np.median(relative)),
        "max_relative_error": max(relative),
        "firings_with_other_winner": flips}


def report(cell):
    """The features that win most often, to choose from."""
    largest = cell.pre.argmax(-1)
    top = torch.bincount(largest.flatten(), minlength=len(cell.atoms))
    fires = (cell.coefficients > 0).flatten(0, 1)
    print("features firing:", int(fires.any(0).sum()), "L0:",
          fires.sum(-1).double().mean().item())
    for feature in top.argsort(descending=True)[:20].tolist():
        native = cell.write["raw"][:, :-1][largest == feature]
        atom = cell.atoms[feature]
        cosine = (native * atom).sum((-1, -2)) / (
            native.norm(dim=(-1, -2)) * atom.norm())
        print(f"  {feature:4} argmax {top[feature]:4} any "
              f"{int(fires[:, feature].sum()):5} median cosine "
              f"{cosine.median():.3f}")
    return top.argsort(descending=True, stable=True)


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--model", default="gdn-tiny")
    parser.add_argument("--sae", default="bilinear_L2_H2")
    parser.add_argument("--features", type=int, nargs="+", default=None)
    parser.add_argument("--count", type=int, default=8,
                        help="without --features: the most frequent ones")
    parser.add_argument("--cap", type=int, default=30)
    parser.add_argument("--cross-cap", type=int, default=0,
                        help="cap of the run over all readings; 0: none")
    parser.add_argument("--layer", type=int, default=2)
    parser.add_argument("--head", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--list", action="store_true",
                        help="only list the features")
    args, out = common.begin(parser)

    folder = MODELS / args.model
    family = families.of(folder)
    checkpoint = folder / "sae" / args.sae / "best.pt"
    sae, saved = load_sae(checkpoint)
    cell = Cell(family, family.load(folder), np.load(folder / "corpus.npy"),
                args.layer, args.head, sae)
    ranking = report(cell)
    if args.list:
        return
    features = args.features or ranking[:args.count].tolist()

    plan = [("base", BASE, args.cap)]
    if args.cross_cap:
        plan += [("all/" + "-".join(reading), reading, args.cross_cap)
                 for reading in itertools.product(
                     family.WRITES, AMPLITUDES, RANDOMS, SELECTS, READS)]
    firings = {(reading[3], cap): cell.firings(features, reading[3], cap)
               for _, reading, cap in plan}
    order = {feature: n for n, feature in enumerate(features)}
    every = sorted(set(itertools.chain(*firings.values())),
                   key=lambda f: (order[f[0]], f[1], f[2]))
    drawn = draw(cell, every, args.seed)
    jobs = dict.fromkeys(
        (firing, condition, reading[4] == "same")
        for _, reading, cap in plan
        for firing in firings[reading[3], cap]
        for condition in conditions(reading).values())
    print(f"{len(every)} firings, {len(jobs)} replays")
    results = replay(cell, drawn, list(jobs))

    target = GOLDEN / "substitution" / args.model / args.sae
    out.records(target / "random.json", {
        "schema": "writesae-random-1", "seed": args.seed,
        "firings": list(drawn.values())})
    for name, reading, cap in plan:
        used = firings[reading[3], cap]
        found = records(cell, used, reading, results)
        out.records(target / f"{name}.json", {
            "config": {
                "model": f"models/{args.model}",
                "tokens": f"models/{args.model}/corpus.npy",
                "layer": args.layer, "head": args.head,
                "feature_ids": features,
                "sae_checkpoint":
                    f"models/{args.model}/sae/{args.sae}/best.pt",
                "seed": args.seed, "write": reading[0],
                "amplitude": reading[1], "random": reading[2],
                "select": reading[3], "read": reading[4],
                "kl": "native-cond", "cap": cap},
            "summary": summary(found),
            "records": found})
    used = firings["argmax", args.cap]
    print(summary(records(cell, used, BASE, results)))
    single = family.load(folder, double=False)
    float32 = cache_copy(single, cell, drawn, used, results)
    print(float32)
    out.json(target / "case.json", {
        "schema": "writesae-golden-1",
        "id": f"substitution/{args.model}/{args.sae}", "object": "substitution",
        "about": f"replacement test on models/{args.model}; every condition a "
                 "full float64 replay; definitions in generate/README.md",
        "source": {"packages": packages(families.package(folder), "torch"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_substitution.py",
                   "seed": args.seed},
        "class": "budget",
        "limit": {"max_abs": 0.5 * max(float32["max_abs_error"].values()),
                  "reason": "half of the error of upstream's float32 cache "
                  "copies, on the KLs of base.json"},
        "upstream_float32": float32,
        "selection_margins": margins(
            cell, features, saved["config"]["k"], every),
        "result": "valid", "flags": []})
    out.done()


if __name__ == "__main__":
    main()
