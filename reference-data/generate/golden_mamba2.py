"""Golden cases of whole Mamba-2 models, as golden_model.py makes them of
Qwen3.5: logits, writes, gates and states in float64, with the error of
upstream's own float32 runs beside them."""

import json

import numpy as np
import torch

import float64_mamba2 as mamba2
import common
from common import MODELS
from golden_model import write_case

# Cases of mamba2-tiny: id, corpus row, length, states kept at, layers whose
# writes are kept.
TINY = [("seq0", 0, 128, (0, 64, 127), (3,)), ("short3", 2, 3, (2,), range(6)),
        ("chunk65", 3, 65, (64,), ())]


def exact_run(model, tokens, positions, write_layers):
    """All tensors of a case in float64."""
    recurrence = mamba2.Recurrence(record=("writes", "states"))
    logits = mamba2.run(model, tokens, recurrence)
    check = mamba2.run(model, tokens)
    worst = (logits - check).abs().max().item()
    assert worst <= 1e-12 * logits.abs().max().item(), worst
    out = {"logits": logits[0]}
    for i, kept in recurrence.layers.items():
        if i in write_layers:
            for name in ("key", "value_raw"):
                out[f"layers.{i}.write.{name}"] = kept[name][0]
        for name in ("alpha", "dt"):
            out[f"layers.{i}.{name}"] = kept[name][0]
        for t in positions:
            out[f"layers.{i}.state.{t}"] = kept["state"][0, t]
    return {key: value.numpy() for key, value in out.items()}


def float32_runs(model, tokens, positions):
    """Upstream's plain float32: chunked prefill, and one token at a time.
    The single step of transformers knows no limit of the step size, so a
    model that has one takes two tokens at a time."""
    def states(cache, t):
        return {f"layers.{i}.state.{t}":
                mamba2.state(cache, i)[0].double().numpy()
                for i in mamba2.linear_layers(model)}
    watch = mamba2.Watch()
    with watch.watching():
        prefill = {"logits": model(tokens, use_cache=True).logits[0].numpy()}
    prefill |= watch.tensors()
    for t in positions:
        with torch.no_grad():
            prefill |= states(mamba2.prefill(model, tokens[:, :t + 1]), t)
    limited = tuple(model.config.time_step_limit) != (0.0, float("inf"))
    piece = 2 if limited else 1
    watch, decode, logits = mamba2.Watch(), {}, []
    with watch.watching():
        cache = None
        for t in range(0, tokens.shape[1], piece):
            result = model(tokens[:, t:t + piece], cache_params=cache,
                           use_cache=True)
            cache = result.cache_params
            logits.append(result.logits[0])
            if t + piece - 1 in positions:
                decode |= {k: v.copy() for k, v in
                           states(cache, t + piece - 1).items()}
    decode |= watch.tensors() | {"logits": torch.cat(logits).numpy()}
    return {"prefill": prefill, "decode": decode}


def case(out, name, case_id, tokens, positions, write_layers):
    ids = torch.as_tensor(tokens.astype(np.int64))[None]
    config = json.loads((MODELS / name / "config.json").read_text())
    note = ""
    if config.get("ssm_cfg", {}).get("ngroups", 1) > 1:
        note = ", gated norm by groups as mamba_ssm has it"
    write_case(
        out, name, case_id, tokens, positions,
        exact_run(mamba2.load(MODELS / name), ids, positions,
                  write_layers),
        float32_runs(mamba2.load(MODELS / name, double=False), ids,
                     positions),
        note=note, script="golden_mamba2.py")


def main():
    _, out = common.begin(common.parser(__doc__, upstream=False))
    corpus = np.load(MODELS / "mamba2-tiny" / "corpus.npy")
    for case_id, row, length, positions, layers in TINY:
        case(out, "mamba2-tiny", case_id, corpus[row, :length], positions,
             layers)
    for folder in sorted(MODELS.glob("mamba2-random-*")):
        case(out, folder.name, "seq70", np.load(folder / "tokens.npy"),
             (0, 31, 69), (1,) if folder.name[-1] != "d" else (0,))
    out.done()


if __name__ == "__main__":
    main()
