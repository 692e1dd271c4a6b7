"""Times torch's float32 linear layer, [rows, in] x [out, in]; a JSON line."""

import argparse
import json
import time

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", type=int, default=256)
    parser.add_argument("--inputs", type=int, default=1024)
    parser.add_argument("--outputs", type=int, default=1024)
    parser.add_argument("--seconds", type=float, default=3.0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    x = torch.randn(args.rows, args.inputs)
    w = torch.randn(args.outputs, args.inputs)
    times = []
    begin = time.perf_counter()
    with torch.no_grad():
        while time.perf_counter() - begin < args.seconds:
            start = time.perf_counter()
            torch.nn.functional.linear(x, w)
            times.append(time.perf_counter() - start)
    best = min(times)
    median = sorted(times)[len(times) // 2]
    work = 2 * args.rows * args.inputs * args.outputs / 1e9
    print(json.dumps({
        "name": "linear",
        "shape": f"{args.rows}x{args.inputs}x{args.outputs}",
        "threads": args.threads, "runs": len(times), "seconds": median,
        "gflops": work / median, "best_gflops": work / best,
        "versions": {"torch": torch.__version__}}))


if __name__ == "__main__":
    main()
