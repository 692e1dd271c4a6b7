#!/usr/bin/env python3
"""Expected values of the statistics, from NumPy and SciPy.

    python reference-data/generate/statistics_cases.py           compare with the stored cases, print what differs
    python reference-data/generate/statistics_cases.py --write   store the cases

Made with NumPy 2.4, SciPy 1.17 and scikit-learn 1.9. Every file of reference-data/golden/stats is a list of cases, each
with its arguments and the expected value; "source" names the function the value comes from.
"""
import argparse
import json
import math
import pathlib
import sys

import numpy as np
import scipy
from scipy import stats

from statisticscases import fits, forests, mixtures, spectra, two_samples
from statisticscases.samples import skewed_pairs

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "golden" / "stats"


def pairs():
    """Name -> two samples of equal length, with the awkward cases."""
    yield "one pair", [0.25], [0.5]
    yield "two pairs", [0.25, 0.75], [0.5, 0.5]
    yield "ties and zeros", [1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 6, 5, 3, 9, 9]
    yield "all tied", [1.0] * 6, [2.0] * 6
    yield "no clear direction", [0.1, 0.9, 0.4, 0.6, 0.35], [0.2, 0.8, 0.5, 0.45, 0.35]
    for name, seed, n, digits in (("40 firings", 1, 40, 4), ("300 firings, coarse", 2, 300, 1)):
        first, second = skewed_pairs(seed, n, digits)
        yield name, first.tolist(), second.tolist()
    # As many firings as layer 9 has; the p value lies below 1e-200, as the paper's.
    first, second = skewed_pairs(3, 1851)
    yield "1851 firings", first.tolist(), second.tolist()
    # All differences of one sign: the smallest p this n can give, below the smallest double.
    yield "2000 wins of 2000", (np.arange(2000) / 4).tolist(), (np.arange(2000) / 2 + 1).tolist()


def wilcoxon_cases():
    for name, x, y in pairs():
        result = stats.wilcoxon(x, y, zero_method="wilcox", correction=False, method="asymptotic")
        log10_p = (math.log(2) + stats.norm.logsf(abs(result.zstatistic))) / math.log(10)
        yield {"name": name, "x": x, "y": y, "statistic": result.statistic, "z": result.zstatistic,
               "p": result.pvalue, "log10_p": min(0.0, log10_p)}


def cliffs_delta_cases():
    for name, x, y in pairs():
        sign = np.sign(np.subtract.outer(np.array(x, float), np.array(y, float)))
        yield {"name": name, "x": x, "y": y, "delta": float(sign.sum() / sign.size)}
    yield {"name": "unequal sizes", "x": [1, 2, 2, 9], "y": [2, 3],
           "delta": float(np.sign(np.subtract.outer([1, 2, 2, 9], [2, 3])).sum() / 8)}


def sign_flip_cases():
    for seed, (name, x, y) in enumerate(pairs()):
        if len(x) > 400:
            continue
        d = np.subtract(x, y)
        flips = 10_000 if len(x) <= 40 else 2_000
        signs = 2 * np.random.RandomState(seed).randint(0, 2, (flips, len(d))) - 1
        bar = abs(d.sum()) - 1e-12 * np.abs(d).sum()
        extreme = int((np.abs((signs * d).sum(1)) >= bar).sum())
        yield {"name": name, "differences": d.tolist(), "flips": flips, "seed": seed,
               "p": (1 + extreme) / (1 + flips)}


def proportion_cases():
    for successes, n in ((0, 1), (1, 1), (0, 10), (10, 10), (3, 7), (282, 300), (1689, 1851), (4481, 4851)):
        p, z = successes / n, 1.96
        # scipy.stats.binomtest takes the exact quantile; upstream takes 1.96, so the formula is written out.
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt((p * (1 - p) + z * z / (4 * n)) / n) / (1 + z * z / n)
        wald = z * math.sqrt(p * (1 - p) / n)
        exact = stats.binomtest(successes, n).proportion_ci(method="wilson")
        assert abs(exact.low - max(0, centre - half)) < 1e-4 and abs(exact.high - min(1, centre + half)) < 1e-4
        yield {"successes": successes, "n": n, "wilson": [max(0.0, centre - half), min(1.0, centre + half)],
               "wald": [max(0.0, p - wald), min(1.0, p + wald)]}


def quantile_cases():
    for name, values in (("one value", [3.5]), ("two values", [1.0, 2.0]), ("repeated", [2, 2, 2, 5, 5, 9]),
                         ("decades", skewed_pairs(4, 101)[1].tolist()), ("even", skewed_pairs(5, 64)[0].tolist())):
        levels = [0, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.975, 1]
        yield {"name": name, "values": values, "levels": levels, "quantiles": np.quantile(values, levels).tolist(),
               "median": float(np.median(values)),
               "mad": float(stats.median_abs_deviation(values))}


def randint_cases():
    for seed, bound, count in ((0, 1, 5), (0, 2, 64), (2026, 7, 40), (2026, 8, 40), (2026, 9, 40), (42, 164, 60),
                               (2**31 - 1, 1000, 40), (5, 2**31 - 1, 10)):
        yield {"seed": seed, "bound": bound,
               "drawn": np.random.RandomState(seed).randint(0, bound, count).tolist()}


def randn_cases():
    for seed, count in ((0, 5), (42, 64), (2**31 - 1, 40)):
        yield {"seed": seed, "drawn": np.random.RandomState(seed).randn(count).tolist()}


def choice_cases():
    """Several draws of one generator, one after the other."""
    for seed, sizes in ((0, [(1, 1), (2, 2), (16, 1), (16, 3)]), (42, [(16, 1)] * 3 + [(16, 5), (16, 12), (4, 3)]),
                        (2**31 - 1, [(5000, 20), (10000, 40), (10001, 30)]), (7, [(20000, 401), (3, 3), (1, 0)])):
        rng = np.random.default_rng(seed)
        yield {"seed": seed, "draws": [{"n": n, "count": count, "drawn": rng.choice(n, count, replace=False).tolist()}
                                       for n, count in sizes]}


def cluster_bootstrap_cases():
    rng = np.random.default_rng(6)
    for name, clusters, seed, resamples in (("one cluster", 1, 0, 200), ("two clusters", 2, 1, 1000),
                                            ("18 features", 18, 2026, 5000), ("164 passages", 164, 2026, 5000)):
        sizes = rng.integers(1, 60, clusters)
        successes = rng.binomial(sizes, rng.uniform(0.6, 1, clusters))
        drawn = np.random.RandomState(seed).randint(0, clusters, (resamples, clusters))
        rates = successes[drawn].sum(1) / sizes[drawn].sum(1)
        yield {"name": name, "successes": successes.tolist(), "sizes": sizes.tolist(), "resamples": resamples,
               "seed": seed, "interval": np.percentile(rates, [2.5, 97.5]).tolist()}


def normal_tail_cases():
    z = [0, 1e-3, 0.5, 1, 2, 3, 3.999, 4, 4.001, 5, 8, 12, 20, 37, 38, 40, 60, 100, 1000]
    yield {"z": z, "log_tail": stats.norm.logsf(z).tolist()}


FILES = {
    "wilcoxon": ("scipy.stats.wilcoxon(x, y, zero_method='wilcox', correction=False, method='asymptotic')",
                 wilcoxon_cases),
    "cliffs_delta": ("numpy.sign of all pairs, averaged", cliffs_delta_cases),
    "sign_flip": ("numpy.random.RandomState sign flips of the differences", sign_flip_cases),
    "proportion": ("Wilson and Wald with z = 1.96, checked against scipy.stats.binomtest", proportion_cases),
    "quantile": ("numpy.quantile, numpy.median, scipy.stats.median_abs_deviation", quantile_cases),
    "randint": ("numpy.random.RandomState(seed).randint(0, bound, count)", randint_cases),
    "randn": ("numpy.random.RandomState(seed).randn(count)", randn_cases),
    "choice": ("numpy.random.default_rng(seed).choice(n, count, replace=False)", choice_cases),
    "cluster_bootstrap": ("numpy.random.RandomState resamples, numpy.percentile", cluster_bootstrap_cases),
    "normal_tail": ("scipy.stats.norm.logsf", normal_tail_cases),
    "wilcoxon_exact": ("scipy.stats.wilcoxon(x, y, method='exact')", fits.exact_wilcoxon_cases),
    "binomial": ("scipy.stats.binomtest(successes, n, 0.5)", fits.binomial_cases),
    "mann_whitney": ("scipy.stats.mannwhitneyu(x, y)", two_samples.mann_whitney_cases),
    "welch_t": ("scipy.stats.ttest_ind(x, y, equal_var=False, alternative='greater')", two_samples.welch_cases),
    "kolmogorov_smirnov": ("scipy.stats.ks_2samp(x, y)", two_samples.kolmogorov_smirnov_cases),
    "kolmogorov_tail": ("scipy.stats.kstwo.sf(d, n)", two_samples.kolmogorov_tail_cases),
    "holm": ("Holm's definition, in NumPy", two_samples.holm_cases),
    "permutation": ("numpy.random.RandomState(seed).permutation(n)", two_samples.permutation_order_cases),
    "paired_t": ("scipy.stats.ttest_rel(x, y)", fits.paired_t_cases),
    "student_t": ("scipy.stats.t", fits.student_t_cases),
    "correlation": ("scipy.stats.pearsonr(x, y), spearmanr(x, y)", fits.correlation_cases),
    "published_correlation": ("scipy.stats.beta", fits.published_correlation_cases),
    "linear_fit": ("scipy.stats.linregress(x, y)", fits.linear_fit_cases),
    "bootstrap": ("numpy.random.RandomState(seed).choice(values, size, replace=True)", fits.bootstrap_cases),
    "bimodality": ("scipy.stats.skew and kurtosis, bias=False", fits.bimodality_cases),
    "singular_values": ("numpy.linalg.svd(matrix, compute_uv=False)", spectra.singular_value_cases),
    "symmetric_eigenvalues": ("numpy.linalg.eigvalsh(matrix)", spectra.eigenvalue_cases),
    "stratified_folds": ("sklearn.model_selection.StratifiedKFold(shuffle=True)", forests.folds_cases),
    "random_forest": ("sklearn.ensemble.RandomForestClassifier", forests.forest_cases),
    "gaussian_mixture": ("sklearn.mixture.GaussianMixture", mixtures.mixture_cases),
}


def text(source, cases):
    head = json.dumps({"source": source, "numpy": np.__version__, "scipy": scipy.__version__})
    body = ",\n".join(json.dumps(case) for case in cases)
    return head[:-1] + ', "cases": [\n' + body + "\n]}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the cases instead of comparing")
    write = parser.parse_args().write
    differing = 0
    for name, (source, cases) in FILES.items():
        file = FOLDER / f"{name}.json"
        made = text(source, cases())
        stored = file.read_text() if file.exists() else ""
        if made == stored:
            continue
        differing += 1
        if write:
            file.write_text(made)
            print(f"{file.name}: written")
        else:
            old, new = stored.splitlines(), made.splitlines()
            print(f"{file.name}: {sum(a != b for a, b in zip(old, new)) + abs(len(old) - len(new))} cases differ")
    if differing == 0:
        print("all cases as stored")
    return 0 if write or differing == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
