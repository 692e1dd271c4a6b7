"""Times torch on a CUDA device (TF32 off) at the shapes of `writesae bench`:
matrix products, bilinear encoder, KL, gated delta rule, prefill of the
Qwen3.5-0.8B shape with random weights. JSON lines, medians of CUDA events.
"""

import json

import torch
import transformers
from transformers.models.qwen3_5 import modeling_qwen3_5 as qwen
from transformers.models.qwen3_5.configuration_qwen3_5 import Qwen3_5TextConfig

from cache_copy_benchmark import SHAPE

DEVICE = "cuda"


def median(work, counted=15, warm_up=3):
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(counted):
        start = torch.cuda.Event(enable_timing=True)
        end = torch.cuda.Event(enable_timing=True)
        start.record()
        work()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1e3)
    return sorted(times)[counted // 2]


def say(name, shape, dtype, seconds):
    print(json.dumps({"name": name, "shape": shape, "dtype": str(dtype)[6:],
                      "seconds": seconds}), flush=True)


def kernels(dtype):
    def randn(*shape):
        return torch.randn(*shape, device=DEVICE, dtype=dtype)

    for rows, inputs, outputs in [(256, 1024, 1024), (512, 1024, 3584),
                                  (2048, 2048, 2048)]:
        x, w = randn(rows, inputs), randn(outputs, inputs)
        say("linear", f"{rows}x{inputs}x{outputs}", dtype,
            median(lambda: torch.nn.functional.linear(x, w)))
    x, v, w = randn(256, 128, 128), randn(2048, 1, 128), randn(2048, 1, 128)
    say("bilinear-encode", "256 states 128x128, 2048 features", dtype,
        median(lambda: torch.einsum("irk,bkv,irv->bi", v, x, w), 7, 2))
    p, q = randn(32, 248320), randn(32, 248320)

    def divergence():
        log_p = torch.log_softmax(p, -1)
        log_q = torch.log_softmax(q, -1)
        return (log_p.exp() * (log_p - log_q)).sum(-1)

    say("kl", "32 pairs, 248320 tokens", dtype, median(divergence))
    query, key, value = (randn(1, 512, 16, 128) for _ in range(3))
    decay = -0.1 * torch.rand(1, 512, 16, device=DEVICE, dtype=dtype)
    beta = torch.rand(1, 512, 16, device=DEVICE, dtype=dtype)
    for name in ("torch_recurrent_gated_delta_rule",
                 "torch_chunk_gated_delta_rule"):
        rule = getattr(qwen, name)
        say(f"gated-delta {name}", "512 tokens, 16 heads 128x128", dtype,
            median(lambda: rule(query, key, value, g=decay, beta=beta,
                                initial_state=None, output_final_state=True,
                                use_qk_l2norm_in_kernel=True), 5, 1))


def prefill():
    config = Qwen3_5TextConfig(**SHAPE)
    config._attn_implementation = "eager"
    with torch.device(DEVICE):
        model = qwen.Qwen3_5ForCausalLM(config).eval()
    ids = torch.randint(SHAPE["vocab_size"], (1, 512), device=DEVICE)
    for dtype in (torch.float32, torch.float64):
        model = model.to(dtype)
        say("prefill", "512 tokens, last logits", dtype,
            median(lambda: model(ids, use_cache=True, logits_to_keep=1), 5, 2))


def main():
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.manual_seed(0)
    transformers.logging.set_verbosity_error()
    print(json.dumps({"card": torch.cuda.get_device_name(),
                      "torch": torch.__version__,
                      "transformers": transformers.__version__}))
    with torch.no_grad():
        for dtype in (torch.float32, torch.float64):
            kernels(dtype)
        prefill()


if __name__ == "__main__":
    main()
