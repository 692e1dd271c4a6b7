"""Final-token states of all cells, in upstream's file layout (float16), with
upstream's own float32 prefill: layer_{i}/head_{h}.npy, corpus.npy,
metadata.json. States are as upstream's cache has them: Mamba-2's with the
value axis first."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import families
import text_data
from common import MODELS


# What upstream's extractors call the axes of a state.
AXES = {"float64_model": ("key_head_dim", "value_head_dim"),
        "float64_mamba2": ("head_dim", "state_size")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="gdn-tiny")
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--positions", choices=["final", "random"],
                        default="final", help="random: sequences are cut at "
                        "a random length from 4 up")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    train, _ = text_data.split(text_data.load(args.text))
    rng = np.random.RandomState(args.seed)
    tokens = text_data.sample(train, rng, args.count, args.length)
    lengths = np.full(args.count, args.length)
    if args.positions == "random":
        lengths = np.sort(rng.randint(4, args.length + 1, args.count))
    family = families.of(MODELS / args.model)
    model = family.load(MODELS / args.model, double=False)
    layers = family.linear_layers(model)
    kept = {i: [] for i in layers}
    for length in np.unique(lengths):
        rows = tokens[lengths == length, :length]
        for start in range(0, len(rows), 128):
            with torch.no_grad():
                cache = family.prefill(
                    model, torch.as_tensor(rows[start:start + 128]))
            for i in layers:
                kept[i].append(cache.layers[i].recurrent_states[0].numpy())
    shape = None
    for i in layers:
        states = np.concatenate(kept[i]).astype(np.float16)
        folder = args.out / f"layer_{i}"
        folder.mkdir(parents=True, exist_ok=True)
        shape = states.shape
        for head in range(shape[1]):
            np.save(folder / f"head_{head}.npy", states[:, head])
    np.save(args.out / "corpus.npy", tokens.astype(np.int32))
    (args.out / "metadata.json").write_text(json.dumps({
        "model": args.model, "layer_indices": layers,
        "n_samples": args.count, "n_heads": shape[1],
        **dict(zip(AXES[family.__name__], shape[2:])),
        "state_shape_per_head": [args.count, *shape[2:]],
        "dtype": "float16", "seq_len": args.length,
        "positions": args.positions, "seed": args.seed}, indent=1) + "\n")


if __name__ == "__main__":
    main()
