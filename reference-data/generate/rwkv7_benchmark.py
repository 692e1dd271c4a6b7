"""Times the recurrence of an RWKV-7 layer in torch on a CPU, in float32: one token at a time, and FLA's chunked form (dplr_chunkwise)
at several chunk sizes. A JSON line each. Needs the packages of requirements-fla.txt."""

import fla_cpu  # noqa: F401  before fla

import argparse
import json
import time

import torch
from fla.ops.generalized_delta_rule.dplr.naive import dplr_chunkwise


def by_token(r, w, key, v, kappa, b):
    """[T, H, d] each; the two rank-1 terms in one product."""
    o, s = torch.empty_like(v), r.new_zeros(r.shape[1], r.shape[2], v.shape[2])
    left, right = torch.stack([key, b], -1), torch.stack([v, v], 2)
    for t in range(len(r)):
        torch.bmm(kappa[t, :, None], s, out=right[t, :, 1:2])
        right[t, :, 1].neg_()
        s = torch.baddbmm(s * w[t, :, :, None], left[t], right[t])
        o[t] = torch.bmm(r[t, :, None], s)[:, 0]
    return o, s


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=6.0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(0)
    rows, heads, d = 512, 32, 64
    r, key, v, kappa = (torch.randn(rows, heads, d) for _ in range(4))
    key, kappa = key / d**0.5, torch.nn.functional.normalize(kappa, dim=-1)
    b, w = kappa * torch.rand(rows, heads, d), torch.exp(-0.606 * torch.rand(rows, heads, d))
    heads_first = [x.transpose(0, 1)[None].contiguous() for x in (r * d**0.5, key, v, -kappa, b, w.log())]
    forms = {"by token": lambda: by_token(r, w, key, v, kappa, b)}
    for size in (16, 32, 64):
        forms[f"chunks of {size}"] = lambda size=size: dplr_chunkwise(*heads_first, chunk_size=size)
    o, s = forms["by token"]()
    for name, run in forms.items():
        found = run()[0].reshape(heads, rows, d).transpose(0, 1) if "chunks" in name else run()[0]
        error, times, begin = (found - o).abs().max().item(), [], time.perf_counter()
        while len(times) < 3 or time.perf_counter() - begin < args.seconds:
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
        print(json.dumps({
            "name": "rwkv7", "form": name, "shape": f"{rows} tokens, {heads} heads {d}x{d}", "threads": args.threads,
            "seconds": sorted(times)[len(times) // 2], "runs": len(times), "difference": error}))  # fmt: skip


if __name__ == "__main__":
    main()
