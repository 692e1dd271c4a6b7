"""Three small RWKV-7 models with random weights of sensible scale, each in a layout of its own (see README.md).

Weights are made under the official names and in the official layout; FLA's follow from them.
"""

import argparse
import io

import torch
from safetensors.torch import save

import rwkv7_official
from common import MODELS, Outputs
from random_weights import finish

SHAPES = {
    # d_k = d_v = 8, four heads; FLA's present names, float32, fused norms.
    "a": dict(vocab=61, hidden=32, dk=8, dv=8, layers=3, intermediate=72, ranks=(5, 6, 3, 7), fused=True, bias=True),
    # Two heads of 12; FLA before 0.2 (x_x), bfloat16, norms not fused and without bias.
    "b": dict(vocab=53, hidden=24, dk=12, dv=12, layers=3, intermediate=96, ranks=(4, 7, 5, 6), fused=False, bias=False),
    # An official checkpoint: bfloat16, with the value residual that layer 0 does not use.
    "c": dict(vocab=67, hidden=32, dk=16, dv=16, layers=3, intermediate=128, ranks=(6, 5, 4, 9)),
}
OFFICIAL = "c"
SEED = 2032
FLA_NAMES = {
    "ln0": "pre_norm", "ln1": "attn_norm", "ln2": "ffn_norm", "att.ln_x": "attn.g_norm", "att.receptance": "attn.r_proj",
    "att.key": "attn.k_proj", "att.value": "attn.v_proj", "att.output": "attn.o_proj",
}  # fmt: skip


def build(name, seed):
    """Official names and layout, float32 values that the stored type holds."""
    s = SHAPES[name]
    generator = torch.Generator().manual_seed(seed)
    hidden, heads = s["hidden"], s["hidden"] // s["dk"]
    values = heads * s["dv"]

    def normal(*shape, scale=1.0, centre=0.0):
        value = centre + scale * torch.randn(*shape, generator=generator)
        return value if name == "a" else value.to(torch.bfloat16).float()

    def matrix(out, size):
        return normal(out, size, scale=1.3 * size**-0.5)

    def share(*shape):
        value = torch.rand(*shape, generator=generator)
        return value if name == "a" else value.to(torch.bfloat16).float()

    w = {"emb.weight": normal(s["vocab"], hidden)}
    for i in range(s["layers"]):
        at = f"blocks.{i}."
        for norm, size in (("ln0", hidden), ("ln1", hidden), ("ln2", hidden), ("att.ln_x", values)):
            if norm != "ln0" or i == 0:
                w[f"{at}{norm}.weight"] = normal(size, scale=0.2, centre=1.0)
                w[f"{at}{norm}.bias"] = normal(size, scale=0.2)
                if norm != "att.ln_x" and not s.get("bias", True):
                    w[f"{at}{norm}.bias"].zero_()
        for c in "rwkvag":
            w[f"{at}att.x_{c}"] = share(1, 1, hidden)
        for gate, rank, out in zip("wavg", s["ranks"], (hidden, hidden, values, values)):
            if gate != "v" or i > 0 or name == OFFICIAL:
                w[f"{at}att.{gate}1"] = matrix(rank, hidden).T.contiguous()
                w[f"{at}att.{gate}2"] = matrix(out, rank).T.contiguous()
                if gate != "g":
                    w[f"{at}att.{gate}0"] = normal(1, 1, out, scale=1.5, centre=-0.5)
        w[f"{at}att.k_k"] = normal(1, 1, hidden, scale=0.2, centre=0.8)
        w[f"{at}att.k_a"] = normal(1, 1, hidden, scale=0.2, centre=1.0)
        w[f"{at}att.r_k"] = normal(heads, s["dk"], scale=0.3)
        for key, out, size in (("receptance", hidden, hidden), ("key", hidden, hidden), ("value", values, hidden), ("output", hidden, values)):
            w[f"{at}att.{key}.weight"] = matrix(out, size)
        w[f"{at}ffn.x_k"] = share(1, 1, hidden)
        w[f"{at}ffn.key.weight"] = matrix(s["intermediate"], hidden)
        w[f"{at}ffn.value.weight"] = matrix(hidden, s["intermediate"])
    w["ln_out.weight"], w["ln_out.bias"] = normal(hidden, scale=0.2, centre=1.0), normal(hidden, scale=0.2)
    if not s.get("bias", True):
        w["ln_out.bias"].zero_()
    w["head.weight"] = matrix(s["vocab"], hidden)
    return w


def fla(weights, bias=True, old=False):
    """FLA's names and layout; `old` gathers the token shifts in x_x."""
    out = {}
    for key, value in weights.items():
        if not key.startswith("blocks."):
            group, last = key.rsplit(".", 1)
            name = {"emb": "model.embeddings", "ln_out": "model.norm", "head": "lm_head"}[group] + "." + last
        else:
            _, i, rest = key.split(".", 2)
            group, last = rest.rsplit(".", 1)
            gate = last[:1] + "_lora.lora."
            if group in FLA_NAMES:
                rest = FLA_NAMES[group] + "." + last
            elif group == "att" and last in [g + n for g in "wavg" for n in "012"]:
                rest = "attn." + gate + {"0": "2.bias", "1": "0.weight", "2": "2.weight"}[last[1]]
                value = value.flatten() if last[1] == "0" else value.T
            elif rest == "ffn.x_k" or last in ("k_k", "k_a"):
                rest, value = rest.replace("att.", "attn."), value.flatten()
            else:
                rest = rest.replace("att.", "attn.")
            name = f"model.layers.{i}.{rest}"
        if bias or not name.endswith(".bias") or "lora" in name or "g_norm" in name:
            out[name] = value.contiguous()
    if old:
        for i in range(sum(key.endswith("attn.x_r") for key in out)):
            at = f"model.layers.{i}.attn.x_"
            out[at + "x"] = torch.cat([out.pop(at + c).view(1, -1) for c in "rwkvag"])
    return out


def config(name):
    s = SHAPES[name]
    decay, rate, value, gate = s["ranks"]
    found = {
        "architectures": ["RWKV7ForCausalLM"], "model_type": "rwkv7", "attn": None, "attn_mode": "chunk", "hidden_size": s["hidden"],
        "num_hidden_layers": s["layers"], "head_dim": s["dk"], "num_heads": None, "intermediate_size": s["intermediate"],
        "hidden_ratio": 4.0, "hidden_act": "sqrelu", "decay_low_rank_dim": decay, "a_low_rank_dim": rate, "v_low_rank_dim": value,
        "gate_low_rank_dim": gate, "norm_first": True, "norm_bias": s["bias"], "norm_eps": 1e-5, "fuse_norm": s["fused"],
        "vocab_size": s["vocab"], "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2,
        "torch_dtype": "float32" if name == "a" else "bfloat16",
    }  # fmt: skip
    return found | ({"value_dim": [s["hidden"]] * s["layers"]} if name == "b" else {})


def weights(name, dtype):
    number = list(SHAPES).index(name)
    return {k: v.numpy().astype(dtype) for k, v in build(name, SEED + number).items()}


def official_model(name, dtype, changes=()):
    s = SHAPES[name]
    fused = s.get("fused", False)
    return rwkv7_official.Model(
        weights(name, dtype),
        s["hidden"] // s["dk"],
        s["dv"],
        64e-5 if name == OFFICIAL else s["dk"] * 1e-5,
        rwkv7_official.fused_divisor if fused else rwkv7_official.official_divisor,
        changes,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    out = Outputs(args.write)
    for number, name in enumerate(SHAPES):
        folder, weights = MODELS / f"rwkv7-random-{name}", build(name, SEED + number)
        if name == OFFICIAL:
            buffer = io.BytesIO()
            torch.save({key: value.to(torch.bfloat16) for key, value in weights.items()}, buffer)
            out.raw(folder / "rwkv7-random.pth", buffer.getvalue())
        else:
            tensors = fla(weights, SHAPES[name]["bias"], old=name == "b")
            dtype = torch.float32 if name == "a" else torch.bfloat16
            out.raw(folder / "model.safetensors", save({k: v.to(dtype) for k, v in tensors.items()}, {"format": "pt"}))
            out.json(folder / "config.json", config(name), indent=2)
        finish(out, folder, __file__, SEED + number, SHAPES[name]["vocab"], (8, 70), "torch", "safetensors")
    out.done()


if __name__ == "__main__":
    main()
