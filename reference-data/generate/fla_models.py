"""Small DeltaNet and GLA models with random weights of sensible scale, in the shapes and file layouts that
flash-linear-attention has had. Needs the packages of requirements-fla.txt."""

import fla_cpu  # noqa: F401  before fla

import torch
from fla.models import DeltaNetConfig, DeltaNetForCausalLM, GLAConfig, GLAForCausalLM
from safetensors.torch import save

import random_weights
from common import index

# Sizes; then what the stored config has beside them; then the layout.
SHAPES = {
    # d_k < d_v; head not tied; today's keys; float32, one file.
    "deltanet-random-a": (
        dict(hidden_size=24, num_heads=2, expand_k=1.0, expand_v=1.5, num_hidden_layers=3, vocab_size=61,
             intermediate_size=40, norm_eps=1e-6, tie_word_embeddings=False),
        dict(allow_neg_eigval=False, norm_first=False, attn=None, hidden_act="swish"),
        dict(dtype="float32", fused=False, shards=1)),
    # d_k > d_v; output gate; head tied; width of the SwiGLU block from the ratio, and stored fused; bfloat16, two shards.
    "deltanet-random-b": (
        dict(hidden_size=32, num_heads=4, expand_k=1.25, expand_v=0.75, num_hidden_layers=2, vocab_size=64,
             hidden_ratio=1, intermediate_size=None, norm_eps=1e-5, tie_word_embeddings=True, use_gate=True),
        dict(qk_norm="l2", qk_activation="silu", use_output_norm=True),
        dict(dtype="bfloat16", fused=True, shards=2)),
    # d_k < d_v; head not tied; today's keys; float32, one file.
    "gla-random-a": (
        dict(hidden_size=24, num_heads=2, expand_k=0.5, expand_v=1.0, num_hidden_layers=3, vocab_size=61,
             intermediate_size=40, norm_eps=1e-6, tie_word_embeddings=False),
        dict(num_kv_heads=None, clamp_min=None, feature_map=None, use_gk=True, use_gv=False, attn=None),
        dict(dtype="float32", fused=False, shards=1)),
    # d_k > d_v; norm and gate not fused, which changes a name; head tied; the keys of 2024 and the fused SwiGLU block.
    "gla-random-b": (
        dict(hidden_size=32, num_heads=2, expand_k=0.75, expand_v=0.5, num_hidden_layers=2, vocab_size=64,
             hidden_ratio=1, intermediate_size=None, norm_eps=1e-5, tie_word_embeddings=True, fuse_norm=False),
        dict(attn_mode="fused_chunk", use_short_conv=False, hidden_act="swish"),
        dict(dtype="bfloat16", fused=True, shards=1)),
    # One head without an output gate.
    "gla-random-c": (
        dict(hidden_size=20, num_heads=1, expand_k=0.5, expand_v=1.0, num_hidden_layers=2, vocab_size=40,
             intermediate_size=30, norm_eps=1e-6, tie_word_embeddings=False, use_output_gate=False),
        dict(), dict(dtype="float32", fused=False, shards=1)),
}


def classes(name):
    return (DeltaNetConfig, DeltaNetForCausalLM) if name.startswith("deltanet") else (GLAConfig, GLAForCausalLM)


def upstream(name):
    """FLA's model, without weights that mean anything; FLA 0.5.2 can't tie the head under transformers 5.18."""
    config, model = classes(name)
    return model(config(**SHAPES[name][0] | {"tie_word_embeddings": False})).eval()


def special(key, shape, normal, rand):
    if key.endswith("norm.weight") or "norm_swish_gate" in key:
        return 1 + normal(shape, 0.2)
    return normal(shape, 1.5) if key.endswith(".bias") else None


def fused(state):
    """The layout before February 2025: the rows of the gate, then those of up, in one matrix."""
    for key in [k for k in state if k.endswith("mlp.gate_proj.weight")]:
        state[key] = torch.cat([state[key], state.pop(key.replace("gate_proj", "up_proj"))])
    return state


def stored_config(name):
    sizes, keys, layout = SHAPES[name]
    config, model = classes(name)
    config = {"architectures": [model.__name__], "model_type": config.model_type, **sizes, **keys,
              "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": layout["dtype"]}
    if name == "gla-random-b":
        config["rms_norm_eps"] = config.pop("norm_eps")
    return config


def write(out, folder, name, seed):
    sizes, layout = SHAPES[name][0], SHAPES[name][2]
    state = random_weights.drawn(upstream(name), seed, sizes["tie_word_embeddings"], special)
    state = {key: value.to(getattr(torch, layout["dtype"])).contiguous() for key, value in state.items()}
    if layout["fused"]:
        state = fused(state)
    keys, count = sorted(state), layout["shards"]
    shards = {"model.safetensors" if count == 1 else f"model-0000{n + 1}-of-0000{count}.safetensors":
              {key: state[key] for key in keys[n::count]} for n in range(count)}
    for file, tensors in shards.items():
        out.raw(folder / file, save(tensors, {"format": "pt"}))
    if count > 1:
        out.json(folder / "model.safetensors.index.json", index(shards))
    out.json(folder / "config.json", stored_config(name), indent=2)
    return sizes["vocab_size"], 60


if __name__ == "__main__":
    torch.set_num_threads(1)
    random_weights.main(__file__, __doc__, 2034, {name: name for name in SHAPES}, write,
                        "torch", "flash-linear-attention", "safetensors")
