"""One sample or pairs: means, t tests, correlations, lines, bootstraps, bimodality."""
import math

import numpy as np
from scipy import stats

from .samples import correlated, cosines, rates, skewed_pairs


def paired_t_cases():
    for name, seed, n in (("two", 41, 2), ("five", 42, 5), ("40 prompts", 43, 40), ("1851 firings", 44, 1851)):
        x, y = skewed_pairs(seed, n, 3)
        test, d = stats.ttest_rel(x, y), np.subtract(x, y)
        mean, sd = d.mean(), d.std(ddof=1)
        # The quantile of the t distribution from its survival function, which SciPy has to the last digits.
        interval = test.confidence_interval(0.95)
        yield {"name": name, "x": x.tolist(), "y": y.tolist(), "t": test.statistic, "p": test.pvalue,
               "mean": mean, "sd": sd, "population_sd": d.std(), "cohens_d": mean / sd,
               "interval": [interval.low, interval.high]}


def student_t_cases():
    for df in (1, 2, 14, 39, 46, 2000):
        for t in (0.0, 0.01, 1.0, 2.5, 9.0, 40.0):
            yield {"df": df, "t": t, "p": 2 * stats.t.sf(t, df), "quantile95": stats.t.ppf(0.975, df)}


def correlation_cases():
    for name, x, y in correlated():
        pearson, spearman = stats.pearsonr(x, y), stats.spearmanr(x, y)
        case = {"name": name, "x": x, "y": y, "r": pearson.statistic, "p": pearson.pvalue,
                "rho": spearman.statistic, "rho_p": spearman.pvalue}
        if abs(pearson.statistic) < 1:
            interval = pearson.confidence_interval(0.95)
            case["interval"] = [interval.low, interval.high]
        yield case


def published_correlation_cases():
    """Two-sided p of a printed coefficient, by the beta distribution as scipy.stats.pearsonr does."""
    for r, n in ((0.162, 2000), (0.19, 87), (0.06, 87), (0.008, 100), (0.25, 79), (-0.9, 12), (0.0, 5)):
        yield {"r": r, "n": n, "p": 2 * stats.beta(n / 2 - 1, n / 2 - 1, loc=-1, scale=2).sf(abs(r))}


def linear_fit_cases():
    for name, x, y in correlated():
        line = stats.linregress(x, y)
        x, y = np.array(x, float), np.array(y, float)
        origin = (x @ y) / (x @ x)
        total = ((y - y.mean()) ** 2).sum()
        yield {"name": name, "x": x.tolist(), "y": y.tolist(), "slope": line.slope, "intercept": line.intercept,
               "r2": line.rvalue ** 2, "p": line.pvalue, "origin_slope": origin,
               "origin_r2": 1 - ((y - origin * x) ** 2).sum() / total, "unit_r2": 1 - ((y - x) ** 2).sum() / total}


def bootstrap_cases():
    for name, values, resamples, seed in (("one value", [0.5], 50, 0), ("ten rates", rates(51, 10, 0.9), 1000, 1),
                                          ("differences", np.subtract(*skewed_pairs(52, 40)), 2000, 2026),
                                          ("150 erasures", -skewed_pairs(53, 150)[0], 500, 42)):
        values = np.array(values)
        case = {"name": name, "values": values.tolist(), "resamples": resamples, "seed": seed}
        for key, statistic in (("mean", np.mean), ("median", np.median)):
            random = np.random.RandomState(seed)
            found = np.array([statistic(random.choice(values, size=len(values), replace=True))
                              for _ in range(resamples)])
            observed = statistic(values)
            p = 2 * np.mean(found < 0) if observed >= 0 else 2 * np.mean(found > 0)
            case[key] = {"observed": observed, "interval": np.percentile(found, [2.5, 97.5]).tolist(),
                         "p": min(p, 1.0)}
        yield case


def bimodality_cases():
    for name, values in (("four", [1.0, 2.0, 2.5, 7.0]), ("two points", [0.0] * 5 + [1.0] * 5),
                         ("cosines", cosines(61)), ("skewed", skewed_pairs(62, 500)[0])):
        values, n = np.array(values), len(values)
        skewness, excess = stats.skew(values, bias=False), stats.kurtosis(values, bias=False)
        term = 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
        yield {"name": name, "values": values.tolist(), "skewness": skewness, "excess_kurtosis": excess,
               "value": (skewness ** 2 + 1) / (excess + term),
               "as_published": (skewness ** 2 + 1) / (excess + 3 + term)}


def exact_wilcoxon_cases():
    for n, seed in ((1, 71), (4, 72), (12, 73), (20, 74), (50, 75)):
        x, y = skewed_pairs(seed, n, 6)
        yield {"x": x.tolist(), "y": y.tolist(), "p": stats.wilcoxon(x, y, method="exact").pvalue}


def binomial_cases():
    for successes, n in ((0, 1), (5, 10), (13, 20), (19, 20), (288, 600), (2986, 6591), (0, 1000), (1600, 1851), (1789, 1851)):
        # As a fraction of whole numbers, which does not underflow.
        below = sum(math.comb(n, k) for k in range(min(successes, n - successes) + 1))
        yield {"successes": successes, "n": n, "log10": min(0.0, math.log10(2 * below) - n * math.log10(2)),
               "two_sided": stats.binomtest(successes, n, 0.5).pvalue,
               "at_most": stats.binomtest(successes, n, 0.5, alternative="less").pvalue}
