"""Trains SAEs on the states with upstream's own trainer and stores its
checkpoints, plus the same weights as a pickled module of an unknown class."""

import io
import json
import shutil
import sys
import tempfile
import types
from pathlib import Path

import numpy as np
import torch
from torch import nn

import common
from common import MODELS

# type, rank, features, epochs
RUNS = {"gdn-tiny": [
    ("bilinear", 1, 256, 100),
    ("bilinear_tied", 1, 256, 40),
    ("rank1", 1, 256, 40),
    ("bilinear", 2, 256, 40),
    ("flat", 1, 64, 1),
], "mamba2-tiny": [
    ("bilinear", 1, 128, 60),
    ("rank1", 1, 96, 30),
]}


def module_form(checkpoint):
    """{"config", "val_mse", "sae"}: the whole module pickled, its class in a
    Python module that no reader can import, atoms in decoder.v, decoder.w."""
    package = types.ModuleType("writesae_release")
    for name in ("Encoder", "Decoder", "WriteSAE"):
        setattr(package, name, type(name, (nn.Module,), {
            "__module__": "writesae_release"}))
    sys.modules["writesae_release"] = package

    def part(kind, tensors):
        module = getattr(package, kind)()
        for name, tensor in tensors.items():
            if tensor.ndim == 3 and tensor.shape[1] == 1:
                tensor = tensor[:, 0]           # rank 1 as [n, d]
            module.register_parameter(
                name, nn.Parameter(tensor.clone().contiguous()))
        return module
    state, config = checkpoint["model_state_dict"], checkpoint["config"]
    sae = package.WriteSAE()
    if config["sae_type"] == "rank1":
        sae.encoder = part("Encoder", {
            "weight": state["encoder.weight"], "bias": state["encoder.bias"]})
        sae.decoder = part("Decoder", {
            "v": state["V"], "w": state["W"], "bias": state["bias"]})
    else:
        encoder = {"bias": state["b_enc"]}
        if "V_enc" in state:
            encoder |= {"v": state["V_enc"], "w": state["W_enc"]}
        sae.encoder = part("Encoder", encoder)
        sae.decoder = part("Decoder", {
            "v": state["V_dec"], "w": state["W_dec"], "bias": state["bias"]})
    sae.register_buffer("steps_since_active", state["steps_since_active"])
    sae.k = config["k"]
    buffer = io.BytesIO()
    torch.save({"config": config, "val_mse": checkpoint["val_mse"],
                "sae": sae.eval()}, buffer)
    return buffer.getvalue()


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--model", choices=RUNS, default="gdn-tiny")
    parser.add_argument("--states", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=None,
                        help="where the trainer writes (default: temporary)")
    parser.add_argument("--layer", type=int, default=2)
    parser.add_argument("--head", type=int, default=2)
    parser.add_argument("--k", type=int, default=8)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--lr-min", type=float, default=1e-4)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--only", default=None, help="one run, e.g. bilinear")
    parser.add_argument("--epochs", type=int, default=None)
    parser.add_argument("--features", type=int, default=None,
                        help="a small one, with a provenance.json of its own")
    parser.add_argument("--threads", type=int, default=2)
    args, out = common.begin(parser)
    from core.train import train

    work = args.work or Path(tempfile.mkdtemp())
    cell = f"L{args.layer}_H{args.head}"
    summary = []
    for sae_type, rank, features, epochs in RUNS[args.model]:
        tag = sae_type + (f"-r{rank}" if rank > 1 else "")
        if args.only not in (None, tag):
            continue
        folder = work / f"{tag}_{cell}"
        shutil.rmtree(folder, ignore_errors=True)
        result = train(
            sae_type=sae_type, data_dir=str(args.states), layer=args.layer,
            head=args.head, n_features=args.features or features, k=args.k,
            lr=args.lr,
            lr_min=args.lr_min, epochs=args.epochs or epochs, rank=rank,
            warmup_steps=50, seed=42, batch_size=args.batch,
            output_dir=str(folder))
        target = MODELS / args.model / "sae" / f"{tag}_{cell}"
        out.raw(target / "best.pt", (folder / "best.pt").read_bytes())
        checkpoint = torch.load(folder / "best.pt", weights_only=True)
        if (sae_type != "flat" and args.model == "gdn-tiny"
                and args.features is None):
            out.raw(target / "best_module.pt", module_form(checkpoint))
        log = (folder / "train_log.jsonl").read_text().splitlines()
        last = [line for line in log if "val_mse" in line][-1]
        result.pop("total_time_s")
        summary.append(result | {
            "epochs": args.epochs or epochs, "best_epoch":
            checkpoint["epoch"], "last_log": json.loads(last)})
        if args.features:
            out.json(target / "provenance.json", {
                "about": "trained as sae/provenance.json says, with fewer "
                         "features and epochs", "run": summary[-1]})
    states = np.load(args.states / f"layer_{args.layer}"
                     / f"head_{args.head}.npy").astype(np.float64)
    print("mean square of the states", (states ** 2).mean(),
          "variance", states.var(0).mean())
    if args.only is None:
        metadata = json.loads(
            (args.states / "metadata.json").read_text())
        out.json(MODELS / args.model / "sae" / "provenance.json", {
            "about": "trained with upstream's core/train.py on states of "
                     f"models/{args.model}",
            "upstream": common.UPSTREAM,
            "packages": common.packages("torch", "numpy"),
            "states": metadata | {
                "mean_square": float((states ** 2).mean()),
                "variance": float(states.var(0).mean())},
            "settings": {"lr": args.lr, "lr_min": args.lr_min,
                         "warmup_steps": 50, "batch_size": args.batch,
                         "k": args.k, "seed": 42},
            "runs": summary})
    out.done()


if __name__ == "__main__":
    main()
