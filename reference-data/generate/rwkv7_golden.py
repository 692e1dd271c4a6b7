"""Golden cases of whole RWKV-7 models: the official NumPy file in float64, with the error of upstream's float32 runs beside it.

FLA's two layouts are run by flash-linear-attention (prefill in pieces of fewer than 64 tokens, since Triton's interpreter does not
run its chunked kernels; then token by token, after a first call of two), the official one by `rwkv_v7_demo.py`, all by the NumPy file.
Needs the packages of requirements-fla.txt.
"""

import fla_cpu  # noqa: F401  before fla

import argparse
import types
import warnings
from pathlib import Path

import numpy as np
import torch

import rwkv7_models
import rwkv7_official
from common import GOLDEN, MODELS, Outputs, packages

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.set_grad_enabled(False)
POSITIONS = (1, 39, 69)  # FLA cannot begin with a single token


class Recorder:
    """Keeps, under the names of a dump, what a step computes."""

    def __init__(self):
        self.kept = {}

    def add(self, layer, name, value):
        self.kept.setdefault(f"layers.{layer}.{name}", []).append(np.asarray(value))

    def __call__(self, layer, t, seen):
        column = lambda x: x[..., 0]
        self.add(layer, "write.key", column(seen["k"]))
        for name in ("write.value_raw", "write.value_delta"):
            self.add(layer, name, column(seen["v"]))
        self.add(layer, "erase.key", column(seen["kk"] * seen["a"]))
        self.add(layer, "erase.value", -column(seen["before"] @ seen["kk"]))
        for name, local in (("w", "w"), ("a", "a"), ("kappa", "kk")):
            self.add(layer, name, column(seen[local]))
        if t in POSITIONS:
            self.kept[f"layers.{layer}.state.{t}"] = seen["S"].transpose(0, 2, 1)
        return seen["S"]

    def tensors(self):
        return {k: np.array(v) if isinstance(v, list) else v for k, v in self.kept.items()}


def numpy_run(name, tokens, dtype):
    recorder = Recorder()
    logits = rwkv7_models.official_model(name, dtype).run(tokens, step=recorder)
    assert logits.dtype == dtype, logits.dtype
    return {"logits": logits} | recorder.tensors()


def demo_run(name, tokens, checkout):
    """The classes of rwkv_v7_demo.py with its CUDA operator off."""
    text = (Path(checkout) / "RWKV-v7/rwkv_v7_demo.py").read_text()
    text = text[text.index("# CUDA Kernel") : text.index("# RWKV Inference")]
    s = rwkv7_models.SHAPES[name]
    decay, rate, value, gate = s["ranks"]
    args = types.SimpleNamespace(n_layer=s["layers"], n_embd=s["hidden"], vocab_size=s["vocab"], head_size_a=s["dk"])
    names = {
        "torch": torch, "nn": torch.nn, "F": torch.nn.functional, "USE_CUDA_KERNEL": False, "DTYPE": torch.float32,
        "HEAD_SIZE": s["dk"], "MyModule": torch.nn.Module, "MyFunction": lambda f: f, "D_DECAY_LORA": decay, "D_AAA_LORA": rate,
        "D_MV_LORA": value, "D_GATE_LORA": gate,
    }  # fmt: skip
    exec(compile(text, "rwkv_v7_demo.py", "exec"), names)
    model = names["RWKV"](args)
    found = model.load_state_dict({k: torch.tensor(v) for k, v in rwkv7_models.weights(name, np.float32).items()}, strict=False)
    assert not found.unexpected_keys and all(".ln0" in key for key in found.missing_keys), found
    return {"logits": model(torch.tensor(tokens[None]).long())[0].numpy()}


def fla_runs(name, tokens):
    from fla.layers import rwkv7 as layer
    from fla.models import RWKV7Config, RWKV7ForCausalLM

    s = rwkv7_models.SHAPES[name]
    model = RWKV7ForCausalLM(RWKV7Config(**rwkv7_models.config(name), fuse_cross_entropy=False)).eval().float()
    state = {k: torch.tensor(v) for k, v in rwkv7_models.weights(name, np.float32).items()}
    found = model.load_state_dict(rwkv7_models.fla(state, s["bias"]), strict=True)
    assert not found.missing_keys and not found.unexpected_keys
    recorder, original, current = Recorder(), layer.fused_mul_recurrent_rwkv7, []

    def watch(r, w, k, v, kk, a, initial_state=None, **kwargs):
        i = len(current) % s["layers"]
        current.append(i)
        for t in range(k.shape[1]):
            recorder.add(i, "write.key", k[0, t])
            for value in ("write.value_raw", "write.value_delta"):
                recorder.add(i, value, v[0, t])
            recorder.add(i, "erase.key", (kk * a)[0, t])
            recorder.add(i, "w", w[0, t].exp())
            recorder.add(i, "a", a[0, t])
            recorder.add(i, "kappa", kk[0, t])
        return original(r=r, w=w, k=k, v=v, kk=kk, a=a, initial_state=initial_state, **kwargs)

    layer.fused_mul_recurrent_rwkv7 = watch

    def run(pieces):
        recorder.kept, cache, logits, done = {}, None, [], 0
        states = {}
        for count in pieces:
            ids = torch.tensor(tokens[None, done : done + count]).long()
            result = model(ids, past_key_values=cache, use_cache=True)
            cache, done = result.past_key_values, done + count
            logits.append(result.logits[0])
            if done - 1 in POSITIONS:
                for i in range(s["layers"]):
                    states[f"layers.{i}.state.{done - 1}"] = cache[i]["recurrent_state"][0].numpy().copy()
        return {"logits": torch.cat(logits).numpy()} | recorder.tensors() | states

    return {"prefill": run([40, 30]), "decode": run([2] + [1] * (len(tokens) - 2))}


def case(out, name, checkout):
    folder = f"rwkv7-random-{name}"
    tokens = np.load(MODELS / folder / "tokens.npy")[0]
    expected = numpy_run(name, tokens, np.float64)
    runs = {"official_numpy": numpy_run(name, tokens, np.float32)}
    runs |= {"official_demo": demo_run(name, tokens, checkout)} if name == rwkv7_models.OFFICIAL else fla_runs(name, tokens)
    limits = {}
    for key, value in expected.items():
        errors = {run: float(np.abs(found[key] - value).max()) for run, found in runs.items() if key in found}
        assert np.isfinite(list(errors.values())).all(), (key, errors)
        limits[key] = {"max_abs": float(np.abs(value).max())}
        limits[key] |= {f"upstream_float32_{run}": error for run, error in errors.items()}
        ulp = float(np.spacing(np.abs(value).max().astype(np.float32)))
        limits[key]["limit"] = max(0.5 * max(errors.values()), 2 * ulp if ".state." in key else ulp)
    target = GOLDEN / "model" / folder
    out.tensors(target / "seq70.safetensors", {"tokens": tokens.astype(np.int32)} | expected)
    out.json(target / "seq70.json", {
        "schema": "writesae-golden-1",
        "id": f"model/{folder}/seq70",
        "object": "model",
        "about": f"float64 forward pass of models/{folder} over {len(tokens)} tokens by the official NumPy file",
        "model": f"models/{folder}",
        "state_positions": list(POSITIONS),
        "source": {"packages": packages("flash-linear-attention", "torch", "numpy") | {"RWKV-LM": rwkv7_official.COMMIT},
                   "script": "generate/rwkv7_golden.py", "seed": None},
        "class": "budget",
        "limit": {
            "rule": "max|actual - expected| <= limit, half of the largest error of upstream's float32 runs against this float64 run, "
                    "but at least one float32 ulp of max|expected|; two for a state, which is kept in float32 and rounded at every "
                    "token",
            "tensors": limits},
        "result": "valid", "flags": []})  # fmt: skip
    print({k: v for k, v in limits["logits"].items()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rwkv-lm", required=True, type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rwkv7_official.use(args.rwkv_lm)
    out = Outputs(args.write)
    for name in rwkv7_models.SHAPES:
        case(out, name, args.rwkv_lm)
    out.done()


if __name__ == "__main__":
    main()
