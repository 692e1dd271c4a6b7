"""transformers' Qwen3.5 in float64, with the recurrence one token at a time.

Every line of the model is upstream's. Two things are redirected while
`exact()` is active: casts to float32 leave a float64 tensor as it is, and the
chunked delta rule of the prefill is replaced by the recurrent form below, the
one that upstream uses for decoding. `Recurrence` writes that form out again so
that it can record the state after each write and change it; `golden_model.py`
checks it against upstream's function.

The rotary tables stay upstream's: frequencies, angles, cosines and sines in
float32, then cast up.
"""

import contextlib

import torch
import torch.nn.functional as F
import transformers
from transformers.models.qwen3_5 import modeling_qwen3_5 as modeling

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
CHUNKED = modeling.torch_chunk_gated_delta_rule
RECURRENT = modeling.torch_recurrent_gated_delta_rule
VALUES_FIRST = False        # upstream's states are [d_k, d_v]
WRITES = ("raw", "delta")


def load(folder, double=True):
    """The text model of a folder in Hugging Face layout, eager attention."""
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager",
        local_files_only=True).eval()
    assert isinstance(model, modeling.Qwen3_5ForCausalLM)
    if double:
        rotary = model.model.rotary_emb
        frequencies = rotary.inv_freq.clone()
        model.double()
        rotary.inv_freq = frequencies           # stays float32
    for index, layer in enumerate(model.model.layers):
        if layer.block_type == "linear_attention":
            layer.linear_attn.register_forward_pre_hook(_remember(index))
    return model


def linear_layers(model):
    return [i for i, layer in enumerate(model.model.layers)
            if layer.block_type == "linear_attention"]


current_layer = None


def _remember(index):
    def hook(module, args):
        global current_layer
        current_layer = index
    return hook


@contextlib.contextmanager
def exact(recurrence=None):
    """Casts to float32 keep float64; prefill runs `recurrence` (default:
    upstream's recurrent delta rule)."""
    old_float, old_to, old_softmax = (
        torch.Tensor.float, torch.Tensor.to, F.softmax)

    def keep_float(self, *args, **kwargs):
        if self.dtype == torch.float64:
            return self
        return old_float(self, *args, **kwargs)

    def keep_to(self, *args, **kwargs):
        if self.dtype == torch.float64 and torch.float32 in (
                *args, *kwargs.values()):
            layout = kwargs.get("memory_format", torch.preserve_format)
            return old_to(self, torch.float64, memory_format=layout)
        return old_to(self, *args, **kwargs)

    def keep_softmax(x, *args, dtype=None, **kwargs):
        if x.dtype == torch.float64:
            dtype = torch.float64
        return old_softmax(x, *args, dtype=dtype, **kwargs)

    torch.Tensor.float, torch.Tensor.to = keep_float, keep_to
    F.softmax = torch.nn.functional.softmax = keep_softmax
    modeling.torch_chunk_gated_delta_rule = recurrence or RECURRENT
    try:
        with torch.no_grad():
            yield
    finally:
        torch.Tensor.float, torch.Tensor.to = old_float, old_to
        F.softmax = torch.nn.functional.softmax = old_softmax
        modeling.torch_chunk_gated_delta_rule = CHUNKED


class Recurrence:
    """The gated delta rule, step by step, on a batch of rows.

    For each layer: decay, read of the decayed state, error, write, output,
    in this order. `record` names what to keep: "writes" and "states".
    An edit adds a matrix to the state of one head of one layer, in one row,
    after the write at one position: before the read of the output
    ("same" step) or after it (the next token sees it first). With several
    edits a row, `position` and `change` have a second axis.
    """

    def __init__(self, record=(), edit=None):
        self.record = record
        self.edit = edit
        self.layers = {}

    def __call__(self, query, key, value, g, beta, initial_state=None,
                 output_final_state=False, use_qk_l2norm_in_kernel=False,
                 **kwargs):
        assert initial_state is None and use_qk_l2norm_in_kernel
        assert value.dtype == torch.float64
        key = modeling.l2norm(key, dim=-1, eps=1e-6)
        query = modeling.l2norm(query, dim=-1, eps=1e-6)
        query = query / query.shape[-1] ** 0.5
        alpha = g.exp()
        batch, length, heads, d_k = key.shape
        state = value.new_zeros(batch, heads, d_k, value.shape[-1])
        output, errors, states = torch.empty_like(value), [], []
        edit = self.edit if self.edit and (
            self.edit["layer"] == current_layer) else None
        for t in range(length):
            k = key[:, t]
            state = state * alpha[:, t, :, None, None]
            read = torch.einsum("bhk,bhkv->bhv", k, state)
            error = beta[:, t, :, None] * (value[:, t] - read)
            state = state + k[..., :, None] * error[..., None, :]
            if edit and edit["before_read"]:
                state = self._edited(state, edit, t)
            output[:, t] = torch.einsum("bhk,bhkv->bhv", query[:, t], state)
            if edit and not edit["before_read"]:
                state = self._edited(state, edit, t)
            if "writes" in self.record:
                errors.append(error)
            if "states" in self.record:
                states.append(state)
        if self.record:
            kept = self.layers[current_layer] = {
                "query": query, "alpha": alpha, "beta": beta}
            if errors:
                kept.update(key=key, value_raw=beta[..., None] * value,
                            value_delta=torch.stack(errors, 1))
            if states:
                kept["state"] = torch.stack(states, 1)
        return output, state if output_final_state else None

    @staticmethod
    def _edited(state, edit, t):
        here = edit["position"] == t
        if here.any():
            state = state.clone()
            if here.dim() == 1:
                state[here, edit["head"]] += edit["change"][here]
            else:
                for row, n in here.nonzero().tolist():
                    state[row, edit["head"]] += edit["change"][row, n]
        return state


def prefill(model, tokens):
    """Upstream's cache after the tokens."""
    return model(tokens, use_cache=True).past_key_values


def step(model, tokens, cache):
    """Logits of further tokens on a cache, which is changed."""
    return model(tokens, past_key_values=cache, use_cache=True).logits


def state(cache, layer):
    """[B, H, d_k, d_v] of a layer in upstream's cache."""
    return cache.layers[layer].recurrent_states[0]


def run(model, tokens, recurrence=None):
    """Float64 logits [B, T, V] of a batch of sequences."""
    with exact(recurrence):
        return model(tokens, use_cache=False).logits
