"""Gaussian mixtures on the line, by scikit-learn from every cut of the sorted sample at its tenths."""
import itertools
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

from .samples import cosines, skewed_pairs


def from_cut(ascending, cut):
    """One run of scikit-learn, started at the moments of the groups between the cuts."""
    n, k = len(ascending), len(cut) + 1
    groups = np.split(ascending, [n * tenth // 10 for tenth in cut])
    start = [(len(group) / n, group.mean(), 1 / (group.var() + 1e-6)) for group in groups]
    weights, means, precisions = map(np.array, zip(*start))
    model = GaussianMixture(k, tol=1e-9, max_iter=10_000, reg_covar=1e-6, weights_init=weights,
                            means_init=means[:, None], precisions_init=precisions[:, None, None], random_state=0)
    return model.fit(ascending[:, None])


def mixture_cases():
    rng = np.random.default_rng(81)
    samples = (("cosines of a partition", cosines(82)), ("one class", rng.normal(0.1, 0.05, 200).round(5)),
               ("three classes", np.concatenate([rng.normal(m, 0.03, 60) for m in (0, 0.2, 0.5)]).round(5)),
               ("logarithms of ratios", np.log(np.divide(*skewed_pairs(83, 300, 6))).round(5)))
    for name, values in samples:
        ascending = np.sort(values)
        for k in (1, 2, 3):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                runs = [from_cut(ascending, cut) for cut in itertools.combinations(range(1, 10), k - 1)]
            best = max(runs, key=lambda model: model.score(ascending[:, None]))
            order = np.argsort(best.means_[:, 0])
            yield {"name": name, "values": values.tolist(), "k": k, "weights": best.weights_[order].tolist(),
                   "means": best.means_[order, 0].tolist(), "variances": best.covariances_[order, 0, 0].tolist(),
                   "bic": best.bic(ascending[:, None])}
