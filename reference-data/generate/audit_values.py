#!/usr/bin/env python3
"""The arithmetic of the checks of the published numbers, a second time: NumPy, SciPy and scikit-learn.

    python reference-data/generate/audit_values.py           compare with the stored values
    python reference-data/generate/audit_values.py --write   store them

Reads reference-data/published, writes reference-data/golden/audit.json: for every check the computed numbers of
each of its lines, in order.
"""
import argparse
import itertools
import json
import math
import pathlib
import sys

import numpy as np
from scipy import stats

from statisticscases.mixtures import from_cut

ROOT = pathlib.Path(__file__).resolve().parents[1]
FOLDER = ROOT / "published"
FILE = ROOT / "golden" / "audit.json"

NUMBERS = {n["id"]: n for file in sorted((FOLDER / "numbers").glob("*.json")) for n in json.loads(file.read_text())["numbers"]}
FIGURES = json.loads((FOLDER / "figures.json").read_text())


def v(name):
    return NUMBERS[name]["value"]


def n(name):
    return NUMBERS[name]["n"]


def part(name, key):
    return NUMBERS[name]["parts"][key]


def wilson(k, size, z=1.96):
    p = k / size
    centre = (p + z * z / (2 * size)) / (1 + z * z / size)
    half = z * math.sqrt((p * (1 - p) + z * z / (4 * size)) / size) / (1 + z * z / size)
    return [max(0, centre - half), min(1, centre + half)]


def wald(k, size, z=1.96):
    p = k / size
    half = z * math.sqrt(p * (1 - p) / size)
    return [p - half, p + half]


def smallest_wilcoxon(size):
    z = (0 - size * (size + 1) / 4) / math.sqrt(size * (size + 1) * (2 * size + 1) / 24)
    return (math.log(2) + stats.norm.logsf(-z)) / math.log(10)


def pearson_p(r, size):
    return 2 * stats.beta(size / 2 - 1, size / 2 - 1, loc=-1, scale=2).sf(abs(r))


def u_p(delta, size, other):
    u = size * other * (1 + abs(delta)) / 2
    return 2 * stats.norm.sf((u - size * other / 2) / math.sqrt(size * other * (size + other + 1) / 12))


def log10_p(z):
    return (math.log(2) + stats.norm.logsf(z)) / math.log(10)


def t_p(t, df):
    return 2 * stats.t.sf(abs(t), df)


def substitution():
    layers = {"L1": (1500, 1408), "L9": (1851, 1689), "L17": (1500, 1384)}
    weighted = sum(v(f"sub.{layer}.n") * v(f"sub.{layer}.win") for layer in layers)
    ranges = [[k for k in range(size + 1) if abs(k / size - v(f"sub.{layer}.win")) <= 5e-4 + 1e-12]
              for layer, (size, _) in layers.items()]
    ways = [w for w in itertools.product(*ranges) if sum(w) == 4481 and abs(w[1] / 1851 - 0.9125) <= 5e-5]
    yield "C1", [[4481 / 4851, *wilson(4481, 4851)]]
    yield "C2", [[weighted, weighted / 4851], [len(ways), *ways[0]]]
    failures = [size - wins for size, wins in layers.values()]
    yield "C3", [[FIGURES["fig14"]["wins"], FIGURES["fig14"]["losses"], 4851], [*failures, sum(failures)]]
    near = sum(FIGURES["fig14"]["wins_in_last_two_bins"].values())
    yield "C3b", [[math.exp(0.436)], [near, near / 4481, math.exp(0.178)]]
    yield "C4", [[np.mean([v(f"sub.quartile.Q{q}") for q in (1, 2, 3, 4)]), 370 / 4851]]

    def ratio(layer, condition):
        top, bottom = v(f"sub.{layer}.medkl.{condition}"), v(f"sub.{layer}.medkl.atom")
        return [top / bottom, (top - 0.005) / (bottom + 0.005), (top + 0.005) / (bottom - 0.005)]

    yield "C8", [ratio("L9", "delete"), ratio("L9", "random"), *([ratio(layer, c)[0] for c in ("delete", "random")]
                                                                 for layer in ("L1", "L17"))]
    yield "C9", [[2.52 / 1.55]]
    yield "C10", [[2 * 1689 / 1851 - 1]]
    below = 2 * sum(math.comb(1851, k) for k in range(1851 - 1689 + 1))
    yield "C11", [[smallest_wilcoxon(1851), smallest_wilcoxon(4851)], [math.log10(below) - 1851 * math.log10(2)]]
    cells = [(v(f"sub.{layer}.medkl.{c}"), (part(f"sub.{layer}.medkl.{c}", "spread") - 0.005) * math.sqrt(size))
             for layer, (size, _) in layers.items() for c in ("atom", "delete", "random")]
    yield "C12", [[mad for _, mad in cells], [sum(mad > median + 0.005 for median, mad in cells),
                                             sum(mad / 1.4826 > median + 0.005 for median, mad in cells)]]


def proportions():
    yield "C5", [[*wilson(k, size), *wald(k, size)] for k, size in ((1692, 2000), (70, 395))]
    yield "C6", [[2202 / 2500, *wilson(2202, 2500)]]
    yield "C7", [[wilson(0, 10_000)[1]]]
    yield "C23", [[2986, *wilson(2986, 6591)], [stats.binomtest(2986, 6591).pvalue]]
    yield "C44", [[70, 70 / 395], [191, 191 / 395]]
    yield "C45", [[288, stats.binomtest(288, 600).pvalue]]
    yield "C48", [[100 * (v(f"fs.{f}.writesae") - v(f"fs.{f}.flat"))] for f in ("gdn", "mamba2", "rwkv7")]


def population():
    bins = ["lt0", "0to05", "05to20", "20to30", "ge30"]
    yield "C13", [[(30 * 0.9136 + 57 * 0.8898) / 87], [100 * (0.9136 - 0.8898)]]
    sizes = [n(f"pop.bin.{b}") for b in bins]
    atoms = [part(f"pop.bin.{b}", "atoms") for b in bins]
    yield "C14", [[sum(atoms), sum(sizes)], [sum(atoms[:2]), sum(atoms[2:])], [sum(sizes[2:]) / 30, sum(sizes[:2]) / 57],
                  [155 - 87]]
    wins = sum(round(v(f"pop.bin.{b}") * n(f"pop.bin.{b}")) for b in bins)
    yield "C15", [[wins, wins / sum(sizes)]]
    rows = [("sign.pearson", 2000, 5e-4), ("pop.pearson", 87, 5e-3), ("pop.spearman", 87, 5e-3), ("mam.r", 100, 5e-4),
            ("appH.r_cos_flip", 79, 5e-3)]
    yield "C30", [[pearson_p(v(i), s), pearson_p(v(i) + e, s), pearson_p(v(i) - e, s)] for i, s, e in rows]
    yield "C31", [[u_p(v(f"appH.{a}.cliff"), 23, 56), u_p(v(f"appH.{a}.cliff"), 30, 57)]
                  for a in ("dKL", "disrupt_delete", "disrupt_atom", "firings")]
    size = 24_600
    counts, middle = np.array([0.75, 0.25]) * 2 * size, size * size / 2
    spread = math.sqrt(size * size / 12 * (2 * size + 1 - (counts ** 3 - counts).sum() / (2 * size * (2 * size - 1))))
    ranks = np.arange(1, size + 1)
    signs = np.where(ranks > size - 12_644, -1.0, 1.0)
    largest = -(signs * ranks).sum() / ranks.sum()
    deviation = math.sqrt(size * (size + 1) * (2 * size + 1) / 24)
    yield "C32", [[u_p(-0.028, size, size), 2 * stats.norm.sf(0.0285 * middle / spread)],
                  [stats.binomtest(12_644, size).pvalue, stats.binomtest(12_300, 12_300 + 12_300 - 701).pvalue],
                  [*(log10_p(r * size * (size + 1) / 4 / deviation) for r in (0.028, 0.13, 0.14)), largest,
                   log10_p(largest * size * (size + 1) / 4 / deviation)]]
    yield "C39", [[(1551 * 0.9072 + 300 * 0.94) / 1851], [1407, 282, 1689], [0.933, 0.94]]
    yield "C43", [[3 * 316, 1851], [3 * 2048, 2367], [3 * 741, 3 * 2048, 6591]]


def partition():
    whole = [x["parts"] for x in NUMBERS.values() if {"register", "bundle", "dead"} <= set(x.get("parts", {}))]
    yield "C16", [[len(whole), sum(sum(p.values()) == 2048 for p in whole)], [8, 316, 243], [2048 - 741], [2048 - 1875]]
    yield "C16b", [[243 / 221], [227 / 183]]
    yield "C40", [[v(f"ca.{m}.cos") / v(f"ca.{m}.ratio")] for m in ("q08", "dn128", "q4", "q27", "mam", "gla")]
    yield "C40b", [[0.997 / 0.085], [27 / 0.8], [0.262 / 0.009], [0.189 / 0.0018], [100 * (1 - 0.189 / 0.262)]]
    yield "C46", [[32 / 316, 0.01, 0.00705], [0.0009, 0.159]]
    yield "C49", [[1142 / 2048]]
    yield "C52", [[0.0575, 0.11]]


def cosines():
    edges, counts = np.array(FIGURES["fig2a_hist"]["bin_edges"]), FIGURES["fig2a_hist"]["counts"]
    spread = np.concatenate([low + (high - low) * (np.arange(c) + 0.5) / max(c, 1)
                             for low, high, c in zip(edges, edges[1:], counts)])
    register = np.cumsum(counts[3:])
    middle = 3 + int(np.argmax(register >= register[-1] / 2))
    yield "C17", [[sum(counts[:3]), sum(counts[3:])], [edges[middle], edges[middle + 1]], [sum(counts[5:])],
                  [edges[-1], 0.99 * 0.74, 0.985], [counts[0], 26]]
    best = []
    for k in (1, 2, 3):
        runs = [from_cut(spread, cut) for cut in itertools.combinations(range(1, 10), k - 1)]
        best.append(max(runs, key=lambda model: model.score(spread[:, None])))
    bic = [model.bic(spread[:, None]) for model in best]
    order = np.argsort(best[1].means_[:, 0])
    yield "C17b", [[-683.33 + 679.18], [bic[1] - bic[0]],
                   [bic[2] - bic[1], *best[1].means_[order, 0], *best[1].weights_[order]]]
    size, skew, kurtosis = len(spread), stats.skew(spread, bias=False), stats.kurtosis(spread, bias=False)
    term = 3 * (size - 1) ** 2 / ((size - 2) * (size - 3))
    yield "C18", [[skew, kurtosis + 3, (skew ** 2 + 1) / (kurtosis + 3 + term)], [(skew ** 2 + 1) / (kurtosis + term)],
                  [5 / 9]]


def figures():
    layers = [FIGURES["fig9"][layer] for layer in ("L1", "L9", "L17")]
    cells = np.concatenate(layers)
    interval = stats.t.interval(0.95, len(cells) - 1, cells.mean(), stats.sem(cells))
    yield "C19", [[cells.mean(), *interval, cells.std(ddof=1)], [int((cells > 0.99).sum()), cells.min()],
                  [np.mean(layer) for layer in layers]]
    random = FIGURES["fig10"]["random"]
    yield "C19b", [[min(random)], [min(random)], [random[-1], 0.9953]]
    x, y = np.array(FIGURES["fig7a"]["x"]), np.array(FIGURES["fig7a"]["y"])
    line, total = stats.linregress(x, y), ((y - y.mean()) ** 2).sum()
    slopes = [(x @ y) / (x @ x), 1, -1]
    readable = np.abs(x) > 1e-3
    yield "C20", [[line.slope, line.intercept, line.rvalue ** 2],
                  [1 - ((y - slope * x) ** 2).sum() / total for slope in slopes],
                  [int((x * y > 0)[readable].sum()), int(readable.sum())]]
    counts = FIGURES["fig7b_hist_counts"]["counts"]
    yield "C20b", [[sum(counts), math.gcd(*counts)]]
    yield "C41", [[592 / 47, 376], [74, 37]]
    yield "C47", [[500 * 50 * 4 * 64, 500 * 50 * 4 * 64 / 192]]
    bars = []
    for f in ("F53", "F1335", "F63"):
        atom, delete, rand = (v(f"sub.fig11.{f}.{c}") for c in ("atom", "delete", "random"))
        bars += [[rand / atom], [delete / atom]]
    yield "C53", [*bars, []]
    yield "C54", [[20, 20, 20]]


def training():
    d = 128 * 128
    flat, rank1, bilinear = (lambda m: 2 * m * d + m + d), (lambda m: m * d + m + m * 256 + d), (lambda m: 2 * m * 256 + m + d)
    yield "C21", [[flat(2048), rank1(2048), bilinear(2048)], [bilinear(16384), flat(256), flat(256) / bilinear(16384)],
                  [flat(16384), rank1(16384)]]
    yield "C21b", [[d / 256]]
    yield "C22", [[20 * math.ceil(4000 / 256), 50, 80]]
    yield "C24", [[5000 // 1024, 5000 // 1024 * 1024, 5000]]
    es = {(t, layer): v(f"es.{t}.{layer}") for t in ("flat", "rank1", "bilinear") for layer in ("L1", "L9", "L17")}

    def over(top, bottom):
        return [es[top, layer] / es[bottom, layer] for layer in ("L1", "L9", "L17")]

    yield "C28", [over("rank1", "flat")[:2], over("rank1", "flat")[2:], over("bilinear", "rank1"), over("bilinear", "flat")]
    yield "C28b", [[2.69e-5 / 6.80e-6, 3.09e-5 / 6.80e-6]]
    yield "C29", [[0.82 - 0.76], [20.347 / 1.0076, 20.360 / 1.0082], [20.360 - 20.347, math.log(20.360 / 20.347)]]
    yield "C51", [[64 * 128, d]]
    yield "C56", [[7.36 / 1.33]]


def heads():
    rates = {h: v(f"heads.H{h}.win") for h in range(16) if h != 12}
    percent = 100 * np.array(list(rates.values()))
    yield "C25", [[percent.mean(), percent.std(), percent.std(ddof=1)],
                  [(90.84 - percent.mean()) / percent.std(), (90.84 - percent.mean()) / percent.std(ddof=1)]]
    wins = {h: round(r * n(f"heads.H{h}.win")) for h, r in rates.items()}
    firings = sum(n(f"heads.H{h}.win") for h in rates)
    exact = sum(abs(wins[h] / n(f"heads.H{h}.win") - r) <= 5e-5 + 1e-12 for h, r in rates.items())
    yield "C26", [[exact], [int((percent > 85).sum()), int((percent > 88).sum()), 1 + int((percent > 90.84).sum())],
                  [sum(wins.values()), firings, sum(wins.values()) / firings]]
    mse = [NUMBERS[f"rk.H{h}.mse"]["parts"] for h in range(16) if h != 13]
    one, two = np.array([m["rank1"] for m in mse]), np.array([m["rank2"] for m in mse])
    printed = [(m["rank2"] / m["rank1"], m["ratio"]) for m in mse if "ratio" in m]
    yield "C27", [[len(printed), len(printed), sum(abs(q - r) <= 0.0025 for q, r in printed)],
                  [one.mean(), two.mean(), two.mean() / one.mean()], [int((two < one).sum()), int((two == one).sum())]]


def steering():
    conditions = ["base", "2x", "5x", "10x", "rand10x"]
    mean = {c: v(f"st.{c}.nl") for c in conditions}
    sd = {c: np.diff(NUMBERS[f"st.{c}.nl"]["interval"])[0] / 2 / 1.96 * math.sqrt(40) for c in conditions}
    p = {d: t_p(d * math.sqrt(40), 39) for d in (0.55, 0.555, 0.545)}
    yield "C33", [[100 * (16.8 - 11.2) / 16.8], [0.55 * math.sqrt(40), p[0.55], p[0.555], p[0.545]],
                  [4 * p[0.55], 3 * p[0.55], 6 * p[0.55]], [0.06, 0.045]]
    between = (mean["base"] - mean["5x"]) / 0.55
    rho = (sd["base"] ** 2 + sd["5x"] ** 2 - between ** 2) / (2 * sd["base"] * sd["5x"])

    def implied(c):
        spread = math.sqrt(sd["base"] ** 2 + sd[c] ** 2 - 2 * rho * sd["base"] * sd[c])
        return t_p((mean[c] - mean["base"]) / spread * math.sqrt(40), 39)

    yield "C33b", [[sd["base"], sd["5x"], between, rho], [implied("2x"), implied("10x"), implied("rand10x")]]
    yield "C34", [[2 * (v(f"st.{c}.par") - 1) for c in conditions]]
    yield "C35", [[3600, 1200], [300 / 1200, 100 / 1200, 200 / 1200], [100, 20]]
    yield "C36", [[150 * 0.349, 14.5, 14.5 / 0.349]]


def scale():
    ablate, random = np.array(FIGURES["fig2b"]["ablate"]), np.array(FIGURES["fig2b"]["random"])
    draws = np.random.RandomState(42)
    found = [draws.choice(ablate, size=len(ablate), replace=True).mean() for _ in range(10_000)]
    yield "C37", [[ablate.mean(), random.mean(), random.mean() / ablate.mean()],
                  [int((random > ablate).sum()), stats.wilcoxon(random, ablate, method="exact").pvalue],
                  [int((ablate > 0).sum()), stats.ttest_1samp(ablate, 0).pvalue, *np.percentile(found, [2.5, 97.5])],
                  [0.226 / 0.005]]
    yield "C38", [[14.0, 6.95e-3 / 5.05e-4, 7.05e-3 / 4.95e-4]]
    yield "C42", [[0.0009 * 497 * 512, 300]]
    nats = ablate.mean() * math.log(2)
    yield "C50", [[nats, 1.09, 1.09 / nats]]
    yield "C55", [[5, 8]]


def values():
    topics = (substitution, proportions, population, partition, cosines, figures, training, heads, steering, scale)
    found = {check: lines for topic in topics for check, lines in topic()}
    return {key: [[float(x) for x in line] for line in found[key]]
            for key in sorted(found, key=lambda k: (int("".join(filter(str.isdigit, k))), k))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the values instead of comparing")
    write = parser.parse_args().write
    made = "{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(lines)}" for k, lines in values().items()) + "\n}\n"
    same = FILE.exists() and FILE.read_text() == made
    if write:
        FILE.write_text(made)
    print("as stored" if same else "written" if write else "differs")
    return 0 if same or write else 1


if __name__ == "__main__":
    sys.exit(main())
