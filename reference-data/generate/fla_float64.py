"""DeltaNet and GLA in float64 from a folder as flash-linear-attention (FLA) writes it: the equations of FLA's layers over
torch tensors, the recurrences one token at a time. `fla_golden_model.py` holds the recurrences to FLA's naive operations and
the models to FLA's own.

The interface is that of `float64_model.py`.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

VALUES_FIRST = False        # autoencoders take states as [d_k, d_v]
WRITES = ("raw", "delta")


def rms(x, weight, eps):
    return x * (x.square().mean(-1, keepdim=True) + eps).rsqrt() * weight


def l2(x):
    return x * (x.square().sum(-1, keepdim=True) + 1e-6).rsqrt()


def weights(folder):
    """All tensors of a folder, with the SwiGLU block split where it is stored as before February 2025."""
    found = {}
    for file in sorted(Path(folder).glob("*.safetensors")):
        found |= load_file(file)
    for name in [n for n in found if n.endswith("mlp.gate_proj.weight")]:
        up = name.replace("gate_proj", "up_proj")
        if up not in found:
            found[name], found[up] = found[name].chunk(2)
    return found


class Recurrence:
    """The state of every layer step by step, on a batch of rows: decay, write, output, in this order. `record` and `edit` as
    in `float64_model.Recurrence`. With `float32_state` the state, and nothing else, is rounded to float32 at every step."""

    def __init__(self, record=(), edit=None, float32_state=False):
        self.record, self.edit, self.float32_state, self.layers = record, edit, float32_state, {}

    def __call__(self, layer, q, k, v, alpha=None, beta=None):
        """q, k [B, T, H, d_k], q scaled; DeltaNet has beta [B, T, H], GLA alpha [B, T, H, d_k]."""
        state = v.new_zeros(*k.shape[:1], *k.shape[2:], v.shape[-1])
        edit = self.edit if self.edit and self.edit["layer"] == layer else None
        output, writes, states = torch.empty_like(v), [], []
        for t in range(k.shape[1]):
            if beta is None:
                state, value = state * alpha[:, t, :, :, None], v[:, t]
            else:
                read = torch.einsum("bhk,bhkv->bhv", k[:, t], state)
                value = beta[:, t, :, None] * (v[:, t] - read)
            state = state + k[:, t, ..., :, None] * value[..., None, :]
            if self.float32_state:
                state = state.float().double()
            if edit and edit["before_read"]:
                state = self._edited(state, edit, t)
            output[:, t] = torch.einsum("bhk,bhkv->bhv", q[:, t], state)
            if edit and not edit["before_read"]:
                state = self._edited(state, edit, t)
            writes.append(value)
            if "states" in self.record:
                states.append(state)
        if self.record:
            kept = self.layers[layer] = {"query": q, "key": k, "value_delta": torch.stack(writes, 1)}
            kept |= {"alpha": alpha, "value_raw": v} if beta is None else {"beta": beta, "value_raw": beta[..., None] * v}
            if states:
                kept["state"] = torch.stack(states, 1)
        return output

    @staticmethod
    def _edited(state, edit, t):
        rows = edit["position"] == t
        if rows.any():
            state = state.clone()
            state[rows, edit["head"]] += edit["change"][rows]
        return state


class Model:
    def __init__(self, folder):
        self.config = json.loads((Path(folder) / "config.json").read_text())
        self.weights = {n: w.double() for n, w in weights(folder).items()}
        self.eps = self.config.get("norm_eps", self.config.get("rms_norm_eps", 1e-6))
        self.heads = self.config["num_heads"]

    @torch.no_grad()
    def __call__(self, ids, recurrence):
        x = self.weights["model.embeddings.weight"][ids]
        for i in range(self.config["num_hidden_layers"]):
            at = f"model.layers.{i}."
            w = {n.removeprefix(at): t for n, t in self.weights.items() if n.startswith(at)}
            mixer = self.delta_net if self.config["model_type"] == "delta_net" else self.gla
            o, gate, norm = mixer(i, w, rms(x, w["attn_norm.weight"], self.eps), recurrence)
            x = x + self.heads_out(o, gate, norm).flatten(-2) @ w["attn.o_proj.weight"].T
            u = rms(x, w["mlp_norm.weight"], self.eps)
            inner = F.silu(u @ w["mlp.gate_proj.weight"].T) * (u @ w["mlp.up_proj.weight"].T)
            x = x + inner @ w["mlp.down_proj.weight"].T
        tied = self.config.get("tie_word_embeddings", False)
        head = self.weights["model.embeddings.weight" if tied else "lm_head.weight"]
        return self.last_norm(x) @ head.T

    def heads_out(self, o, gate, norm):
        o = rms(o, norm, self.eps)
        return o if gate is None else o * F.silu(self.split(gate))

    def last_norm(self, x):
        return rms(x, self.weights["model.norm.weight"], self.eps)

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1))

    def delta_net(self, i, w, u, recurrence):
        def conv(name):
            x = (u @ w[f"attn.{name}_proj.weight"].T).transpose(1, 2)
            taps = w[f"attn.{name}_conv1d.weight"]
            y = F.conv1d(F.pad(x, (taps.shape[-1] - 1, 0)), taps, groups=x.shape[1])
            return self.split(F.silu(y.transpose(1, 2)))

        q, k, v = l2(conv("q")), l2(conv("k")), conv("v")
        beta = (u @ w["attn.b_proj.weight"].T).sigmoid()
        o = recurrence(i, q * q.shape[-1] ** -0.5, k, v, beta=beta)
        gate = u @ w["attn.g_proj.weight"].T if self.config.get("use_gate", False) else None
        return o, gate, w["attn.o_norm.weight"]

    def gla(self, i, w, u, recurrence):
        q, k, v = (self.split(u @ w[f"attn.{n}_proj.weight"].T) for n in "qkv")
        logits = u @ w["attn.gk_proj.0.weight"].T @ w["attn.gk_proj.1.weight"].T + w["attn.gk_proj.1.bias"]
        alpha = (F.logsigmoid(self.split(logits)) / 16).exp()
        o = recurrence(i, q * q.shape[-1] ** -0.5, k, v, alpha=alpha)
        gate = u @ w["attn.g_proj.weight"].T if self.config.get("use_output_gate", True) else None
        norm = "attn.g_norm.weight" if "attn.g_norm.weight" in w else "attn.g_norm_swish_gate.weight"
        return o, gate, w[norm]


def load(folder, double=True):
    """The model in float64, or FLA's own in float32."""
    if double:
        return Model(folder)
    import fla_golden_model      # FLA's kernels in Triton's interpreter

    return fla_golden_model.upstream(Path(folder).name)


def linear_layers(model):
    return list(range(model.config["num_hidden_layers"]))


def run(model, tokens, recurrence=None):
    """Float64 logits [B, T, V] of a batch of sequences."""
    return model(tokens, recurrence or Recurrence())


def prefill(model, tokens):
    """FLA's cache after the tokens."""
    return model(tokens, use_cache=True).past_key_values


def step(model, tokens, cache):
    """Logits of further tokens on a cache, which is changed."""
    return model(tokens, past_key_values=cache, use_cache=True).logits


def state(cache, layer):
    """[B, H, d_k, d_v] of a layer in FLA's cache, which has a convolution's window beside DeltaNet's and GLA's transposed."""
    kept = cache[layer]
    return kept["recurrent_state"] if kept["conv_state"] is not None else kept["recurrent_state"].transpose(-1, -2)
