"""Singular values and eigenvalues without vectors, from LAPACK."""

import numpy as np


def singular_value_cases():
    for name, rows, columns, seed, rank in (("square", 12, 12, 1, 12), ("tall", 9, 5, 2, 5), ("wide", 4, 10, 3, 4),
                                            ("rank 3", 16, 24, 4, 3), ("one row", 1, 6, 5, 1), ("one column", 7, 1, 6, 1)):
        rng = np.random.RandomState(seed)
        x = rng.randn(rows, rank) * np.exp(-np.arange(rank) / 2) @ rng.randn(rank, columns)
        yield {"name": name, "rows": rows, "columns": columns, "matrix": x.ravel().tolist(),
               "values": np.linalg.svd(x, compute_uv=False).tolist()}
    yield {"name": "nothing", "rows": 3, "columns": 2, "matrix": [0.0] * 6, "values": [0.0, 0.0]}
    x = 1e-200 * np.random.RandomState(7).randn(5, 5)
    yield {"name": "very small", "rows": 5, "columns": 5, "matrix": x.ravel().tolist(),
           "values": np.linalg.svd(x, compute_uv=False).tolist()}
    x = np.diag([3.0, 3.0, 1.0, 0.0])
    yield {"name": "diagonal, equal values", "rows": 4, "columns": 4, "matrix": x.ravel().tolist(),
           "values": np.linalg.svd(x, compute_uv=False).tolist()}


def eigenvalue_cases():
    for name, n, rank, seed in (("Gram matrix", 14, 14, 1), ("Gram matrix of rank 4", 20, 4, 2), ("one element", 1, 1, 3),
                                ("two", 2, 2, 4)):
        x = np.random.RandomState(seed).randn(n, rank)
        yield {"name": name, "matrix": (x @ x.T / n).tolist(), "values": np.linalg.eigvalsh(x @ x.T / n)[::-1].tolist()}
    x = np.random.RandomState(5).randn(11, 11)
    yield {"name": "indefinite", "matrix": (x + x.T).tolist(), "values": np.linalg.eigvalsh(x + x.T)[::-1].tolist()}
    yield {"name": "diagonal", "matrix": np.diag([1.0, -2.0, 5.0]).tolist(), "values": [5.0, 1.0, -2.0]}
