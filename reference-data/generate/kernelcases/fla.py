"""FLA's naive recurrences in float64. Import `fla_cpu` first."""

import contextlib

import numpy as np
import torch
from fla.ops.delta_rule.naive import delta_rule_recurrence
from fla.ops.gla.naive import naive_recurrent_gla

torch.set_num_threads(1)
torch.set_grad_enabled(False)


def t64(x):
    return torch.from_numpy(np.array(x, dtype=np.float64))


@contextlib.contextmanager
def float64():
    """`.float()` leaves a float64 tensor as it is."""
    old = torch.Tensor.float
    torch.Tensor.float = lambda self, *a, **k: self if self.dtype == torch.float64 else old(self, *a, **k)
    try:
        yield
    finally:
        torch.Tensor.float = old


def delta_rule(q, k, v, beta, s):
    """delta_rule_recurrence over rows from state s [H, dk, dv]; q [T, H, dk] as the kernel takes it, scaled.
    Returns o [T, H, dv] and the state after the last row."""
    heads_first = lambda x: t64(x).transpose(0, 1)[None]
    with float64():
        o, s = delta_rule_recurrence(
            heads_first(q) * q.shape[-1] ** 0.5, heads_first(k), heads_first(v), heads_first(beta), initial_state=t64(s)[None]
        )
    return o[0].transpose(0, 1).numpy(), s[0].numpy()


def gla(q, k, v, alpha, s):
    """naive_recurrent_gla, likewise; s has to consist of float32 values, since upstream starts from a float32 zero."""
    assert np.array_equal(s, np.float32(s))
    with np.errstate(divide="ignore"):
        log_alpha = np.log(np.asarray(alpha, dtype=np.float64))
    row = lambda x: t64(x)[None]
    with float64():
        o, s = naive_recurrent_gla(
            row(q) * q.shape[-1] ** 0.5, row(k), row(v), row(log_alpha), initial_state=t64(s)[None], output_final_state=True
        )
    assert s.dtype == torch.float64
    return o[0].numpy(), s[0].numpy()


def gla_gates(x, bias, normalizer):
    """As GatedLinearAttention.forward computes them from its second projection."""
    return (torch.nn.functional.logsigmoid(t64(x) + t64(bias)) / normalizer).exp().numpy()
