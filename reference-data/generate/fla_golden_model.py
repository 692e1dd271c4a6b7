"""Golden cases of whole DeltaNet and GLA models: logits, writes, gates and states in float64, with the error of FLA's own
float32 runs beside them. Needs the packages of requirements-fla.txt; writes what `golden_model.py` writes for Qwen3.5."""

import fla_cpu  # noqa: F401  before fla


import fla.layers.delta_net
import fla.layers.gla
import numpy as np
import torch

import fla_float64
import fla_models
import common
from common import GOLDEN, MODELS, packages
from kernelcases import fla as naive

POSITIONS = (0, 30, 59)


def upstream(name):
    """FLA's float32 model with the weights of the folder."""
    model = fla_models.upstream(name)
    state = {n: w.float() for n, w in fla_float64.weights(MODELS / name).items()}
    state.setdefault("lm_head.weight", state["model.embeddings.weight"])
    model.load_state_dict(state)
    return model


def exact_run(name, tokens):
    """All tensors of a case in float64, with the recurrences held to FLA's naive operations; and how far a state rounded to
    float32 at every step is from each state, in a recurrence that is exact but for that."""
    model = fla_float64.load(MODELS / name)
    rounded = {}

    class Checked(fla_float64.Recurrence):
        def __call__(self, layer, q, k, v, alpha=None, beta=None):
            o = super().__call__(layer, q, k, v, alpha, beta)
            start = np.zeros((*k.shape[2:], v.shape[-1]))
            operation, gate = (naive.gla, alpha) if beta is None else (naive.delta_rule, beta)
            expected, last = operation(q[0], k[0], v[0], gate[0], start)
            assert np.abs(o[0].numpy() - expected).max() <= 1e-12 * np.abs(expected).max()
            state = self.layers[layer]["state"][0]
            assert np.abs(state[-1].numpy() - last).max() <= 1e-12 * np.abs(last).max()
            float32 = fla_float64.Recurrence(record=("states",), float32_state=True)
            float32(layer, q, k, v, alpha, beta)
            for t in POSITIONS:
                error = (float32.layers[layer]["state"][0, t] - state[t]).abs().max().item()
                rounded[f"layers.{layer}.state.{t}"] = error
            return o

    recurrence = Checked(record=("writes", "states"))
    out = {"logits": fla_float64.run(model, tokens, recurrence)[0]}
    for i, kept in recurrence.layers.items():
        for n in ("key", "value_raw", "value_delta"):
            out[f"layers.{i}.write.{n}"] = kept[n][0]
        for n in ("alpha", "beta"):
            if n in kept:
                out[f"layers.{i}.{n}"] = kept[n][0]
        for t in POSITIONS:
            out[f"layers.{i}.state.{t}"] = kept["state"][0, t]
    return {key: value.numpy() for key, value in out.items()}, rounded


class Watch:
    """Calls FLA's operation of a layer and keeps what the case compares."""

    def __init__(self, function, layers):
        self.function, self.layers, self.calls, self.kept = function, layers, 0, {}

    def __call__(self, q, k, v, beta=None, gk=None, initial_state=None, **kwargs):
        if beta is None:
            found = {"alpha": gk.exp(), "write.key": k, "write.value_raw": v, "write.value_delta": v}
        else:      # FLA normalises inside its kernel
            key = k * (k.square().sum(-1, keepdim=True) + 1e-6).rsqrt()
            found = {"beta": beta, "write.key": key, "write.value_raw": beta[..., None] * v}
            if k.shape[1] == 1:      # one token: the state before it is known
                before = initial_state if initial_state is not None else k.new_zeros(1, *k.shape[2:], v.shape[-1])
                read = torch.einsum("bhk,bhkv->bhv", key[:, 0], before)
                found["write.value_delta"] = (beta[:, 0, :, None] * (v[:, 0] - read))[:, None]
        for name, tensor in found.items():
            self.kept.setdefault(f"layers.{self.calls % self.layers}.{name}", []).append(tensor[0])
        self.calls += 1
        gates = {"gk": gk} if beta is None else {"beta": beta}
        return self.function(q=q, k=k, v=v, initial_state=initial_state, **gates, **kwargs)

    def tensors(self):
        return {key: torch.cat(value).double().numpy() for key, value in self.kept.items()}


@torch.no_grad()
def float32_runs(name, tokens):
    """FLA in float32: the whole text at once, and one token at a time. Both use the recurrent kernel, since FLA's chunked
    ones take 64 tokens and more, and DeltaNet's no float32."""
    model = upstream(name)
    module, operation = ((fla.layers.delta_net, "fused_recurrent_delta_rule") if name.startswith("deltanet")
                         else (fla.layers.gla, "fused_recurrent_gla"))
    layers = range(model.config.num_hidden_layers)

    def states(cache, t):
        found = {}
        for i in layers:
            state = cache[i]["recurrent_state"][0]
            if not name.startswith("deltanet"):
                state = state.transpose(1, 2)      # FLA keeps GLA's as [V, K] from 0.5.1 on
            found[f"layers.{i}.state.{t}"] = state.double().numpy()
        return found

    original = getattr(module, operation)
    try:
        watch = Watch(original, len(layers))
        setattr(module, operation, watch)
        prefill = {"logits": model(tokens, use_cache=True).logits[0].numpy()} | watch.tensors()
        setattr(module, operation, original)
        for t in POSITIONS:
            prefill |= states(model(tokens[:, :t + 1], use_cache=True).past_key_values, t)
        watch = Watch(original, len(layers))
        setattr(module, operation, watch)
        decode, logits, cache = {}, [], None
        for t in range(tokens.shape[1]):
            result = model(tokens[:, t:t + 1], past_key_values=cache, use_cache=True)
            cache = result.past_key_values
            logits.append(result.logits[0])
            if t in POSITIONS:
                decode |= states(cache, t)
        runs = {"prefill": prefill, "decode": decode | watch.tensors() | {"logits": torch.cat(logits).numpy()}}
    finally:
        setattr(module, operation, original)
    return runs


def case(out, name):
    tokens = np.load(MODELS / name / "tokens.npy")
    ids = torch.as_tensor(tokens.astype(np.int64))[None]
    expected, rounded = exact_run(name, ids)
    errors = {}
    for run, found in float32_runs(name, ids).items():
        for key in found.keys() & expected.keys():
            error = np.abs(found[key].astype(np.float64) - expected[key])
            errors.setdefault(key, {})[run] = float(error.max())
    limits = {}
    for key, value in expected.items():
        largest = float(np.abs(value).max())
        assert max(errors[key].values()) < 1e-4 * largest, (key, errors[key], largest)
        limits[key] = {
            "max_abs": largest,
            "upstream_float32_prefill": errors[key].get("prefill"),
            "upstream_float32_decode": errors[key].get("decode"),
            "limit": max(0.5 * max(errors[key].values()), float(np.spacing(np.float32(largest))),
                         2 * rounded.get(key, 0.0))}
        if key in rounded:
            limits[key]["float32_state"] = rounded[key]
    folder = GOLDEN / "model" / name
    out.tensors(folder / "seq60.safetensors", {"tokens": tokens.astype(np.int32)} | expected)
    out.json(folder / "seq60.json", {
        "schema": "writesae-golden-1",
        "id": f"model/{name}/seq60",
        "object": "model",
        "about": f"float64 forward pass of models/{name} over {len(tokens)} tokens: FLA's layers written out in torch, "
                 "recurrences held to FLA's naive operations, the whole to FLA's float32 model",
        "model": f"models/{name}",
        "state_positions": list(POSITIONS),
        "source": {"packages": packages("flash-linear-attention", "torch"),
                   "script": "generate/fla_golden_model.py", "seed": None},
        "class": "budget",
        "limit": {
            "rule": "max|actual - expected| <= limit, half of the larger error of FLA's two float32 runs in Triton's "
                    "interpreter (the whole text; one token at a time) against this float64 run, but at least one float32 "
                    "ulp of max|expected|, and for a state at least twice float32_state: what rounding the state to "
                    "float32 at every step costs a recurrence that is exact but for that (other roundings of the inputs draw another walk). Little or nothing fades here, so "
                    "in the first layer that rounding is most of FLA's error too",
            "tensors": limits},
        "result": "valid", "flags": []})
    worst = {kind: max(max(v.values()) for k, v in errors.items() if kind in k)
             for kind in ("logits", "state", "write", "alpha", "beta") if any(kind in k for k in errors)}
    print(f"  {name}: FLA's float32 errors {worst}")


def main():
    _, out = common.begin(common.parser(__doc__, upstream=False))
    for name in fla_models.SHAPES:
        case(out, name)
    out.done()


if __name__ == "__main__":
    main()
