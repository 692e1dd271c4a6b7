#!/usr/bin/env python3
"""What torch's CPU generator draws, and what upstream's training draws from it.

    torch_random.py --upstream upstream [--write]

golden/torch/draws.json lists calls with their arguments and where the result is; golden/torch/draws.safetensors
holds the results. Long results are kept as their first and last 24 numbers and the CRC-32 of all their bytes.
golden/torch/training.json and .safetensors hold, for small autoencoders of all seven types, the initial
parameters, the split, the batches of two epochs, what a resampling draws between them, and the generator's state
at the end. Normal numbers of 16 and more depend on the processor: these are of x86 with AVX2 (torch's AVX-512
builds use the same kernel).
"""

import binascii

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

import common
from common import GOLDEN, UPSTREAM, packages

SEEDS = [0, 1, 42, 2026, 2**31 - 1, 2**31, 2**32 - 1, 2**32 + 42, 2**63 - 1]
LONG = 64
END = 24


class Cases:
    def __init__(self):
        self.list, self.tensors = [], {}

    def add(self, call, seed, result, **arguments):
        key = f"{len(self.list):03d}.{call}"
        result = np.ascontiguousarray(result)
        entry = {"call": call, "seed": seed, **arguments, "key": key, "size": int(result.size)}
        if result.size > LONG:
            entry["crc32"] = binascii.crc32(result.tobytes())
            result = np.concatenate([result.reshape(-1)[:END], result.reshape(-1)[-END:]])
        self.tensors[key] = result
        self.list.append(entry)


def weights(n, seed):
    """Squared errors as a batch has them, over their sum, with zeros in between."""
    rng = np.random.RandomState(seed)
    w = np.exp(rng.normal(0, 1.5, n)).astype(np.float32)
    w[rng.rand(n) < 0.2] = 0
    w[n // 2] = 1
    return torch.from_numpy(w)


def draws():
    cases = Cases()
    for seed in SEEDS:
        torch.manual_seed(seed)
        cases.add("randomInt64", seed, torch.stack([torch.empty((), dtype=torch.int64).random_() for _ in range(3)]))
        for n in (1, 15, 16, 17, 31, 32, 33, 700):
            torch.manual_seed(seed)
            cases.add("randn", seed, torch.randn(n).numpy())
        torch.manual_seed(seed)
        cases.add("randperm", seed, torch.randperm(1000).to(torch.int32))
    for n in (0, 1, 2, 3, 625, 100_000):
        torch.manual_seed(7)
        cases.add("randperm", 7, torch.randperm(n).to(torch.int32))
    for n in (1, 5, 623, 624, 625, 5000):
        torch.manual_seed(3)
        cases.add("rand", 3, torch.rand(n))
        torch.manual_seed(3)
        cases.add("randDouble", 3, torch.rand(n, dtype=torch.float64))
    for n, low, high in ((6, -1 / 128, 1 / 128), (4096, -0.0220970869, 0.0220970869), (40, 0.1, 0.3), (1 << 20, -1 / 3, 1 / 3)):
        torch.manual_seed(5)
        cases.add("uniform", 5, torch.empty(n).uniform_(low, high), low=low, high=high)
    torch.manual_seed(11)
    cases.add("randn", 11, torch.randn(1 << 20).numpy())
    torch.manual_seed(12)
    cases.add("exponential", 12, torch.empty(5000).exponential_())
    for n, samples in ((1, 1), (256, 1), (7, 1), (1, 4), (256, 256), (7, 40), (93, 93), (1000, 1000)):
        w = weights(n, n + samples)
        torch.manual_seed(13)
        key = f"weights.{n}.{samples}"
        cases.tensors[key] = w.numpy()
        cases.add("multinomial", 13, torch.multinomial(w, samples, replacement=True).to(torch.int32), weights=key,
                  samples=samples)
    # The second number of a pair stays for the next call, also across a call of the other kind; a seed drops it.
    torch.manual_seed(14)
    parts = [torch.randn(3), torch.randn(16), torch.randn(1), torch.randn(4)]
    cases.add("randnInParts", 14, torch.cat(parts), parts=[3, 16, 1, 4])
    for used, seed in ((0, 15), (1, 15), (623, 15), (624, 15), (625, 16)):
        torch.manual_seed(seed)
        torch.rand(used)
        torch.randn(1)
        state = torch.get_rng_state()
        cases.add("state", seed, torch.rand(30), used=used, crc32State=binascii.crc32(state.numpy().tobytes()))
    return cases


class Rows(Dataset):
    def __init__(self, n):
        self.data = np.arange(n)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return torch.tensor(self.data[i])


def build(sae, sae_type, d_k, d_v, n_features, k, rank):
    """The constructor calls of core/train.py."""
    sizes = dict(n_features=n_features, k=k)
    if sae_type == "flat":
        return sae.FlatSAE(d_in=d_k * d_v, **sizes)
    sizes.update(d_k=d_k, d_v=d_v, rank=rank)
    return {"rank1": sae.MatrixSAE, "bilinear": sae.BilinearMatrixSAE, "bilinear_flat": sae.BilinearEncoderFlatSAE,
            "bilinear_tied": lambda **a: sae.BilinearMatrixSAE(tied=True, **a), "bilinear_gated": sae.BilinearGatedSAE,
            "bilinear_jumprelu": lambda **a: sae.BilinearJumpReLUSAE(init_threshold=1e-4, **a)}[sae_type](**sizes)


def run(sae, split_utils, seed, samples, batch, workers, arguments):
    """One training's draws, without the training."""
    torch.manual_seed(seed)
    train_set, val_set = split_utils.make_train_val_subsets(Rows(samples), train_fraction=0.8, seed=seed)
    train_loader = DataLoader(train_set, batch_size=batch, shuffle=True, num_workers=workers)
    val_loader = DataLoader(val_set, batch_size=batch, shuffle=False, num_workers=workers)
    model = build(sae, **arguments)
    parameters = {name: p.detach().clone().numpy() for name, p in model.named_parameters()}
    epochs, resampled, w = [], [], weights(batch, seed % 1000)
    for m in (5, 1):
        order = []
        for number, rows in enumerate(train_loader):
            order += rows.tolist()
            if number == 1:
                resampled.append(torch.multinomial(w, m, replacement=True).tolist())
        epochs.append(order)
        assert [i for rows in val_loader for i in rows.tolist()] == val_set.indices
    state = torch.get_rng_state().numpy()
    return parameters, {"train": train_set.indices, "validation": val_set.indices, "epochs": epochs,
                        "resampled": resampled, "weights": w.tolist(), "crc32State": binascii.crc32(state.tobytes())}


def training(sae, split_utils):
    cases, tensors = [], {}
    shapes = [("flat", 6, 5, 12, 1), ("rank1", 6, 5, 12, 1), ("rank1", 7, 3, 9, 2), ("bilinear", 6, 5, 12, 1),
              ("bilinear", 8, 16, 10, 2), ("bilinear", 3, 2, 2, 1), ("bilinear_tied", 6, 5, 12, 1),
              ("bilinear_flat", 6, 5, 12, 1), ("bilinear_gated", 6, 5, 12, 1), ("bilinear_jumprelu", 6, 5, 12, 1),
              ("bilinear", 128, 128, 16, 1), ("flat", 16, 16, 16, 1)]
    for number, (sae_type, d_k, d_v, n, rank) in enumerate(shapes):
        seed = (0, 42, 2026)[number % 3]
        arguments = dict(sae_type=sae_type, d_k=d_k, d_v=d_v, n_features=n, k=4, rank=rank)
        samples, batch = ((53, 8), (200, 16))[number % 2]
        parameters, drawn = run(sae, split_utils, seed, samples, batch, 0, arguments)
        assert run(sae, split_utils, seed, samples, batch, 2, arguments)[1] == drawn, "depends on the number of workers"
        name = f"{sae_type}-{d_k}x{d_v}-n{n}-r{rank}"
        for key, value in parameters.items():
            tensors[f"{name}.{key}"] = value
        cases.append({"name": name, **arguments, "seed": seed, "samples": samples, "batch": batch,
                      "parameters": list(parameters), **drawn})
    return cases, tensors


def main():
    _, out = common.begin(common.parser(__doc__))
    from core import sae, split_utils
    source = {"packages": packages("torch", "numpy"), "script": "torch_random.py"}
    drawn = draws()
    out.records(GOLDEN / "torch/draws.json", {"source": source, "cases": drawn.list})
    out.tensors(GOLDEN / "torch/draws.safetensors", drawn.tensors)
    cases, tensors = training(sae, split_utils)
    out.records(GOLDEN / "torch/training.json", {"source": source | UPSTREAM, "cases": cases})
    out.tensors(GOLDEN / "torch/training.safetensors", tensors)
    out.done()


if __name__ == "__main__":
    main()
