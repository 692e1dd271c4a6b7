"""Random forests of two classes and stratified folds, from scikit-learn."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold


def samples(seed, n, features, digits):
    """Columns with ties, some constant, one constant but for less than 1e-7, and labels that hang on three of them."""
    rng = np.random.RandomState(seed)
    x = np.round(rng.randn(n, features), digits)
    x[:, 1] = 3
    x[:, features - 2] = np.where(rng.rand(n) < 0.5, 1e-9, 0)
    x[: n // 2, features - 1] = 0
    x = x.astype(np.float32)
    return x, x[:, 0] + x[:, 2] * x[:, 3] + 0.5 * rng.randn(n) > 0.2


def folds_cases():
    for name, n, positive, folds, seed in (("even", 40, 20, 5, 42), ("uneven", 53, 13, 5, 42), ("three folds", 11, 4, 3, 7)):
        y = np.random.RandomState(n).permutation(n) < positive
        test = np.empty(n, int)
        for fold, (_, chosen) in enumerate(StratifiedKFold(folds, shuffle=True, random_state=seed).split(y, y)):
            test[chosen] = fold
        yield {"name": name, "positive": y.astype(int).tolist(), "folds": folds, "seed": seed, "fold": test.tolist()}


def forest_cases():
    for name, seed, n, features, digits, trees, depth, leaf in (("ties", 1, 90, 9, 1, 20, 6, 5), ("many ties", 2, 60, 6, 0, 12, 3, 2),
                                                                ("few features", 3, 70, 4, 3, 10, 6, 1), ("57 features", 4, 60, 57, 2, 8, 6, 4)):
        x, y = samples(seed, n, features, digits)
        train = np.random.RandomState(seed).permutation(n)[: 3 * n // 4]
        forest = RandomForestClassifier(n_estimators=trees, max_depth=depth, min_samples_leaf=leaf, random_state=42, n_jobs=1)
        forest.fit(x[train], y[train])
        yield {"name": name, "columns": [[float(v) for v in column] for column in x.T.round(9)], "positive": y.astype(int).tolist(),
               "train": train.tolist(), "trees": trees, "depth": depth, "leaf": leaf, "seed": 42,
               "predictions": forest.predict(x).astype(int).tolist(), "importances": forest.feature_importances_.tolist()}
