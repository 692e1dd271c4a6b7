"""Golden results of the population test (experiments E2, E2b and E7): atoms of
both classes are sampled, each is tested at its first firings, and the rates
are compared by class and by cosine. Every condition is a full float64 replay;
the statistics are SciPy's.
"""


import numpy as np
from scipy import stats

import common
import families
import golden_partition
import golden_substitution as base
import seeded_draws
from common import GOLDEN, MODELS, packages
from golden_sae import load_sae

TAU, EDGES = 0.05, (0.20, 0.30)
RESAMPLES = 5000
NAMES = {"native": "native", "atom": "atom", "ablate": "delete",
         "random": "random"}


def bins(cosine):
    """Which of the five rows of Table 13 a median cosine belongs to."""
    return int(np.searchsorted((0.0, TAU) + EDGES, cosine, side="right"))


def sample(atoms, bundles, registers, seed):
    """Indices of the sampled atoms, ascending. Strata are shuffled one after
    the other by one generator; `registers` counts one stratum, or three."""
    alive = [a for a in atoms if a["n_firings"]]
    place = {a["feature_id"]: bins(a["median_cosine"]) for a in alive}
    strata = [[f for f in place if place[f] < 2]]
    strata += ([[f for f in place if place[f] >= 2]]
               if len(registers) == 1 else
               [[f for f in place if place[f] == n] for n in (2, 3, 4)])
    random = np.random.RandomState(seed)
    taken = []
    for members, count in zip(strata, (bundles, *registers)):
        order = random.permutation(len(members))
        taken += [members[n] for n in order[:count]]
    return sorted(taken)


def token(log_p, following):
    """Top-1, and log probability and rank (0 is the first) of the token that
    follows, if one does."""
    own = log_p[following] if following is not None else None
    return {"top1": int(log_p.argmax())} | ({} if own is None else {
        "next_log_prob": own.item(), "next_rank": int((log_p > own).sum())})


def measure(cell, firings, drawn, reading):
    conditions = base.conditions(reading)
    jobs = [(f, c, False) for f in firings for c in conditions.values()]
    results, tokens = {}, {}
    for (firing, condition, _), log_p, log_q in base.runs(cell, drawn, jobs):
        _, s, t = firing
        forward, reverse = base.divergences(log_p, log_q)
        results[firing, condition, False] = {
            "next": (forward[t + 1].item(), reverse[t + 1].item())}
        following = (int(cell.tokens[s, t + 2]) if t + 2 < cell.length
                     else None)
        tokens[firing, "native"] = token(log_p[t + 1], following)
        tokens[firing, condition[0]] = token(log_q[t + 1], following)
    records = base.records(cell, firings, reading, results)
    for firing, record in zip(firings, records):
        for name, kind in NAMES.items():
            for key, value in tokens[firing, kind].items():
                record[f"{key}_{name}"] = value
    return records


def per_atom(records, atoms, counts):
    rows = []
    for feature in dict.fromkeys(r["feature_id"] for r in records):
        own = [r for r in records if r["feature_id"] == feature]
        gain = [r["kl_ablate"] - r["kl_atom"] for r in own]
        rows.append({
            "feature_id": feature,
            "median_cosine": atoms[feature]["median_cosine"],
            "n_firings": len(own),
            "n_wins": sum(g > 0 for g in gain),
            "delta_kl": float(np.median(gain)),
            "count": counts[feature]} | {
            f"disrupt_{name}": float(np.mean(
                [r["top1_native"] != r[f"top1_{name}"] for r in own]))
            for name in ("ablate", "atom")})
    return rows


def compared(x, y):
    """Two classes on one axis."""
    x, y = np.array(x), np.array(y)
    test = stats.mannwhitneyu(x, y, alternative="two-sided")
    larger = (x[:, None] > y).mean()
    return {"register_median": float(np.median(x)),
            "bundle_median": float(np.median(y)),
            "cliffs_delta": float(larger - (x[:, None] < y).mean()),
            "dominance_2p_minus_1": float(2 * larger - 1),
            "mann_whitney_u": float(test.statistic),
            "mann_whitney_p": float(test.pvalue)}


def population(rows, records, sampled, atoms, least, seed):
    kept = [r for r in rows if r["n_firings"] >= least]
    rate = np.array([r["n_wins"] / r["n_firings"] for r in kept])
    cosine = np.array([r["median_cosine"] for r in kept])
    register = cosine >= TAU
    resampled = np.random.RandomState(seed).choice(
        rate, (RESAMPLES, len(rate))).mean(1)
    test = stats.mannwhitneyu(rate[register], rate[~register])
    pearson, spearman = (f(cosine, rate)
                         for f in (stats.pearsonr, stats.spearmanr))
    table = []
    for n in range(5):
        inside = [f for f in sampled if bins(atoms[f]["median_cosine"]) == n]
        own = [r for r in rows if r["feature_id"] in inside]
        table.append({"n_atoms": len(inside),
                      "n_firings": sum(r["n_firings"] for r in own),
                      "n_wins": sum(r["n_wins"] for r in own)})
    return {
        "n_sampled": len(sampled), "n_atoms": len(kept),
        "n_registers": int(register.sum()),
        "mean_rate": float(rate.mean()),
        "mean_rate_ci95": np.percentile(resampled, [2.5, 97.5]).tolist(),
        "median_rate": float(np.median(rate)),
        "min_rate": float(rate.min()), "max_rate": float(rate.max()),
        "register_mean_rate": float(rate[register].mean()),
        "bundle_mean_rate": float(rate[~register].mean()),
        "mann_whitney_u": float(test.statistic),
        "mann_whitney_p": float(test.pvalue),
        "pearson_r": float(pearson.statistic),
        "pearson_p": float(pearson.pvalue),
        "spearman_rho": float(spearman.statistic),
        "spearman_p": float(spearman.pvalue),
        "cosine_bins": table,
        "pooled": base.summary([r for r in records if r["feature_id"] in {
            k["feature_id"] for k in kept}])}


def axes(rows, least):
    kept = [r for r in rows if r["n_firings"] >= least]
    split = lambda name: [
        [r[name] for r in kept if (r["median_cosine"] >= TAU) == register]
        for register in (True, False)]
    cosine = [r["median_cosine"] for r in kept]
    flip = stats.pearsonr(cosine, [r["disrupt_ablate"] for r in kept])
    count = stats.spearmanr(cosine, [r["count"] for r in kept])
    return {name: compared(*split(name)) for name in (
        "delta_kl", "disrupt_ablate", "disrupt_atom", "count")} | {
        "pearson_cosine_disrupt_ablate": float(flip.statistic),
        "pearson_cosine_disrupt_ablate_p": float(flip.pvalue),
        "spearman_cosine_count": float(count.statistic),
        "spearman_cosine_count_p": float(count.pvalue)}


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--model", default="gdn-tiny")
    parser.add_argument("--sae", default="bilinear_L2_H2")
    parser.add_argument("--layer", type=int, default=2)
    parser.add_argument("--head", type=int, default=2)
    parser.add_argument("--bundles", type=int, default=15)
    parser.add_argument("--registers", type=int, nargs="+", default=[10, 33, 18])
    parser.add_argument("--random", default="same-coefficient")
    parser.add_argument("--select", default="argmax")
    parser.add_argument("--cap", type=int, default=14)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--count-tokens", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    args, out = common.begin(parser)

    folder = MODELS / args.model
    family = families.of(folder)
    corpus = np.load(folder / "corpus.npy")
    sae, saved = load_sae(folder / "sae" / args.sae / "best.pt")
    model = family.load(folder)
    seen = golden_partition.seen(
        family, model, corpus, args.layer, args.head, sae, "raw")
    atoms = golden_partition.partition(*seen, False)
    counts = (seen[0].reshape(-1, len(atoms))[:args.count_tokens]
              > 0).sum(0).tolist()
    sampled = sample(atoms, args.bundles, args.registers, args.seed)
    cell = base.Cell(family, model, corpus, args.layer, args.head, sae)
    firings = cell.firings(sampled, args.select, args.cap)
    drawn = seeded_draws.draw(cell, firings, args.seed)
    reading = ("raw", "natural", args.random, args.select, "next")
    records = measure(cell, firings, drawn, reading)
    rows = per_atom(records, atoms, counts)
    margin = min(abs(r["kl_atom"] - r["kl_ablate"]) / r["kl_ablate"]
                 for r in records)
    print(sum(r["top1_native"] != r["top1_ablate"] for r in records),
          "top-1 tokens change under deletion")
    out.records(GOLDEN / "population" / f"{args.model}.json", {
        "schema": "writesae-golden-1", "id": f"population/{args.model}",
        "object": "population",
        "about": "population test; every condition a full float64 replay, "
                 "statistics by SciPy; random controls as seeded_draws.py",
        "source": {"packages": packages("transformers", "torch", "scipy"),
                   "upstream": common.UPSTREAM,
                   "script": "generate/golden_population.py"},
        "config": {
            "model": f"models/{args.model}",
            "tokens": f"models/{args.model}/corpus.npy",
            "sae_checkpoint": f"models/{args.model}/sae/{args.sae}/best.pt",
            "layer": args.layer, "head": args.head, "seed": args.seed,
            "bundles": args.bundles, "registers": args.registers,
            "cap": args.cap, "min_firings": args.least,
            "count_tokens": args.count_tokens, "random": args.random,
            "select": args.select},
        "smallest_relative_margin_of_a_win": margin,
        "selection_margins": base.margins(
            cell, sampled, saved["config"]["k"], firings),
        "sampled": sampled,
        "summary": population(rows, records, sampled, atoms, args.least,
                              args.seed),
        "axes": axes(rows, args.least),
        "atoms": rows, "records": [
            {k: v for k, v in r.items()
             if k not in ("layer", "head") and "reverse" not in k}
            for r in records]})
    out.done()


if __name__ == "__main__":
    main()
