"""The official RWKV-7 in NumPy (BlinkDL/RWKV-LM, RWKV-v7/rwkv_v7_numpy.py), in the dtype of its weights.

Its functions are taken from a checkout as they are, with three lines redirected: the length of a key is taken by
`divisor`, so that FLA's other epsilon can be had; the values keep a width of their own; and `step` is told all local
variables between the update of the state and its read, and may change the state there. In float64 weights every
operation is float64.
"""

from pathlib import Path

import numpy as np

COMMIT = "524481d5099b38d9bc8ef1e89209161b86c8011b"
FILE = "RWKV-v7/rwkv_v7_numpy.py"
REDIRECTED = (
    ("kk /= np.maximum(np.linalg.norm(kk, axis=1,keepdims=1), 1e-12)", "kk /= divisor(kk)"),
    ("i.reshape(N_HEAD, HEAD_SIZE, 1)", "i.reshape(N_HEAD, -1, 1)"),
    ("    S = S * w.mT", "    before = S\n    S = S * w.mT"),
    ("    y = S @ r\n", "    S = step(locals())\n    y = S @ r\n"),
)
_checkout = None


def use(checkout):
    global _checkout
    _checkout = Path(checkout)


def official_divisor(kk):
    return np.maximum(np.linalg.norm(kk, axis=1, keepdims=1), 1e-12)


def fused_divisor(kk):
    """FLA with fuse_norm: l2_norm has its epsilon inside the root."""
    return np.sqrt((kk * kk).sum(axis=1, keepdims=1) + 1e-6)


def functions(heads, layers, head_eps=64e-5, divisor=official_divisor, changes=()):
    """The file's functions for a shape. `functions[...]["step"]` can be replaced; it returns the state to read. `changes` are
    further lines to redirect, for mistakes."""
    text = (_checkout / FILE).read_text().split("# Verification")[0].replace("from torch import load as torch_load", "")
    for old, new in (*REDIRECTED, *changes):
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    assert text.count("64e-5") == 1
    names = {"N_HEAD": heads, "N_LAYER": layers, "divisor": divisor, "step": lambda seen: seen["S"]}
    exec(compile(text.replace("64e-5", repr(head_eps)), FILE, "exec"), names)
    return names


def parameters(weights):
    """The order in which the file unpacks an official checkpoint of published models."""
    squeezed = {k: np.squeeze(v) for k, v in weights.items()}
    att = ["x_r", "x_w", "x_k", "x_v", "x_a", "x_g", "w0", "r_k", "w1", "w2", "a1", "a2", "a0", "g1", "g2"]
    rest = ["k_k", "k_a", "receptance.weight", "key.weight", "value.weight", "output.weight", "ln_x.weight", "ln_x.bias"]

    def of(prefix):
        if not prefix.endswith(".att"):
            order = {"ffn": ["x_k", "key.weight", "value.weight"], "emb": ["weight"], "head": ["weight"]}
            names = order.get(prefix.split(".")[-1], ["weight", "bias"])
        else:
            own = [] if prefix == "blocks.0.att" else ["v2", "v1", "v0"]
            names = att + own + rest
        return [squeezed[f"{prefix}.{name}"] for name in names]

    return of


class Model:
    """A model over official names. `run` gives the logits and tells `step` (layer, token, locals) of every step."""

    def __init__(self, weights, heads, dv=None, head_eps=64e-5, divisor=official_divisor, changes=()):
        self.params, self.heads = parameters(weights), heads
        self.layers = 1 + max(int(k.split(".")[1]) for k in weights if k.startswith("blocks."))
        self.hidden = weights["emb.weight"].shape[1]
        self.dtype = weights["emb.weight"].dtype
        self.dk = self.hidden // heads
        self.dv = dv or self.dk
        self.file = functions(heads, self.layers, head_eps, divisor, changes)

    def begin(self):
        return (
            np.zeros((self.layers, 2, self.hidden), self.dtype),
            np.zeros((self.layers, self.heads, self.dv, self.dk), self.dtype),
        )

    def run(self, tokens, state=None, step=None, first=0):
        """Logits [T, V]; `state` is changed in place."""
        state = self.begin() if state is None else state
        logits = []
        for t, token in enumerate(tokens):
            layer = iter(range(self.layers))
            hook = lambda seen: seen["S"] if step is None else step(next(layer), first + t, seen)
            self.file["step"] = hook
            found, state = self.file["RWKV7"](self.params, token, state)
            logits.append(found)
        return np.array(logits)
