"""Tests of two samples: Mann-Whitney, Kolmogorov-Smirnov, permutations, corrections for several tests."""
import numpy as np
from scipy import stats

from .samples import rates, two_samples


def mann_whitney_cases():
    for name, x, y in two_samples():
        auto = stats.mannwhitneyu(x, y)
        case = {"name": name, "x": x, "y": y, "u": auto.statistic, "p": auto.pvalue,
                "greater": stats.mannwhitneyu(x, y, alternative="greater").pvalue,
                "asymptotic": stats.mannwhitneyu(x, y, method="asymptotic").pvalue}
        if len(set(x + y)) == len(x + y) and len(x) * len(y) < 5000:
            case["untied"] = stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=False).pvalue
            case["exact"] = stats.mannwhitneyu(x, y, method="exact").pvalue
        yield case


def welch_cases():
    for name, x, y in two_samples():
        if min(len(x), len(y)) < 2:
            continue
        test = stats.ttest_ind(x, y, equal_var=False, alternative="greater")
        pooled = np.sqrt(((len(x) - 1) * np.var(x, ddof=1) + (len(y) - 1) * np.var(y, ddof=1)) / (len(x) + len(y) - 2))
        if pooled > 0:
            yield {"name": name, "x": x, "y": y, "t": test.statistic, "df": test.df, "p": test.pvalue,
                   "cohens_d": (np.mean(x) - np.mean(y)) / pooled}


def kolmogorov_smirnov_cases():
    for name, x, y in two_samples():
        exact, limit = stats.ks_2samp(x, y, method="exact"), stats.ks_2samp(x, y, method="asymp")
        case = {"name": name, "x": x, "y": y, "d": exact.statistic, "exact": exact.pvalue}
        # One against one has no effective size.
        yield case if np.isnan(limit.pvalue) else {**case, "asymptotic": limit.pvalue}
    # Firings by the hundred, close enough that the tail formula does not apply.
    x, y = rates(31, 700, 0.9), rates(32, 900, 0.898)
    exact, limit = stats.ks_2samp(x, y, method="exact"), stats.ks_2samp(x, y, method="asymp")
    yield {"name": "700 against 900", "x": x.tolist(), "y": y.tolist(), "d": exact.statistic, "exact": exact.pvalue,
           "asymptotic": limit.pvalue}


def kolmogorov_tail_cases():
    for n in (1, 2, 5, 20, 60, 140, 141, 500, 3000):
        for d in (0.3 / n, 0.6 / n, 0.02, 0.05, 0.1, 0.2, 0.4, 0.55, 0.9, 1.0):
            if n * d * d < 300:
                yield {"n": n, "d": d, "p": stats.kstwo.sf(d, n)}


def holm_cases():
    """Holm 1979: the i-th smallest of m, times m - i + 1, made monotone."""
    for p in ([0.03], [0.01, 0.04, 0.03, 0.005], [1e-7, 0.2, 0.2, 0.9], [0.5, 0.5, 0.5], [2e-10, 1e-8, 3e-7, 0.04]):
        order = np.argsort(p, kind="stable")
        scaled = [(len(p) - i) * p[j] for i, j in enumerate(order)]
        adjusted = np.empty(len(p))
        adjusted[order] = np.minimum(1, np.maximum.accumulate(scaled))
        yield {"p": p, "adjusted": adjusted.tolist()}


def permutation_order_cases():
    for seed, n in ((0, 1), (1, 2), (42, 7), (2026, 40)):
        yield {"seed": seed, "n": n, "order": np.random.RandomState(seed).permutation(n).tolist()}
