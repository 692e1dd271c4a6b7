"""Times transformers' chunked scan of Mamba-2 (its prefill on a CPU) over 512
tokens at the shape of mamba2-370m, the best of several chunk sizes; prints one
JSON line for each."""

import argparse
import json
import time

import torch
import transformers
from transformers.models.mamba2 import modeling_mamba2 as modeling


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--chunks", type=int, nargs="+",
                        default=[32, 64, 128, 256])
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    heads, head_dim, state_size = 32, 64, 128
    x = torch.randn(1, args.tokens, heads, head_dim)
    dt = torch.randn(1, args.tokens, heads)
    b, c = torch.randn(2, 1, args.tokens, 1, state_size)
    a, d, bias = -torch.rand(heads), torch.rand(heads), torch.randn(heads)
    for chunk in args.chunks:
        times = []
        with torch.no_grad():
            for _ in range(args.runs + 1):
                start = time.perf_counter()
                modeling.mamba2_chunk_scan(
                    x, dt, a, b, c, chunk_size=chunk, D=d, dt_bias=bias,
                    dt_softplus=True, return_final_states=True)
                times.append(time.perf_counter() - start)
        median = sorted(times[1:])[args.runs // 2]
        print(json.dumps({
            "name": "mamba2_chunk_scan", "chunk": chunk,
            "shape": f"{args.tokens} tokens, {heads} heads "
                     f"{state_size}x{head_dim}",
            "threads": args.threads, "seconds": median,
            "versions": {"torch": torch.__version__,
                         "transformers": transformers.__version__}}))


if __name__ == "__main__":
    main()
