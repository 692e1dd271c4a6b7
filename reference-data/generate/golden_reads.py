"""Golden values of the way from a state to the residual stream, in float64, for a model of every family: what reads the state,
the outputs of the heads before and behind norm and gate, what they add to the stream, and what a small change of one head's
output adds, through the norm and through the last norm to the logits.

Derivatives are central differences of upstream's own norms (step 1e-5 of float64, so right to about 1e-9).
"""

from pathlib import Path

import numpy as np
import torch

import fla_float64
import float64_mamba2
import float64_model
import rwkv7_models
import rwkv7_official
import common
from common import GOLDEN, MODELS, packages

# Model, layer, tokens of the text, positions, head whose output changes.
CASES = [
    ("gdn-tiny", 2, 40, (0, 9, 39), 2), ("gdn-random-b", 2, 40, (1, 39), 4), ("mamba2-tiny", 3, 40, (0, 9, 39), 1),
    ("mamba2-random-a", 1, 40, (1, 39), 5), ("mamba2-random-b", 1, 40, (1, 39), 3), ("deltanet-random-a", 1, 40, (1, 39), 1),
    ("deltanet-random-b", 1, 40, (1, 39), 2), ("gla-random-a", 2, 40, (1, 39), 0), ("gla-random-c", 1, 40, (1, 39), 0),
    ("rwkv7-random-a", 1, 40, (1, 39), 3), ("rwkv7-random-c", 1, 40, (1, 39), 1)]
STEP = 1e-5
SEED = 5


class Taps:
    """The norms of a model as functions: of heads at a token of the layer, and the last one; with where they were taken."""

    heads_at = heads_out = last_at = last_out = None


def hugging_face(name, layer, tokens):
    """transformers' model with hooks on the head norm, the output projection and the last norm."""
    family = float64_mamba2 if name.startswith("mamba2") else float64_model
    model = family.load(MODELS / name)
    qwen = hasattr(model, "model")
    block = (model.model if qwen else model.backbone).layers[layer]
    mixer = block.linear_attn if qwen else block.mixer
    last = model.model.norm if qwen else model.backbone.norm_f
    seen = {}

    def keep(key):
        return lambda module, args: seen.__setitem__(key, [a.detach().clone() for a in args])
    for key, module in (("norm", mixer.norm), ("last", last)):
        module.register_forward_pre_hook(keep(key))
    recurrence = family.Recurrence(record=("writes",))
    logits = family.run(model, torch.as_tensor(tokens.astype(np.int64))[None], recurrence)
    heads = recurrence.layers[layer]["query"].shape[2]
    o, z = (x.reshape(len(tokens), heads, -1) for x in seen["norm"])
    taps = Taps()

    def heads_out(t, o):
        with family.exact(recurrence):
            if qwen:
                return mixer.norm(o, z[t])
            return mixer.norm(o.reshape(1, 1, -1), z[t].reshape(1, 1, -1)).reshape(o.shape)

    def last_out(x):
        with family.exact(recurrence):
            return last(x)
    taps.query, taps.heads_at, taps.heads_out = recurrence.layers[layer]["query"][0], o, heads_out
    taps.last_at, taps.last_out = seen["last"][0][0], last_out
    taps.out = mixer.out_proj.weight.detach()
    taps.head = model.lm_head.weight.detach()
    taps.logits = logits[0]
    return taps


def fla(name, layer, tokens):
    class Watched(fla_float64.Model):
        def heads_out(self, o, gate, norm):
            self.seen.append((o, gate, norm))
            return super().heads_out(o, gate, norm)

        def last_norm(self, x):
            self.last = x
            return super().last_norm(x)
    model = Watched(MODELS / name)
    model.seen = []
    recurrence = fla_float64.Recurrence(record=("writes",))
    logits = model(torch.as_tensor(tokens.astype(np.int64))[None], recurrence)
    o, gate, norm = model.seen[layer]
    taps = Taps()
    taps.query, taps.heads_at = recurrence.layers[layer]["query"][0], o[0]
    taps.heads_out = lambda t, o: fla_float64.Model.heads_out(model, o, None if gate is None else gate[0, t], norm)
    taps.last_at, taps.last_out = model.last[0], lambda x: fla_float64.Model.last_norm(model, x)
    taps.out = model.weights[f"model.layers.{layer}.attn.o_proj.weight"]
    tied = model.config.get("tie_word_embeddings", False)
    taps.head = model.weights["model.embeddings.weight" if tied else "lm_head.weight"]
    taps.logits = logits[0]
    return taps


def rwkv7(name, layer, tokens):
    model = rwkv7_models.official_model(name.removeprefix("rwkv7-random-"), np.float64)
    at, last = [], []
    layer_norm = model.file["layer_norm"]

    def watched(x, w, b):
        last.append((x, w, b))
        return layer_norm(x, w, b)

    def step(i, t, seen):
        if i == layer:
            at.append(dict(seen))
        return seen["S"]
    model.file["layer_norm"] = watched
    norms = []
    logits = []
    state = model.begin()
    for t, token in enumerate(tokens):
        logits.append(model.run([token], state, step, t)[0])
        norms.append(last[-1])
    taps = Taps()

    def heads_out(t, o):
        s = at[t]
        y = model.file["group_norm"](o.numpy()[..., None], s["ln_w"], s["ln_b"])
        y = y + ((s["r"] * s["k"] * s["r_k"]).sum(axis=1, keepdims=1) * s["v"]).flatten()
        return torch.tensor(y * s["g"]).reshape(o.shape)
    _, w, b = norms[0]
    taps.query = torch.tensor(np.stack([s["r"][..., 0] for s in at]))
    taps.heads_at = torch.tensor(np.stack([(s["S"] @ s["r"])[..., 0] for s in at]))
    taps.heads_out, taps.last_at = heads_out, torch.tensor(np.stack([x for x, _, _ in norms]))
    taps.last_out = lambda x: torch.tensor(layer_norm(x.numpy(), w, b))
    taps.out = torch.tensor(at[0]["Wo"])
    taps.head = torch.tensor(model.params("head")[0])
    taps.logits = torch.tensor(np.array(logits))
    return taps


def difference(function, x, change):
    return (function(x + STEP * change) - function(x - STEP * change)) / (2 * STEP)


def case(out, name, layer, length, positions, head):
    tokens = np.load(MODELS / name / ("corpus.npy" if name.endswith("tiny") else "tokens.npy"))
    tokens = tokens.reshape(-1, tokens.shape[-1])[0, :length]
    run = rwkv7 if name.startswith("rwkv7") else fla if name.startswith(("deltanet", "gla")) else hugging_face
    taps = run(name, layer, tokens)
    for t in positions:
        expected = taps.head @ taps.last_out(taps.last_at[t])
        assert (expected - taps.logits[t]).abs().max() <= 1e-12 * expected.abs().max()
    rng = np.random.RandomState(SEED)
    found = {}
    for t in positions:
        o = taps.heads_at[t]
        change = torch.tensor(rng.randn(o.shape[1]).astype(np.float32)).double() * o[head].norm() / o.shape[1] ** 0.5
        moved = torch.zeros_like(o)
        moved[head] = change
        tangent = taps.out @ difference(lambda o, t=t: taps.heads_out(t, o), o, moved).reshape(-1)
        x = taps.last_at[t]
        for key, value in {
                "query": taps.query[t], "head_output": o, "gated_output": taps.heads_out(t, o),
                "added": taps.out @ taps.heads_out(t, o).reshape(-1), "change": change, "tangent": tangent,
                "plain": taps.out.reshape(len(taps.out), *o.shape)[:, head] @ change,
                "logit_tangent": taps.head @ difference(taps.last_out, x, tangent)}.items():
            found.setdefault(key, []).append(np.asarray(value))
    out.tensors(GOLDEN / "reads" / f"{name}.safetensors",
                {"tokens": tokens.astype(np.int32)} | {k: np.stack(v) for k, v in found.items()})
    ours = "mamba" not in name and "gdn" not in name
    out.json(GOLDEN / "reads" / f"{name}.json", {
        "schema": "writesae-golden-1", "id": f"reads/{name}", "object": "reads",
        "about": f"from the states of layer {layer} of models/{name} to the residual stream and the logits, at some tokens of a text",
        "model": f"models/{name}", "layer": layer, "head": head, "positions": list(positions),
        "source": {"packages": packages("numpy", "torch", *([] if ours else ["transformers"]))
                   | ({"RWKV-LM": rwkv7_official.COMMIT} if name.startswith("rwkv7") else {}),
                   "script": "generate/golden_reads.py", "seed": SEED},
        "limit": {"scaled_ulp": 16, "measured": 5.5, "reason": "the state is float32 and rounded at every token, and activations pass "
                  "through several layers; a wrong scale, order or head is off by thousands"},
        "result": "valid", "flags": []})


def main():
    parser = common.parser(__doc__, upstream=False)
    parser.add_argument("--rwkv-lm", required=True, type=Path)
    args, out = common.begin(parser)
    rwkv7_official.use(args.rwkv_lm)
    for one in CASES:
        case(out, *one)
    out.done()


if __name__ == "__main__":
    main()
