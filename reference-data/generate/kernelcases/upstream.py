"""Upstream's own functions in float64: transformers' Qwen3.5 with its casts to float32 turned off, and core/sae.py."""

import contextlib
import sys
import types

import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers.models.qwen3_5 import modeling_qwen3_5 as modeling
from transformers.models.qwen3_5.configuration_qwen3_5 import Qwen3_5TextConfig

transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
torch.set_grad_enabled(False)


def t64(x):
    return torch.from_numpy(np.array(x, dtype=np.float64))


@contextlib.contextmanager
def float64():
    """A cast to float32 leaves a float64 tensor as it is."""
    old_float, old_to, old_softmax = torch.Tensor.float, torch.Tensor.to, F.softmax

    def keep_float(self, *args, **kwargs):
        return self if self.dtype == torch.float64 else old_float(self, *args, **kwargs)

    def keep_to(self, *args, **kwargs):
        if self.dtype == torch.float64 and torch.float32 in (*args, *kwargs.values()):
            return self.contiguous()
        return old_to(self, *args, **kwargs)

    def keep_softmax(x, *args, dtype=None, **kwargs):
        return old_softmax(x, *args, dtype=None if x.dtype == torch.float64 else dtype, **kwargs)

    torch.Tensor.float, torch.Tensor.to, F.softmax = keep_float, keep_to, keep_softmax
    try:
        yield
    finally:
        torch.Tensor.float, torch.Tensor.to, F.softmax = old_float, old_to, old_softmax


def recurrent_step(q, k, v, alpha, beta, s):
    """One token of torch_recurrent_gated_delta_rule. q, k [H, dk] as the kernel takes them (normalised, q scaled);
    returns o [H, dv] and the state [H, dk, dv]."""
    row = lambda x: t64(x)[None, None]
    scaled = np.asarray(q, dtype=np.float64) * q.shape[-1] ** 0.5  # upstream divides by it
    with np.errstate(divide="ignore"):
        log_alpha = np.log(np.asarray(alpha, dtype=np.float64))  # alpha may be 0
    with float64():
        o, s = modeling.torch_recurrent_gated_delta_rule(
            row(scaled), row(k), row(v), row(log_alpha), row(beta), initial_state=t64(s)[None], output_final_state=True
        )
    return o[0, 0].numpy(), s[0].numpy()


def gates(a, b, a_log, dt_bias):
    """g and beta as Qwen3_5GatedDeltaNet.forward hands them to its recurrence: a and b pass through identity projections."""
    heads = a.shape[1]
    config = Qwen3_5TextConfig(
        hidden_size=2 * heads,
        num_hidden_layers=1,
        layer_types=["linear_attention"],
        linear_num_key_heads=heads,
        linear_num_value_heads=heads,
        linear_key_head_dim=2,
        linear_value_head_dim=2,
        num_attention_heads=1,
    )
    layer = modeling.Qwen3_5GatedDeltaNet(config, 0).double()
    one, zero = torch.eye(heads), torch.zeros(heads, heads)
    layer.in_proj_a.weight.copy_(torch.cat([one, zero], 1))
    layer.in_proj_b.weight.copy_(torch.cat([zero, one], 1))
    layer.A_log.copy_(t64(a_log))
    layer.dt_bias.copy_(t64(dt_bias))
    seen = {}

    def record(query, key, value, g, beta, **kwargs):
        seen.update(g=g, beta=beta)
        return torch.zeros_like(value), None

    original = modeling.torch_chunk_gated_delta_rule
    modeling.torch_chunk_gated_delta_rule = record
    try:
        with float64():
            layer(t64(np.concatenate([a, b], axis=1))[None])
    finally:
        modeling.torch_chunk_gated_delta_rule = original
    return seen["g"][0].numpy(), seen["beta"][0].numpy()


def l2norm(x):
    return modeling.l2norm(t64(x), eps=1e-6).numpy()


def rms_norm(x, w):
    """Qwen3_5RMSNorm, whose weight is stored zero-centred."""
    norm = modeling.Qwen3_5RMSNorm(len(w), eps=1e-6).double()
    norm.weight.copy_(t64(w))
    with float64():
        return norm(t64(x)).numpy()


def plain_rms_norm(x, w, eps):
    return F.rms_norm(t64(x), (len(w),), t64(w), eps).numpy()


def gated_rms_norm(o, z, w):
    norm = modeling.Qwen3_5RMSNormGated(len(w), eps=1e-6).double()
    norm.weight.copy_(t64(w))
    with float64():
        return norm(t64(o), t64(z)).numpy()


def conv_window(window, w):
    """causal_conv1d_fn over rows [n, channels]; the last output row. w [channels, taps]."""
    x = t64(window).T[None]
    return modeling.causal_conv1d_fn(x, t64(w), activation="silu")[0, :, -1].numpy()


def conv_state(history, rows, w):
    """What causal_conv1d_update leaves in a state as long as the history, [taps - 1, channels]."""
    kept = t64(history).T[None].contiguous()
    modeling.causal_conv1d_update(t64(rows).T[None], kept, t64(w), activation="silu")
    return kept[0].T.numpy()


def rotate(x, cos, sin):
    """apply_rotary_pos_emb; x [T, heads, width], cos and sin [T, rotary / 2]."""
    twice = lambda table: torch.cat([t64(table), t64(table)], -1)[None]
    y, _ = modeling.apply_rotary_pos_emb(t64(x)[None], t64(x)[None], twice(cos), twice(sin), unsqueeze_dim=2)
    return y[0].numpy()


def attend(q, keys, values, visible):
    """eager_attention_forward; visible [T, slots] booleans."""
    module = types.SimpleNamespace(num_key_value_groups=q.shape[1] // keys.shape[1], training=False)
    heads_first = lambda x: t64(x).transpose(0, 1)[None]
    mask = torch.zeros(visible.shape, dtype=torch.float64).masked_fill(~torch.from_numpy(visible), float("-inf"))
    with float64():
        y, _ = modeling.eager_attention_forward(
            module, heads_first(q), heads_first(keys), heads_first(values), mask[None, None], q.shape[-1] ** -0.5
        )
    return y[0].numpy()


def sae():
    """The module core/sae.py; `kernel_cases.py --upstream` put its folder on the path."""
    import core.sae

    return core.sae


def memory_alignment():
    """The module experiments/analysis/memory_alignment.py, which wants core/sae.py as `sae`."""
    sys.modules.setdefault("sae", sae())
    import experiments.analysis.memory_alignment

    return experiments.analysis.memory_alignment
