"""Rounds a trained model and writes it in the layout of the published
checkpoints of its family; also the evaluation sequences.

models/gdn-tiny/ is like the multimodal Qwen3.5 checkpoints."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save

import text_data
import tiny_mamba2
import common
from common import MODELS, packages
from train_model import SHAPE

SHARD = "model.safetensors-00001-of-00001.safetensors"
FLOAT32 = ("linear_attn.A_log", "linear_attn.norm.weight")


def stored(state, prefix):
    """bfloat16, but float32 where the published checkpoints have it."""
    out = {}
    for key, value in state.items():
        dtype = torch.float32 if key.endswith(FLOAT32) else torch.bfloat16
        key = prefix + key.removeprefix("model.")
        out[key] = value.to(dtype).contiguous()
    return out


def skipped():
    """Stand-ins for the vision tower and the multi-token-prediction head,
    which a text loader must pass over."""
    generator = torch.Generator().manual_seed(0)

    def tensor(*shape):
        return torch.randn(*shape, generator=generator).to(torch.bfloat16)
    return {
        "model.visual.patch_embed.proj.weight": tensor(8, 3, 2, 4, 4),
        "model.visual.merger.norm.weight": tensor(8),
        "mtp.fc.weight": tensor(64, 128),
        "mtp.norm.weight": tensor(64),
        "mtp.layers.0.self_attn.q_norm.weight": tensor(32),
    }


def config():
    return {
        "architectures": ["Qwen3_5ForConditionalGeneration"],
        "model_type": "qwen3_5",
        "tie_word_embeddings": True,
        "text_config": {
            "model_type": "qwen3_5_text", **SHAPE,
            "full_attention_interval": 4, "mlp_only_layers": [],
            "partial_rotary_factor": 0.25, "mamba_ssm_dtype": "float32",
            "mtp_num_hidden_layers": 1,
            "mtp_use_dedicated_embeddings": False, "dtype": "bfloat16",
        },
        "vision_config": {
            "model_type": "qwen3_5_vision", "depth": 1, "hidden_size": 8,
            "intermediate_size": 16, "num_heads": 1, "patch_size": 4,
            "out_hidden_size": 64, "num_position_embeddings": 16,
        },
    }


def gdn(out, folder, trained):
    tensors = stored(trained, "model.language_model.") | skipped()
    out.raw(folder / SHARD, save(tensors, {"format": "pt"}))
    size = sum(t.numel() * t.element_size() for t in tensors.values())
    out.json(folder / "model.safetensors.index.json", {
        "metadata": {"total_size": size},
        "weight_map": {key: SHARD for key in sorted(tensors)}})
    out.json(folder / "config.json", config(), indent=2)
    return {"about": "byte-level Qwen3.5 text model, trained for this "
                     "project",
            "storage": "bfloat16; A_log and linear_attn.norm.weight float32; "
                       "model.visual.* and mtp.* are stand-ins to be skipped"}


def plain(family):
    """One file, every tensor in one type."""
    def write(out, folder, trained):
        out.raw(folder / family.FILE,
                save(family.stored(trained), {"format": "pt"}))
        out.json(folder / "config.json", family.config(), indent=2)
        return {"about": family.ABOUT, "storage": family.STORAGE}
    return write


FAMILIES = {"gdn": ("gdn-tiny", gdn),
            "mamba2": (tiny_mamba2.NAME, plain(tiny_mamba2))}


def main():
    parser = common.parser(__doc__, upstream=False)
    parser.add_argument("--family", choices=FAMILIES, default="gdn")
    parser.add_argument("--trained", type=Path, required=True,
                        help="folder written by train_model.py")
    parser.add_argument("--text", type=Path, required=True)
    args, out = common.begin(parser)

    name, write = FAMILIES[args.family]
    folder = MODELS / name
    what = write(out, folder, load_file(args.trained / "model.safetensors"))

    text = text_data.load(args.text)
    _, held_out = text_data.split(text)
    out.npy(folder / "corpus.npy", text_data.windows(held_out, 16, 128))

    log = json.loads((args.trained / "log.json").read_text())
    log.pop("torch"), log.pop("transformers")
    out.json(folder / "provenance.json", {
        "about": what["about"],
        "text": {
            "what": "King James Version, one verse a line",
            "package": "Debian bible-kjv-text 4.38 (source bible-kjv)",
            "rights": "public domain text (package's copyright file: "
                      "'copyright ... is expired since the translation was "
                      "done in 1611')",
            "bytes": len(text),
            "sha256": hashlib.sha256(text.tobytes()).hexdigest(),
            "held_out": "each 16th block of 16384 bytes; corpus.npy is from "
                        "these"},
        "packages": packages("torch", "transformers", "safetensors", "numpy"),
        "storage": what["storage"],
        "training": log})
    out.done()


if __name__ == "__main__":
    main()
