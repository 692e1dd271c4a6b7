"""A small dictionary for one cell of a DeltaNet and of a GLA, trained with upstream's own trainer on states of random texts,
and the texts of the replacement test. Needs the packages of requirements-fla.txt."""

import fla_cpu  # noqa: F401  before fla

import json
import tempfile
from pathlib import Path

import numpy as np
import torch

import common
import fla_float64
from common import MODELS

CELLS = {"deltanet-random-a": (1, 1), "gla-random-a": (1, 1)}
FEATURES, K, LENGTH = 48, 4, 32


def states(model, rng, layer, head, count):
    """Last states of random texts of random length."""
    found = []
    for length in range(4, LENGTH + 1):
        tokens = rng.randint(model.config["vocab_size"], size=(count // (LENGTH - 3), length))
        recurrence = fla_float64.Recurrence(record=("states",))
        fla_float64.run(model, torch.as_tensor(tokens), recurrence)
        found.append(recurrence.layers[layer]["state"][:, -1, head])
    return torch.cat(found).numpy().astype(np.float16)


def main():
    parser = common.parser(__doc__)
    parser.add_argument("--seed", type=int, default=17)
    args, out = common.begin(parser)
    from core.train import train

    for name, (layer, head) in CELLS.items():
        rng = np.random.RandomState(args.seed)
        model = fla_float64.load(MODELS / name)
        tokens = rng.randint(model.config["vocab_size"], size=(8, LENGTH)).astype(np.int32)
        out.npy(MODELS / name / "corpus.npy", tokens)
        work = Path(tempfile.mkdtemp())
        (work / f"layer_{layer}").mkdir()
        np.save(work / f"layer_{layer}" / f"head_{head}.npy", states(model, rng, layer, head, 2000))
        with torch.enable_grad():
            result = train(sae_type="bilinear", data_dir=str(work), layer=layer, head=head, n_features=FEATURES, k=K, lr=1e-3,
                           lr_min=1e-4, epochs=30, warmup_steps=50, seed=42, batch_size=64, output_dir=str(work / "sae"))
        target = MODELS / name / "sae" / f"bilinear_L{layer}_H{head}"
        out.raw(target / "best.pt", (work / "sae" / "best.pt").read_bytes())
        result.pop("total_time_s")
        out.json(target / "provenance.json", {
            "about": f"trained with upstream's core/train.py on states of models/{name}; settings in generate/fla_sae.py",
            "upstream": common.UPSTREAM, "packages": common.packages("torch", "numpy"),
            "seed": args.seed, "run": json.loads(json.dumps(result, default=float))})
    out.done()


if __name__ == "__main__":
    main()
