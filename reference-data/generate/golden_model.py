"""Golden cases of whole models: logits, writes, gates and states in float64,
with the error of upstream's own float32 runs beside them."""


import numpy as np
import torch
from transformers.models.qwen3_5 import modeling_qwen3_5 as modeling

import float64_model
import common
from common import GOLDEN, MODELS, packages

# Cases of gdn-tiny: id, corpus row, first token, length, states kept at,
# layers whose writes are kept (None: all).
TINY = [
    ("seq0", 0, 0, 128, (0, 1, 63, 64, 127), None),
    ("seq1", 1, 0, 128, (2, 31, 127), (0, 2)),
    ("short3", 2, 0, 3, (0, 1, 2), None),
    ("chunk65", 3, 0, 65, (62, 63, 64), None),
]


def exact_run(model, tokens, positions, write_layers):
    """All tensors of a case in float64."""
    recurrence = float64_model.Recurrence(record=("writes", "states"))
    logits = float64_model.run(model, tokens, recurrence)
    check = float64_model.run(model, tokens)
    worst = (logits - check).abs().max().item()
    assert worst <= 1e-12 * logits.abs().max().item(), worst
    out = {"logits": logits[0]}
    for i, kept in recurrence.layers.items():
        if write_layers is None or i in write_layers:
            for name in ("key", "value_raw", "value_delta"):
                out[f"layers.{i}.write.{name}"] = kept[name][0]
            for name in ("alpha", "beta"):
                out[f"layers.{i}.{name}"] = kept[name][0]
        for t in positions:
            out[f"layers.{i}.state.{t}"] = kept["state"][0, t]
    return {key: value.numpy() for key, value in out.items()}


class Watch:
    """Calls upstream's float32 kernels and keeps what the case compares."""

    def __init__(self, function):
        self.function = function
        self.kept = {}

    def __call__(self, query, key, value, g, beta, initial_state=None,
                 **kwargs):
        k = modeling.l2norm(key, dim=-1, eps=1e-6)
        alpha = g.exp()
        found = {"write.key": k, "alpha": alpha, "beta": beta,
                 "write.value_raw": beta[..., None] * value}
        if key.shape[1] == 1:      # one token: the state before it is known
            before = initial_state if initial_state is not None else (
                key.new_zeros(1, *key.shape[2:], value.shape[-1]))
            read = torch.einsum(
                "bhk,bhkv->bhv", k[:, 0],
                before * alpha[:, 0, :, None, None])
            found["write.value_delta"] = (
                beta[:, 0, :, None] * (value[:, 0] - read))[:, None]
        for name, tensor in found.items():
            name = f"layers.{float64_model.current_layer}.{name}"
            self.kept.setdefault(name, []).append(tensor[0])
        return self.function(query, key, value, g=g, beta=beta,
                             initial_state=initial_state, **kwargs)

    def tensors(self):
        return {k: torch.cat(v).double().numpy()
                for k, v in self.kept.items()}


@torch.no_grad()
def float32_runs(model, tokens, positions):
    """Upstream's plain float32: chunked prefill, and one token at a time."""
    layers = float64_model.linear_layers(model)

    def states(cache, t):
        return {f"layers.{i}.state.{t}":
                cache.layers[i].recurrent_states[0][0].double().numpy()
                for i in layers}
    chunked = Watch(float64_model.CHUNKED)
    modeling.torch_chunk_gated_delta_rule = chunked
    prefill = {"logits": model(tokens, use_cache=True).logits[0].numpy()}
    prefill |= chunked.tensors()
    modeling.torch_chunk_gated_delta_rule = float64_model.CHUNKED
    for t in positions:
        cache = model(tokens[:, :t + 1], use_cache=True).past_key_values
        prefill |= states(cache, t)

    steps = Watch(None)
    first, later = Watch(float64_model.CHUNKED), Watch(float64_model.RECURRENT)
    first.kept = later.kept = steps.kept
    modeling.torch_chunk_gated_delta_rule = first
    modeling.torch_recurrent_gated_delta_rule = later
    decode, logits, cache = {}, [], None
    for t in range(tokens.shape[1]):
        result = model(tokens[:, t:t + 1], past_key_values=cache,
                       use_cache=True)
        cache = result.past_key_values
        logits.append(result.logits[0])
        if t in positions:
            decode |= states(cache, t)
    decode |= steps.tensors() | {"logits": torch.cat(logits).numpy()}
    modeling.torch_chunk_gated_delta_rule = float64_model.CHUNKED
    modeling.torch_recurrent_gated_delta_rule = float64_model.RECURRENT
    return {"prefill": prefill, "decode": decode}


def rotary(model, length):
    """Upstream's float32 tables: the definition, not an approximation."""
    module = model.model.rotary_emb
    positions = torch.arange(length).view(1, 1, -1).expand(3, 1, -1)
    cos, sin = module(torch.zeros(1), positions)
    half = cos.shape[-1] // 2
    return {"rotary.inv_freq": module.inv_freq.numpy(),
            "rotary.cos": cos[0, :, :half].numpy(),
            "rotary.sin": sin[0, :, :half].numpy()}


def case(out, name, case_id, tokens, positions, write_layers):
    exact = float64_model.load(MODELS / name)
    single = float64_model.load(MODELS / name, double=False)
    ids = torch.as_tensor(tokens.astype(np.int64))[None]
    expected = exact_run(exact, ids, positions, write_layers)
    write_case(out, name, case_id, tokens, positions, expected,
               float32_runs(single, ids, positions),
               extra=rotary(single, len(tokens)),
               note=", rotary tables in float32 as upstream computes them")


def write_case(out, name, case_id, tokens, positions, expected, runs,
               extra={}, note="", script="golden_model.py"):
    """`expected` from float64, `runs` upstream's in float32 by name."""
    errors = {}
    for run, found in runs.items():
        for key in found.keys() & expected.keys():
            error = np.abs(found[key].astype(np.float64) - expected[key])
            errors.setdefault(key, {})[run] = float(error.max())
    limits = {}
    for key, value in expected.items():
        limits[key] = {
            "max_abs": float(np.abs(value).max()),
            "upstream_float32_prefill": errors[key].get("prefill"),
            "upstream_float32_decode": errors[key].get("decode"),
            "limit": max(0.5 * max(errors[key].values()),
                         float(np.spacing(np.abs(value).max(
                         ).astype(np.float32))))}
    folder = GOLDEN / "model" / name
    out.tensors(folder / f"{case_id}.safetensors",
                {"tokens": tokens.astype(np.int32)} | expected | extra)
    out.json(folder / f"{case_id}.json", {
        "schema": "writesae-golden-1",
        "id": f"model/{name}/{case_id}",
        "object": "model",
        "about": f"float64 forward pass of models/{name} over {len(tokens)} "
                 f"tokens, recurrence step by step{note}",
        "model": f"models/{name}",
        "state_positions": list(positions),
        "source": {"packages": packages("transformers", "torch"),
                   "script": f"generate/{script}", "seed": None},
        "class": "budget",
        "limit": {
            "rule": "max|actual - expected| <= limit, half of the larger "
                    "error of upstream's two float32 runs (chunked prefill; "
                    "one token at a time) against this float64 run, but at "
                    "least one float32 ulp of max|expected|",
            "tensors": limits},
        "result": "valid", "flags": []})
    worst = errors["logits"]
    print("  upstream float32 logits: " + ", ".join(
        f"{run} {error:.2e}" for run, error in worst.items()))


def main():
    parser = common.parser(__doc__, upstream=False)
    parser.add_argument("--threads", type=int, default=1)
    _, out = common.begin(parser)

    corpus = np.load(MODELS / "gdn-tiny" / "corpus.npy")
    for case_id, row, start, length, positions, layers in TINY:
        case(out, "gdn-tiny", case_id, corpus[row, start:start + length],
             positions, layers)
    for folder in sorted(MODELS.glob("gdn-random-*")):
        case(out, folder.name, "seq70", np.load(folder / "tokens.npy"),
             (0, 63, 69), None)
    out.done()


if __name__ == "__main__":
    main()
