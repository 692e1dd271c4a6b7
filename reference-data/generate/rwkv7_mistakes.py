"""Logits of a whole RWKV-7 model with one mistake at a time, by the official NumPy file in float64 with one line changed: what a
port gets wrong between the kernels. A checker must refuse each. Needs the packages of requirements-fla.txt."""

import argparse
import json
from pathlib import Path

import numpy as np

import rwkv7_models
import rwkv7_official
from common import GOLDEN, MODELS, Outputs, packages

NAME, TOKENS = "a", 20
FOLDER = f"rwkv7-random-{NAME}"
PRE_NORM = "    x = layer_norm(x, *params('blocks.0.ln0'))\n"
FIRST_NORM = "        x_ = layer_norm(x, *params(f'blocks.{i}.ln1'))\n"
# File, flag, lines of the official file and what stands in their place.
MISTAKES = {
    "no-pre-norm": ("NoPreNorm", [(PRE_NORM, "")]),
    "pre-norm-beside-residual": (
        "PreNormBesideResidual",
        [(PRE_NORM, ""), (FIRST_NORM, "        n = layer_norm(x, *params('blocks.0.ln0')) if i == 0 else x\n"
                          + FIRST_NORM.replace("layer_norm(x,", "layer_norm(n,"))],
    ),
    "shift-before-norm": (
        "ShiftBeforeNorm",
        [("state[1][i], params(f'blocks.{i}.att'))\n", "state[1][i], params(f'blocks.{i}.att'))\n        state[0][i,0] = x\n")],
    ),
    "value-residual-of-layer-below": (
        "ValueResidualOfLayerBelow", [("return Wo @ (y * g), v0, x, S", "return Wo @ (y * g), v.flatten(), x, S")],
    ),
    "bonus-of-raw-key": (
        "BonusOfRawKey",
        [("    kk = k * k_k\n", "    kk = k * k_k\n    raw = k.reshape(N_HEAD, -1, 1).copy()\n"), ("(r * k * r_k)", "(r * raw * r_k)")],
    ),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rwkv-lm", required=True, type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rwkv7_official.use(args.rwkv_lm)
    out = Outputs(args.write)
    tokens = np.load(MODELS / FOLDER / "tokens.npy")[0][:TOKENS]
    right = rwkv7_models.official_model(NAME, np.float64).run(tokens)
    target = GOLDEN / "model" / FOLDER
    limit = json.loads((target / "seq70.json").read_text())["limit"]["tensors"]["logits"]["limit"]
    for case, (flag, changes) in MISTAKES.items():
        wrong = rwkv7_models.official_model(NAME, np.float64, changes).run(tokens)
        distance = float(np.abs(wrong - right).max())
        assert np.isfinite(wrong).all() and distance > 1000 * limit, (case, distance)
        out.tensors(target / f"{case}.safetensors", {"tokens": tokens.astype(np.int32), "logits": wrong})
        out.json(target / f"{case}.json", {
            "schema": "writesae-golden-1",
            "id": f"model/{FOLDER}/{case}",
            "object": "model",
            "about": f"logits of models/{FOLDER} over {TOKENS} tokens by the official NumPy file with a mistake",
            "model": f"models/{FOLDER}",
            "state_positions": [],
            "source": {"packages": packages("numpy") | {"RWKV-LM": rwkv7_official.COMMIT},
                       "script": "generate/rwkv7_mistakes.py", "seed": None},
            "class": "budget",
            "limit": {"rule": "the limit of the logits of seq70; the right result is beyond it", "distance": distance,
                      "tensors": {"logits": {"max_abs": float(np.abs(wrong).max()), "limit": limit}}},
            "result": "invalid", "flags": [flag]})  # fmt: skip
    out.done()


if __name__ == "__main__":
    main()
