"""Times flash-linear-attention's recurrences on a CPU in float32, in plain PyTorch, at the shapes of the published models: DeltaNet's
by chunks and GLA's token by token, which are the fastest forms it has of them; and transformers' chunks of Gated DeltaNet. JSON lines."""

import fla_cpu  # noqa: F401  before fla

import argparse
import inspect
import json
import time

import torch
from fla.ops.delta_rule.naive import delta_rule_chunkwise
from fla.ops.gla.naive import naive_recurrent_gla
from transformers.models.qwen3_5.modeling_qwen3_5 import torch_chunk_gated_delta_rule


def delta(length):
    q, k, v = (torch.nn.functional.normalize(torch.randn(1, 16, length, 128), dim=-1) for _ in "qkv")
    beta = torch.rand(1, 16, length)
    return {f"delta_rule_chunkwise, chunks of {c}": lambda c=c: delta_rule_chunkwise(q, k, v, beta, chunk_size=c) for c in (32, 64)}


def gated_delta(length):
    q, k, v = (torch.nn.functional.normalize(torch.randn(1, length, 16, 128), dim=-1) for _ in "qkv")
    g, beta = -torch.rand(1, length, 16), torch.rand(1, length, 16)
    chunked = inspect.unwrap(torch_chunk_gated_delta_rule)  # the wrapper prefers fla's Triton kernel where fla is installed
    return {f"torch_chunk_gated_delta_rule, chunks of {c}": lambda c=c: chunked(q, k, v, g, beta, chunk_size=c) for c in (32, 64)}


def gla(length):
    q, k, gate = (torch.randn(1, length, 4, 256) for _ in range(3))
    v = torch.randn(1, length, 4, 512)
    gk = torch.nn.functional.logsigmoid(gate) / 16
    return {"naive_recurrent_gla": lambda: naive_recurrent_gla(q, k, v, gk)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(0)
    for name, function in (delta(args.length) | gated_delta(args.length) | gla(args.length)).items():
        times = []
        for _ in range(args.runs + 1):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
        print(json.dumps({"name": name, "tokens": args.length, "threads": args.threads, "runs": args.runs,
                          "seconds": sorted(times[1:])[args.runs // 2], "versions": {"torch": torch.__version__}}))


if __name__ == "__main__":
    main()
