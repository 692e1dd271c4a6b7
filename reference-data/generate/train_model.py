"""Trains a tiny model of a family on bytes; writes a float32 state dict.

The model classes are transformers'. For Qwen3.5 only the initial values of
the decay (A_log, dt_bias) differ from its defaults, which forget within a few
tokens. The other families are in modules of their own.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers.models.qwen3_5 import modeling_qwen3_5 as modeling
from transformers.models.qwen3_5.configuration_qwen3_5 import Qwen3_5TextConfig

import text_data
import tiny_mamba2

SHAPE = {
    "vocab_size": 256,
    "hidden_size": 64,
    "intermediate_size": 160,
    "num_hidden_layers": 8,
    "layer_types": (["linear_attention"] * 3 + ["full_attention"]) * 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "attn_output_gate": True,
    "attention_bias": False,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 16,
    "linear_value_head_dim": 24,
    "linear_conv_kernel_dim": 4,
    "hidden_act": "silu",
    "rms_norm_eps": 1e-6,
    "max_position_embeddings": 4096,
    "tie_word_embeddings": True,
    "rope_parameters": {
        "rope_type": "default",
        "rope_theta": 10000000.0,
        "partial_rotary_factor": 0.25,
        "mrope_section": [2, 1, 1],
        "mrope_interleaved": True,
    },
}


def build(seed):
    torch.manual_seed(seed)
    config = Qwen3_5TextConfig(**SHAPE, initializer_range=0.05)
    config._attn_implementation = "eager"
    model = modeling.Qwen3_5ForCausalLM(config)
    with torch.no_grad():
        for layer in model.model.layers:
            if layer.block_type != "linear_attention":
                continue
            gdn = layer.linear_attn
            step = torch.empty(gdn.num_v_heads).uniform_(
                math.log(0.003), math.log(0.3)).exp()
            gdn.dt_bias.copy_(step.expm1().log())
            gdn.A_log.copy_(
                torch.empty(gdn.num_v_heads).uniform_(0.5, 4).log())
    return model


BUILD = {"gdn": build, "mamba2": tiny_mamba2.build}


def loss_of(model, tokens):
    tokens = torch.as_tensor(tokens)
    logits = model(tokens[:, :-1], use_cache=False).logits
    return torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), tokens[:, 1:].flatten())


@torch.no_grad()
def validate(model, sequences):
    losses = [loss_of(model, sequences[i:i + 32]).item()
              for i in range(0, len(sequences), 32)]
    return float(np.mean(losses))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--family", choices=BUILD, default="gdn")
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True,
                        help="folder for model.safetensors and log.json")
    parser.add_argument("--steps", type=int, default=1600)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--length", type=int, default=129)
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    train, held_out = text_data.split(text_data.load(args.text))
    rng = np.random.RandomState(args.seed)
    val = text_data.sample(held_out, np.random.RandomState(1), 128, 129)
    entropy = text_data.unigram_entropy(held_out)

    model = BUILD[args.family](args.seed)
    decay = [p for p in model.parameters() if p.ndim == 2]
    plain = [p for p in model.parameters() if p.ndim != 2]
    optimizer = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.1},
         {"params": plain, "weight_decay": 0.0}],
        lr=args.lr, betas=(0.9, 0.95))
    n = sum(p.numel() for p in model.parameters())
    print(f"{n} parameters, unigram entropy {entropy:.4f} nats", flush=True)

    history, start, running = [], time.process_time(), 0.0
    for step in range(args.steps):
        warm = min(1.0, (step + 1) / 200)
        cosine = 0.5 * (1 + math.cos(math.pi * step / args.steps))
        for group in optimizer.param_groups:
            group["lr"] = args.lr * warm * (0.02 + 0.98 * cosine)
        loss = loss_of(
            model, text_data.sample(train, rng, args.batch, args.length))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        running = loss.item() if step == 0 else (
            0.98 * running + 0.02 * loss.item())
        if (step + 1) % 200 == 0 or step + 1 == args.steps:
            history.append({"step": step + 1, "train": round(running, 4),
                            "val": round(validate(model, val), 4)})
            print(history[-1], f"cpu {time.process_time() - start:.0f} s",
                  flush=True)

    args.out.mkdir(parents=True, exist_ok=True)
    state = {k: v.contiguous() for k, v in model.state_dict().items()
             if k != "lm_head.weight"}
    save_file(state, args.out / "model.safetensors")
    log = {
        "parameters": n, "steps": args.steps, "batch": args.batch,
        "length": args.length, "seed": args.seed, "optimizer": "AdamW",
        "lr": args.lr, "betas": [0.9, 0.95], "weight_decay": 0.1,
        "schedule": "200 steps of warm-up, cosine to 2 %", "clip": 1.0,
        "unigram_entropy_nats": round(entropy, 4),
        "torch": torch.__version__, "transformers": transformers.__version__,
        "history": history,
    }
    (args.out / "log.json").write_text(json.dumps(log, indent=1) + "\n")


if __name__ == "__main__":
    main()
