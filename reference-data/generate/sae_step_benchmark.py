"""Times a training step of upstream's autoencoders as its trainer takes it (forward, backward, Adam), in float32; a JSON line
each."""

import argparse
import json
import time
from pathlib import Path

import torch

import common


def build(kind, features, k, size):
    from core import sae
    if kind == "flat":
        return sae.FlatSAE(size * size, n_features=features, k=k)
    if kind == "rank1":
        return sae.MatrixSAE(size, size, n_features=features, k=k)
    if kind == "bilinear_flat":
        return sae.BilinearEncoderFlatSAE(size, size, n_features=features, k=k)
    if kind == "bilinear_gated":
        return sae.BilinearGatedSAE(size, size, n_features=features, k=k, lambda_sparsity=1.0)
    if kind == "bilinear_jumprelu":
        return sae.BilinearJumpReLUSAE(size, size, n_features=features, k=k)
    return sae.BilinearMatrixSAE(size, size, n_features=features, k=k, tied=kind == "bilinear_tied")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upstream", type=Path, required=True)
    parser.add_argument("--what", default="bilinear,rank1,flat", help="sae types, -dead for half of the features dead")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--states", type=int, default=256)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--features", type=int, default=2048)
    parser.add_argument("--k", type=int, default=32)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    common.upstream(args.upstream)
    for name in args.what.split(","):
        kind = name.removesuffix("-dead")
        torch.manual_seed(42)
        model = build(kind, args.features, args.k, args.size)
        if name.endswith("-dead"):
            # So weak that others win.
            dead = args.features // 2
            model.steps_since_active[:dead] = 100
            rows = model.encoder.weight if kind in ("flat", "rank1") else model.V_dec if kind == "bilinear_tied" else model.V_enc
            rows.data[:dead] *= 0.1
        x = 2 * torch.rand(args.states, args.size, args.size) - 1
        x = x.reshape(args.states, -1) if kind == "flat" else x
        adam = torch.optim.Adam(model.parameters(), lr=1e-4)
        times = []
        for _ in range(args.runs + 2):
            start = time.perf_counter()
            out = model(x)
            adam.zero_grad(set_to_none=True)
            out.loss.backward()
            adam.step()
            times.append(time.perf_counter() - start)
        median = sorted(times[2:])[args.runs // 2]
        print(json.dumps({
            "name": f"sae-step-{name}", "shape": f"{args.states} states {args.size}x{args.size}, {args.features} features, k {args.k}",
            "threads": args.threads, "seconds": median, "items_per_s": args.states / median, "dead": out.n_dead,
            "versions": {"torch": torch.__version__}}), flush=True)


if __name__ == "__main__":
    main()
