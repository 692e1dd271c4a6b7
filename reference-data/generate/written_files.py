#!/usr/bin/env python3
"""Proves that files written by `writesae convert` load in torch and upstream's code and give the same outputs.

    written_files.py --upstream upstream --writesae ../../writesae

Writes nothing here. For every variant an upstream module with random biases is saved by torch, converted to
safetensors and back to .pt; the .pt is loaded with torch.load(weights_only=True) and upstream's
build_sae_from_config, strictly, and its outputs are compared bit by bit. The safetensors are loaded by the
safetensors package. A training checkpoint is converted with its optimiser state, and one more step of both must
give the same parameters.
"""

import argparse
import copy
import json
import subprocess
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file

from checkpoint_files import DK, DV, build, full_config
from common import upstream


def convert(writesae, source, out, *options):
    subprocess.run([writesae, "convert", source, "--out", out, *options], check=True, capture_output=True)


def same(a, b, what):
    assert a.keys() == b.keys(), (what, a.keys() ^ b.keys())
    for key in a:
        assert a[key].dtype == b[key].dtype and torch.equal(a[key], b[key]), (what, key)


def outputs(sae, file, what):
    saved = torch.load(file, weights_only=True)
    model = sae.build_sae_from_config(saved["config"], state_dict=saved["model_state_dict"])
    model.load_state_dict(saved["model_state_dict"], strict=True)
    torch.manual_seed(1)
    x = torch.randn(7, DK * DV) if what == "flat" else torch.randn(7, DK, DV)
    out = model(x)
    return saved, model, {"reconstruction": out.reconstruction, "coefficients": out.coefficients, "loss": out.loss}


def variant(sae, writesae, folder, sae_type, rank, seed):
    original = folder / "best.pt"
    model = build(sae, sae_type, rank, seed)
    torch.save({"model_state_dict": model.state_dict(), "config": full_config(sae_type, rank), "epoch": 1, "step": 10,
                "val_mse": 0.125}, original)
    convert(writesae, original, folder / "s")
    convert(writesae, folder / "s", folder / "t", "--to", "pt")
    before, _, expected = outputs(sae, original, sae_type)
    after, _, actual = outputs(sae, folder / "t/best.pt", sae_type)
    same(actual, expected, sae_type)
    same(after["model_state_dict"], before["model_state_dict"], sae_type)
    same(load_file(folder / "s/sae_weights.safetensors"), before["model_state_dict"], sae_type)
    assert list(after["model_state_dict"]) == list(before["model_state_dict"]), "order of the state_dict"
    assert after["config"] == before["config"], (after["config"], before["config"])
    assert {k: after[k] for k in ("epoch", "step", "val_mse")} == {"epoch": 1, "step": 10, "val_mse": 0.125}
    assert json.loads((folder / "s/cfg.json").read_text())["d_sae"] == model.n_features


def training(sae, writesae, folder, sae_type):
    model = build(sae, sae_type, 1, 40)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    x = torch.randn(9, DK * DV) if sae_type == "flat" else torch.randn(9, DK, DV)

    def step(model, optimizer):
        optimizer.zero_grad(set_to_none=True)
        model(x).loss.backward()
        optimizer.step()

    for _ in range(3):
        step(model, optimizer)
    torch.save({"model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "step": 3,
                "epoch": 0, "best_val_mse": 0.25, "config": full_config(sae_type, 1)}, folder / "checkpoint.pt")
    convert(writesae, folder / "checkpoint.pt", folder / "out", "--to", "pt")
    results = []
    for file in (folder / "checkpoint.pt", folder / "out/checkpoint.pt"):
        saved = torch.load(file, weights_only=True)
        again = sae.build_sae_from_config(saved["config"])
        again.load_state_dict(saved["model_state_dict"])
        other = torch.optim.Adam(again.parameters(), lr=1.0)
        other.load_state_dict(copy.deepcopy(saved["optimizer_state_dict"]))
        step(again, other)
        results.append(again.state_dict())
        assert other.state_dict()["param_groups"] == optimizer.state_dict()["param_groups"]
        assert saved["step"] == 3 and saved["epoch"] == 0 and saved["best_val_mse"] == 0.25
    same(results[1], results[0], "training " + sae_type)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--upstream", required=True)
    p.add_argument("--writesae", required=True)
    args = p.parse_args()
    upstream(args.upstream)
    from core import sae
    types = ["flat", "rank1", "bilinear", "bilinear_tied", "bilinear_flat", "bilinear_gated", "bilinear_jumprelu"]
    for number, sae_type in enumerate(types):
        for rank in (1,) if sae_type == "flat" else (1, 2):
            with tempfile.TemporaryDirectory() as folder:
                variant(sae, args.writesae, Path(folder), sae_type, rank, number)
            print(f"{sae_type} rank {rank}: same bits, same outputs")
        with tempfile.TemporaryDirectory() as folder:
            training(sae, args.writesae, Path(folder), sae_type)
        print(f"{sae_type}: the training goes on the same")


if __name__ == "__main__":
    main()
