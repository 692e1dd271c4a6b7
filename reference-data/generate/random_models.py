"""Three small Qwen3.5 models with random weights of sensible scale, in other
shapes and other file layouts than gdn-tiny."""

import torch
from safetensors.torch import save
from transformers.models.qwen3_5 import modeling_qwen3_5 as modeling
from transformers.models.qwen3_5.configuration_qwen3_5 import Qwen3_5TextConfig

import random_weights
from common import index
from save_model import FLOAT32

LINEAR, FULL = "linear_attention", "full_attention"


def rope(factor, section, theta):
    return {"rope_type": "default", "rope_theta": theta,
            "partial_rotary_factor": factor, "mrope_section": section,
            "mrope_interleaved": True}


BASE = {"hidden_act": "silu", "rms_norm_eps": 1e-6, "attention_bias": False,
        "attn_output_gate": True, "max_position_embeddings": 512}
SHAPES = {
    # Hv = Hk; odd sizes; layer kinds from full_attention_interval; head not
    # tied; plain prefix, float32, one file without index, as re-saved.
    "a": dict(vocab_size=97, hidden_size=40, intermediate_size=72,
              num_hidden_layers=4, full_attention_interval=2,
              num_attention_heads=3, num_key_value_heads=1, head_dim=16,
              linear_num_key_heads=2, linear_num_value_heads=2,
              linear_key_head_dim=12, linear_value_head_dim=8,
              linear_conv_kernel_dim=4, tie_word_embeddings=False,
              rope_parameters=rope(0.5, [2, 1, 1], 10000.0)),
    # Hv = 3 Hk; d_v > d_k; head not tied; multimodal layout, bfloat16, two
    # shards with an index.
    "b": dict(vocab_size=128, hidden_size=48, intermediate_size=64,
              num_hidden_layers=5,
              layer_types=[LINEAR, FULL, LINEAR, LINEAR, FULL],
              num_attention_heads=4, num_key_value_heads=4, head_dim=12,
              linear_num_key_heads=2, linear_num_value_heads=6,
              linear_key_head_dim=8, linear_value_head_dim=20,
              linear_conv_kernel_dim=4, tie_word_embeddings=False,
              rope_parameters=rope(0.5, [1, 1, 1], 10000000.0)),
    # One key head for two value heads; three conv taps; tied head; plain
    # prefix, bfloat16 with the two float32 tensors, one shard with an index.
    "c": dict(vocab_size=64, hidden_size=36, intermediate_size=50,
              num_hidden_layers=3, full_attention_interval=3,
              num_attention_heads=6, num_key_value_heads=2, head_dim=8,
              linear_num_key_heads=1, linear_num_value_heads=2,
              linear_key_head_dim=18, linear_value_head_dim=10,
              linear_conv_kernel_dim=3, tie_word_embeddings=True,
              rope_parameters=rope(1.0, [2, 1, 1], 500.0)),
}


def special(key, shape, normal, rand):
    if key.endswith("A_log"):
        return rand(shape) * 2 - 1
    if key.endswith("dt_bias"):
        return normal(shape, 1.0) - 2.5
    if key.endswith("linear_attn.norm.weight"):
        return 1 + normal(shape, 0.2)
    return normal(shape, 0.2) if key.endswith("norm.weight") else None


def build(name, seed):
    config = Qwen3_5TextConfig(**BASE, **SHAPES[name])
    return random_weights.drawn(
        modeling.Qwen3_5ForCausalLM(config), seed,
        SHAPES[name]["tie_word_embeddings"], special)


def text_config(name, dtype):
    return {"model_type": "qwen3_5_text", **BASE, **SHAPES[name],
            "mamba_ssm_dtype": "float32", "dtype": dtype}


def rounded(state):
    return {key: value if key.endswith(FLOAT32) else value.to(torch.bfloat16)
            for key, value in state.items()}


def write(out, folder, name, seed):
    state = build(name, seed)
    config = text_config(name, "float32" if name == "a" else "bfloat16")
    config["architectures"] = ["Qwen3_5ForCausalLM"]
    if name == "a":
        shards = {"model.safetensors": state}
    elif name == "b":
        state = {key.replace("model.", "model.language_model.", 1):
                 value for key, value in rounded(state).items()}
        keys = sorted(state)
        half = len(keys) // 2
        shards = {f"model-0000{n}-of-00002.safetensors":
                  {key: state[key] for key in part}
                  for n, part in ((1, keys[:half]), (2, keys[half:]))}
        del config["architectures"]
        config = {
            "architectures": ["Qwen3_5ForConditionalGeneration"],
            "model_type": "qwen3_5", "tie_word_embeddings": False,
            "text_config": config,
            "vision_config": {"model_type": "qwen3_5_vision", "depth": 1,
                              "hidden_size": 8, "intermediate_size": 16,
                              "num_heads": 1, "out_hidden_size": 48}}
    else:
        shards = {"model.safetensors": rounded(state)}
    for file, tensors in shards.items():
        out.raw(folder / file, save(tensors, {"format": "pt"}))
    if name != "a":
        out.json(folder / "model.safetensors.index.json", index(shards))
    out.json(folder / "config.json", config, indent=2)
    return SHAPES[name]["vocab_size"], 70


if __name__ == "__main__":
    random_weights.main(
        __file__, __doc__, 2028, {n: f"gdn-random-{n}" for n in SHAPES},
        write, "torch", "transformers", "safetensors")
