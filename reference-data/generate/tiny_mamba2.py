"""The tiny Mamba-2 model: shape, first weights, and how it is stored.

Stored like the published conversions to the Hugging Face layout: every tensor
in one 16-bit type, the head tied, so that there is no lm_head.weight.
"""

import torch
from transformers import Mamba2Config, Mamba2ForCausalLM

NAME = "mamba2-tiny"
ABOUT = "byte-level Mamba-2 model, trained for this project"
STORAGE = "bfloat16"
FILE = "model.safetensors"
SHAPE = {
    "vocab_size": 256,
    "hidden_size": 64,
    "expand": 2,
    "num_heads": 8,
    "head_dim": 16,
    "state_size": 24,
    "n_groups": 1,
    "num_hidden_layers": 6,
    "conv_kernel": 4,
    "chunk_size": 64,
    "hidden_act": "silu",
    "layer_norm_epsilon": 1e-5,
    "use_bias": False,
    "use_conv_bias": True,
    "residual_in_fp32": True,
    "tie_word_embeddings": True,
}


def build(seed):
    torch.manual_seed(seed)
    config = Mamba2Config(**SHAPE, initializer_range=0.05,
                          time_step_min=0.003, time_step_max=0.3,
                          pad_token_id=0, bos_token_id=0, eos_token_id=0)
    return Mamba2ForCausalLM(config)


def stored(state):
    return {key: value.to(torch.bfloat16).contiguous()
            for key, value in state.items()}


def config():
    """As transformers writes it: infinity is not JSON's."""
    return {"architectures": ["Mamba2ForCausalLM"], "model_type": "mamba2",
            **SHAPE, "time_step_limit": [0.0, {"__float__": "Infinity"}],
            "torch_dtype": "bfloat16"}
