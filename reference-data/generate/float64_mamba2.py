"""transformers' Mamba-2 in float64, with the recurrence one token at a time.

As float64_model does for Qwen3.5: every line of the model is upstream's, casts
to float32 leave float64 alone, and the chunked scan of the prefill is replaced
by `Recurrence`. States and writes are canonical here, key rows (d_state) and
value columns (head_dim); upstream's cache is the transpose.

A model in the layout of state-spaces is read into the same classes; its gated
norm takes each group of channels apart, as mamba_ssm does, with transformers'
own Zamba2RMSNormGated.
"""

import contextlib
import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM, Mamba2Config, Mamba2ForCausalLM
from transformers.models.mamba2 import modeling_mamba2 as modeling
from transformers.models.zamba2.modeling_zamba2 import Zamba2RMSNormGated

import float64_model

CHUNKED = modeling.mamba2_chunk_scan
STEP = modeling.mamba2_selective_state_update
VALUES_FIRST = True         # upstream's states are [d_v, d_k]
WRITES = ("raw",)           # nothing is erased: delta is the same
current_layer = None


def load(folder, double=True):
    """The model of a folder in either layout."""
    config = json.loads((Path(folder) / "config.json").read_text())
    if "ssm_cfg" in config:
        model = state_spaces(folder, config).eval()
    else:
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True).eval()
    assert isinstance(model, Mamba2ForCausalLM)
    if double:
        model.double()
    for index, layer in enumerate(model.backbone.layers):
        layer.mixer.register_forward_pre_hook(_remember(index))
    return model


def state_spaces(folder, config):
    """mamba_ssm's defaults where the config says nothing."""
    ssm = config["ssm_cfg"]
    width = config["d_model"] * ssm.get("expand", 2)
    head_dim = ssm.get("headdim", 64)
    multiple = config["pad_vocab_size_multiple"]
    model = Mamba2ForCausalLM(Mamba2Config(
        vocab_size=math.ceil(config["vocab_size"] / multiple) * multiple,
        hidden_size=config["d_model"], num_hidden_layers=config["n_layer"],
        expand=ssm.get("expand", 2), head_dim=head_dim,
        num_heads=width // head_dim, state_size=ssm.get("d_state", 128),
        n_groups=ssm.get("ngroups", 1), conv_kernel=ssm.get("d_conv", 4),
        tie_word_embeddings=config["tie_embeddings"]))
    groups = ssm.get("ngroups", 1)
    if groups > 1:
        for layer in model.backbone.layers:
            layer.mixer.norm = Zamba2RMSNormGated(
                width, width // groups, eps=1e-5)
    state = torch.load(Path(folder) / "pytorch_model.bin", weights_only=True)
    state["backbone.embeddings.weight"] = state.pop(
        "backbone.embedding.weight")
    model.load_state_dict({k: v.float() for k, v in state.items()})
    return model.float()


def linear_layers(model):
    return list(range(len(model.backbone.layers)))


def state(cache, layer):
    """[B, H, d_k, d_v] of a layer in upstream's cache."""
    return cache.layers[layer].recurrent_states[0].transpose(-1, -2)


def prefill(model, tokens):
    return model(tokens, use_cache=True).cache_params


def step(model, tokens, cache):
    """Logits of further tokens on a cache, which is changed."""
    return model(tokens, cache_params=cache, use_cache=True).logits


def _remember(index):
    def hook(module, args, kwargs=None):
        global current_layer
        current_layer = index
    return hook


@contextlib.contextmanager
def exact(recurrence=None):
    """Casts to float32 keep float64; prefill runs `recurrence` (default:
    upstream's chunks)."""
    modeling.mamba2_chunk_scan = recurrence or CHUNKED
    try:
        with float64_model.exact():
            yield
    finally:
        modeling.mamba2_chunk_scan = CHUNKED


def discretised(dt, dt_bias, A, limit):
    """Step sizes and decays, [..., H]."""
    dt = torch.clamp(F.softplus(dt + dt_bias), limit[0], limit[1])
    return dt, torch.exp(dt * A)


def of_heads(x, heads):
    """[..., G, N] as heads use it."""
    return x.repeat_interleave(heads // x.shape[-2], dim=-2)


class Recurrence:
    """The state space, step by step, on a batch of rows: decay, write,
    output. `record` and `edit` as in float64_model.Recurrence."""

    def __init__(self, record=(), edit=None):
        self.record = record
        self.edit = edit
        self.layers = {}

    def __call__(self, hidden_states, dt, A, B, C, chunk_size, D, dt_bias,
                 dt_limit, dt_softplus, initial_states=None, z=None,
                 return_final_states=False, **kwargs):
        x, heads = hidden_states, hidden_states.shape[2]
        assert x.dtype == torch.float64 and dt_softplus
        assert initial_states is None and z is None
        dt, alpha = discretised(dt, dt_bias, A, dt_limit)
        key, query = of_heads(B, heads), of_heads(C, heads)
        value = dt[..., None] * x
        batch, length = x.shape[:2]
        state = x.new_zeros(batch, heads, B.shape[-1], x.shape[-1])
        output, states = torch.empty_like(x), []
        edit = self.edit if self.edit and (
            self.edit["layer"] == current_layer) else None
        for t in range(length):
            state = (state * alpha[:, t, :, None, None]
                     + key[:, t, :, :, None] * value[:, t, :, None, :])
            if edit and edit["before_read"]:
                state = float64_model.Recurrence._edited(state, edit, t)
            output[:, t] = (torch.einsum("bhk,bhkv->bhv", query[:, t], state)
                            + D[:, None] * x[:, t])
            if edit and not edit["before_read"]:
                state = float64_model.Recurrence._edited(state, edit, t)
            if "states" in self.record:
                states.append(state)
        if self.record:
            self.layers[current_layer] = kept = {
                "alpha": alpha, "dt": dt, "query": query, "key": key, "value_raw": value,
                "value_delta": value}
            if states:
                kept["state"] = torch.stack(states, 1)
        if return_final_states:
            return output, state.transpose(-1, -2)
        return output


def run(model, tokens, recurrence=None):
    """Float64 logits [B, T, V] of a batch of sequences."""
    with exact(recurrence):
        return model(tokens, use_cache=False).logits


class Watch:
    """Calls upstream's float32 functions and keeps what a case compares."""

    def __init__(self):
        self.kept = {}

    def chunk(self, hidden_states, dt, A, B, C, **kwargs):
        step, alpha = discretised(dt, kwargs["dt_bias"], A,
                                  kwargs["dt_limit"])
        self._keep(step[0], alpha[0], of_heads(B, step.shape[-1])[0],
                   (step[..., None] * hidden_states)[0])
        return CHUNKED(hidden_states, dt, A, B, C, **kwargs)

    def step(self, state, hidden_states, dt, A, B, C, D, **kwargs):
        step, alpha = discretised(dt[..., 0], kwargs["dt_bias"][:, 0],
                                  A[:, 0, 0], (0.0, float("inf")))
        self._keep(step, alpha, of_heads(B, step.shape[-1]),
                   step[..., None] * hidden_states)
        return STEP(state, hidden_states, dt, A, B, C, D, **kwargs)

    def _keep(self, step, alpha, key, value):
        for name, tensor in {"dt": step, "alpha": alpha, "write.key": key,
                             "write.value_raw": value,
                             "write.value_delta": value}.items():
            self.kept.setdefault(f"layers.{current_layer}.{name}",
                                 []).append(tensor)

    @contextlib.contextmanager
    def watching(self):
        modeling.mamba2_chunk_scan = self.chunk
        modeling.mamba2_selective_state_update = self.step
        try:
            with torch.no_grad():
                yield
        finally:
            modeling.mamba2_chunk_scan = CHUNKED
            modeling.mamba2_selective_state_update = STEP

    def tensors(self):
        return {k: torch.cat(v).double().numpy()
                for k, v in self.kept.items()}
