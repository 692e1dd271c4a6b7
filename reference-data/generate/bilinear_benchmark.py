"""Times upstream's bilinear encoder, einsum "irk,bkv,irv->bi" in float32; a
JSON line."""

import argparse
import json
import time

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--states", type=int, default=256)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--features", type=int, default=2048)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    x = torch.randn(args.states, args.size, args.size)
    v = torch.randn(args.features, 1, args.size)
    w = torch.randn(args.features, 1, args.size)
    times = []
    with torch.no_grad():
        for _ in range(args.runs + 1):
            start = time.perf_counter()
            torch.einsum("irk,bkv,irv->bi", v, x, w)
            times.append(time.perf_counter() - start)
    median = sorted(times[1:])[args.runs // 2]
    print(json.dumps({
        "name": "bilinearEncode",
        "shape": f"{args.states}x{args.size}x{args.size}x{args.features}",
        "threads": args.threads, "runs": args.runs, "seconds": median,
        "items_per_s": args.states / median,
        "versions": {"torch": torch.__version__}}))


if __name__ == "__main__":
    main()
