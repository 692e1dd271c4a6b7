"""Times the cache-copy way of the replacement test in transformers: copy the
whole cache, change one head's state, feed one token; on a randomly
initialised text model of the exact Qwen3.5-0.8B shape, float32, eager.

Prints progress on stderr and one JSON line on stdout.
"""

import argparse
import copy
import json
import sys
import time

import torch
import transformers
from transformers.models.qwen3_5.configuration_qwen3_5 import Qwen3_5TextConfig
from transformers.models.qwen3_5.modeling_qwen3_5 import Qwen3_5ForCausalLM

SHAPE = {
    "vocab_size": 248320, "hidden_size": 1024, "intermediate_size": 3584,
    "num_hidden_layers": 24, "num_attention_heads": 8,
    "num_key_value_heads": 2, "head_dim": 256,
    "linear_num_key_heads": 16, "linear_num_value_heads": 16,
    "linear_key_head_dim": 128, "linear_value_head_dim": 128,
    "linear_conv_kernel_dim": 4, "tie_word_embeddings": True,
    "rope_parameters": {
        "rope_type": "default", "rope_theta": 10000000.0,
        "partial_rotary_factor": 0.25, "mrope_section": [11, 11, 10],
        "mrope_interleaved": True},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--conditions", type=int, default=8,
                        help="copied-cache tokens to time")
    parser.add_argument("--layer", type=int, default=9)
    parser.add_argument("--head", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    transformers.logging.set_verbosity_error()

    config = Qwen3_5TextConfig(**SHAPE)
    config._attn_implementation = "eager"
    model = Qwen3_5ForCausalLM(config).eval()
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{parameters} parameters", file=sys.stderr)
    tokens = torch.randint(SHAPE["vocab_size"], (1, args.length + 1))

    with torch.no_grad():
        model(tokens[:, :8], use_cache=True, logits_to_keep=1)    # warm-up
        start = time.perf_counter()
        cache = model(tokens[:, :-1], use_cache=True,
                      logits_to_keep=1).past_key_values
        prefill = time.perf_counter() - start
        print(f"prefill {prefill:.2f} s", file=sys.stderr)
        seconds, copying = [], []
        for _ in range(args.conditions + 1):
            start = time.perf_counter()
            branch = copy.deepcopy(cache)
            state = branch.layers[args.layer].recurrent_states[0]
            state[0, args.head] += 0.01 * torch.randn(128, 128)
            copied = time.perf_counter()
            model(tokens[:, -1:], past_key_values=branch, use_cache=True)
            seconds.append(time.perf_counter() - start)
            copying.append(copied - start)
    token = sorted(seconds[1:])[args.conditions // 2]
    copy_time = sorted(copying[1:])[args.conditions // 2]
    print(json.dumps({
        "name": "cache-copy", "shape": "qwen3.5-0.8b", "dtype": "float32",
        "attention": "eager", "parameters": parameters,
        "threads": args.threads, "length": args.length,
        "prefill_seconds": prefill, "conditions": args.conditions,
        "seconds_per_copied_cache_token": token,
        "of_which_copy": copy_time,
        # Every position but the last of one sequence, three conditions
        # beside the native one, whose steps give the caches to copy. The
        # time per token was measured at the full length, where the cache is
        # largest, so this is an upper estimate.
        "extrapolated_seconds_one_sequence":
            (args.length - 1) * (3 * token + token - copy_time),
        "versions": {"torch": torch.__version__,
                     "transformers": transformers.__version__}}))


if __name__ == "__main__":
    main()
