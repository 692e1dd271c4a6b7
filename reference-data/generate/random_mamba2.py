"""Four small Mamba-2 models with random weights of sensible scale, in other
shapes and file layouts than mamba2-tiny."""

import io
import json

import torch
from safetensors.torch import save
from transformers import Mamba2Config, Mamba2ForCausalLM

import random_weights

INFINITY = float("inf")
SHAPES = {
    # Two groups, d_state > head_dim, a limit of the step size that is met,
    # head not tied; transformers' layout, float32.
    "a": dict(vocab_size=97, hidden_size=24, expand=2, num_heads=8,
              head_dim=6, state_size=20, n_groups=2, num_hidden_layers=3,
              conv_kernel=4, chunk_size=16, use_conv_bias=True,
              time_step_limit=[0.05, 0.5], tie_word_embeddings=False),
    # Two groups, d_state < head_dim; state-spaces' layout: a pickle with
    # half and float storages, padded vocabulary, sizes by its names.
    "b": dict(vocab_size=64, hidden_size=20, expand=2, num_heads=4,
              head_dim=10, state_size=7, n_groups=2, num_hidden_layers=3,
              conv_kernel=4, tie_word_embeddings=True),
    # Three taps without a bias, expand 3, one group; bare Infinity in the
    # config; transformers' layout, bfloat16, tied.
    "c": dict(vocab_size=50, hidden_size=16, expand=3, num_heads=3,
              head_dim=16, state_size=16, n_groups=1, num_hidden_layers=2,
              conv_kernel=3, chunk_size=32, use_conv_bias=False,
              time_step_limit=[0.0, INFINITY], tie_word_embeddings=True),
    # state-spaces' layout with every size of ssm_cfg left to its code:
    # d_state 128, headdim 64, one group, four taps.
    "d": dict(vocab_size=32, hidden_size=32, expand=2, num_heads=1,
              head_dim=64, state_size=128, n_groups=1, num_hidden_layers=1,
              conv_kernel=4, tie_word_embeddings=True),
}
SSM = {"b": {"layer": "Mamba2", "d_state": 7, "headdim": 10, "ngroups": 2},
       "d": {"layer": "Mamba2"}}
USED = {"b": 57, "d": 30}         # ids in use; rows are padded to 16


def special(key, shape, normal, rand):
    if key.endswith("A_log"):
        return rand(shape) * 3 - 1
    if key.endswith("dt_bias"):
        return normal(shape, 1.0) - 2
    if key.endswith(".D"):
        return 1 + normal(shape, 0.5)
    if key.endswith("conv1d.bias"):
        return normal(shape, 0.3)
    return 1 + normal(shape, 0.2) if "norm" in key else None


def state_spaces(out, folder, name, state):
    """As published: half with some float, the head saved beside the table
    that it shares its storage with."""
    state = {key.replace("embeddings.", "embedding."):
             value if key.endswith(("A_log", "dt_bias", "D")) else
             value.half() for key, value in state.items()}
    state["lm_head.weight"] = state["backbone.embedding.weight"]
    buffer = io.BytesIO()
    torch.save(state, buffer)
    out.raw(folder / "pytorch_model.bin", buffer.getvalue())
    shape = SHAPES[name]
    out.json(folder / "config.json", {
        "d_model": shape["hidden_size"], "d_intermediate": 0,
        "n_layer": shape["num_hidden_layers"], "vocab_size": USED[name],
        "ssm_cfg": SSM[name], "attn_layer_idx": [], "attn_cfg": {},
        "rms_norm": True, "residual_in_fp32": True, "fused_add_norm": True,
        "pad_vocab_size_multiple": 16, "tie_embeddings": True}, indent=2)


def transformers_layout(out, folder, name, state):
    if name == "c":
        state = {key: value.to(torch.bfloat16)
                 for key, value in state.items()}
    out.raw(folder / "model.safetensors", save(state, {"format": "pt"}))
    out.text(folder / "config.json", json.dumps(
        {"architectures": ["Mamba2ForCausalLM"], "model_type": "mamba2",
         **SHAPES[name]}, indent=2) + "\n")


def write(out, folder, name, seed):
    model = Mamba2ForCausalLM(Mamba2Config(**SHAPES[name]))
    tied = SHAPES[name]["tie_word_embeddings"]
    layout = state_spaces if name in SSM else transformers_layout
    layout(out, folder, name,
           random_weights.drawn(model, seed, tied, special))
    return USED.get(name, SHAPES[name]["vocab_size"]), 70


if __name__ == "__main__":
    random_weights.main(
        __file__, __doc__, 2040, {n: f"mamba2-random-{n}" for n in SHAPES},
        write, "torch", "transformers", "safetensors")
